/// What comes before the body of a request.
public struct HTTPRequestHead: Sendable, Equatable {
  public var method: HTTPMethod
  /// The request target as it stood on the wire, RFC 9112 section 3.2.
  public var target: [UInt8]
  /// The digit behind `HTTP/1.`.
  public var minorVersion: UInt8
  public var headers: HTTPHeaderList

  public init(
    method: HTTPMethod, target: [UInt8], minorVersion: UInt8 = 1,
    headers: HTTPHeaderList = HTTPHeaderList()
  ) {
    self.method = method
    self.target = target
    self.minorVersion = minorVersion
    self.headers = headers
  }
}

/// What comes before the body of a response.
public struct HTTPResponseHead: Sendable, Equatable {
  /// The three digits of the status line; nothing is known about their range.
  public var status: Int
  /// The reason phrase, often empty; it means nothing, RFC 9112 section 4.
  public var reason: [UInt8]
  /// The digit behind `HTTP/1.`.
  public var minorVersion: UInt8
  public var headers: HTTPHeaderList

  public init(
    status: Int, reason: [UInt8] = [], minorVersion: UInt8 = 1,
    headers: HTTPHeaderList = HTTPHeaderList()
  ) {
    self.status = status
    self.reason = reason
    self.minorVersion = minorVersion
    self.headers = headers
  }
}
