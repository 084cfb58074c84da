#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The environment of the process; the only place of this target that talks to the system.
enum Environment {
  /// The value of a variable; nil when it is not set.
  static func value(of name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
