/// What comes before the body of an HTTP/2 request, RFC 9113 section 8.3.1.
public struct HTTP2RequestHead: Sendable, Equatable {
  public var method: HTTPMethod
  /// Empty only for CONNECT without a protocol.
  public var scheme: [UInt8]
  /// The host with its port; where a request named it in Host alone, what stood there.
  public var authority: [UInt8]
  /// Path and query, `*` for OPTIONS; empty only for CONNECT without a protocol.
  public var path: [UInt8]
  /// What an extended CONNECT speaks inside, RFC 8441 section 4; empty for any other request.
  public var connectProtocol: [UInt8]
  /// All other fields, cookie crumbs joined to one field at the end, section 8.2.3.
  public var headers: HTTPHeaderList

  public init(
    method: HTTPMethod, scheme: [UInt8], authority: [UInt8], path: [UInt8],
    connectProtocol: [UInt8] = [], headers: HTTPHeaderList = HTTPHeaderList()
  ) {
    self.method = method
    self.scheme = scheme
    self.authority = authority
    self.path = path
    self.connectProtocol = connectProtocol
    self.headers = headers
  }
}

/// What comes before the body of an HTTP/2 response, RFC 9113 section 8.3.2.
public struct HTTP2ResponseHead: Sendable, Equatable {
  public var status: Int
  public var headers: HTTPHeaderList

  public init(status: Int, headers: HTTPHeaderList = HTTPHeaderList()) {
    self.status = status
    self.headers = headers
  }
}
