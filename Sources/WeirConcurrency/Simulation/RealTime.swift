#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Real time, for waiting on other threads; no run that comes back looks at it.
enum RealTime {
  static func sleepOneMillisecond() { usleep(1_000) }
}
