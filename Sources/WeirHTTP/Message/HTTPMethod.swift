internal import WeirPrimitives

/// A request method, RFC 9110 section 9; case matters.
public enum HTTPMethod: Sendable, Hashable {
  case get, head, post, put, delete, connect, options, trace
  /// RFC 5789.
  case patch
  /// Any other token.
  case other([UInt8])

  private static let named: [(HTTPMethod, StaticString)] = [
    (.get, "GET"), (.post, "POST"), (.head, "HEAD"), (.put, "PUT"), (.delete, "DELETE"),
    (.options, "OPTIONS"), (.patch, "PATCH"), (.connect, "CONNECT"), (.trace, "TRACE"),
  ]

  /// Reads a method, or returns nil where the bytes are not a token.
  public init?(_ token: Span<UInt8>) {
    for (method, name) in Self.named where Self.isSame(token, name) {
      self = method
      return
    }
    guard HTTPHeaderList.isName(token) else { return nil }
    self = .other(token.withUnsafeBufferPointer { Array($0) })
  }

  /// Appends the method as it stands in a request line.
  public func write(to output: inout [UInt8]) {
    if case .other(let token) = self {
      output.append(contentsOf: token)
      return
    }
    for (method, name) in Self.named where method == self { output.append(name) }
  }

  private static func isSame(_ token: Span<UInt8>, _ name: StaticString) -> Bool {
    guard token.count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { name in
      for index in 0..<token.count where token[index] != name[index] { return false }
      return true
    }
  }
}
