internal import WeirPrimitives

/// Reads the requests that arrive on a connection: the server's side of HTTP/1.1, RFC 9112.
///
/// Call ``next(in:at:)`` until it returns nil, then pass the next bytes. Requests follow one
/// another; a server that answers one before it reads the next stops calling after `.end` and
/// keeps the bytes behind the position. After a request that becomes a tunnel (CONNECT, Upgrade)
/// it stops calling for good, which only the server can know.
///
/// A bare LF is taken for the end of a start line or field line (section 2.2 allows it), but not
/// in the framing of chunks. Trailer fields are never merged into the header (section 7.1.2).
public struct HTTP1RequestParser: Sendable {
  private var machine: HTTP1MessageMachine<HTTP1RequestRole>

  public init(limits: HTTP1Limits = .default) {
    machine = HTTP1MessageMachine(role: HTTP1RequestRole(), limits: limits)
  }

  /// Returns the next event and moves `position` behind the bytes it took.
  ///
  /// Nil means that all bytes are taken and more are needed. The position means nothing after a
  /// violation. Bytes behind a request that ended the connection (`persists` is false) are
  /// dropped, as section 9.6 demands.
  public mutating func next(in bytes: Span<UInt8>, at position: inout Int) -> HTTP1Event? {
    machine.next(in: bytes, at: &position)
  }

  /// Takes the end of the stream: nil between requests, a violation inside one.
  public mutating func endOfStream() -> HTTP1Event? { machine.endOfStream() }

  /// The head of the current request, from its `.head` until the next request begins.
  public var requestHead: HTTPRequestHead {
    HTTPRequestHead(
      method: machine.role.method, target: machine.role.target,
      minorVersion: machine.role.minorVersion, headers: machine.headers)
  }

  /// The trailer fields of the current request, from its `.end` until the next request begins.
  public var trailers: HTTPHeaderList { machine.trailers }

  /// Whether the connection may carry another request after the current one, section 9.3.
  public var persists: Bool { machine.persists }

  /// Whether the connection is at rest: no request has begun that has not ended.
  public var isBetweenRequests: Bool { machine.isBetweenMessages }

  /// Gives back the memory of head and trailers, for a connection that will be open long.
  ///
  /// Must not be called inside a head or trailer.
  public mutating func releaseMemory() {
    machine.releaseMemory()
    machine.role.target = []
  }
}

/// What only requests have: the request line, Host, and framing without close-delimited bodies.
struct HTTP1RequestRole: HTTP1Role {
  static let peerStarts = true

  var method = HTTPMethod.get
  var target: [UInt8] = []
  var minorVersion: UInt8 = 1

  /// Reads `method SP request-target SP HTTP-version`, section 3.
  mutating func readStartLine(_ line: Span<UInt8>) throws(HTTP1Violation) {
    var space = 0
    while space < line.count, line[space] != ASCII.space { space += 1 }
    let versionStart = line.count - HTTP1StartLine.versionLength
    guard versionStart > space + 1, line[versionStart - 1] == ASCII.space else {
      throw .malformedRequestLine
    }
    minorVersion = try HTTP1StartLine.minorVersion(
      line.extracting(versionStart..<line.count), else: .malformedRequestLine)
    guard let method = HTTPMethod(line.extracting(0..<space)) else { throw .malformedRequestLine }
    self.method = method
    let text = line.extracting(space + 1..<versionStart - 1)
    guard HTTP1StartLine.isTarget(text, for: method) else { throw .malformedTarget }
    target.removeAll(keepingCapacity: true)
    text.withUnsafeBufferPointer { target.append(contentsOf: $0) }
  }

  mutating func framing(
    of headers: HTTPHeaderList, limits: HTTP1Limits
  ) throws(HTTP1Violation) -> (HTTP1Framing, persists: Bool) {
    try checkHost(headers)
    return (
      try .ofRequest(headers, minorVersion: minorVersion),
      HTTP1Framing.persists(headers, minorVersion: minorVersion)
    )
  }

  /// Checks the Host field, which HTTP/1.1 demands exactly once; section 3.2.
  private func checkHost(_ headers: HTTPHeaderList) throws(HTTP1Violation) {
    guard let first = headers.firstIndex(named: "host") else {
      if minorVersion >= 1 { throw .missingHost }
      return
    }
    guard headers.firstIndex(named: "host", from: first + 1) == nil else { throw .duplicateHost }
    let isLegal = headers.withField(first) { HTTP1StartLine.isHost($1) }
    guard isLegal else { throw .malformedHost }
  }
}
