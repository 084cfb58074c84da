internal import WeirPrimitives

/// Reads the responses that arrive on a connection: the client's side of HTTP/1.1, RFC 9112.
///
/// Announce each request with ``expectResponse(to:)``, since only the request tells whether its
/// response has a body; one may be outstanding at a time. Then call ``next(in:at:)`` until it
/// returns nil, and pass the next bytes. Interim (1xx) responses are skipped. A 101, and a 2xx to
/// CONNECT, is a head and an end; from there on ``upgraded`` is true and bytes are left alone.
///
/// A bare LF is taken for the end of a start line or field line (section 2.2 allows it), but not
/// in the framing of chunks. Trailer fields are never merged into the header (section 7.1.2).
/// Not modelled: pipelining by the client; whether a 101 had been asked for.
public struct HTTP1ResponseParser: Sendable {
  private var machine: HTTP1MessageMachine<HTTP1ResponseRole>

  public init(limits: HTTP1Limits = .default) {
    machine = HTTP1MessageMachine(role: HTTP1ResponseRole(), limits: limits)
  }

  /// Announces that a request was sent; the response to the one before must have ended.
  public mutating func expectResponse(to method: HTTPMethod) {
    machine.expectMessage()
    machine.role.expect(method)
  }

  /// Returns the next event and moves `position` behind the bytes it took.
  ///
  /// Nil means that all bytes are taken and more are needed, except after an upgrade, where none
  /// is taken. The position means nothing after a violation. Bytes behind a response that ended
  /// the connection (`persists` is false) are dropped.
  public mutating func next(in bytes: Span<UInt8>, at position: inout Int) -> HTTP1Event? {
    machine.next(in: bytes, at: &position)
  }

  /// Takes the end of the stream, which ends a close-delimited body and breaks off any other.
  ///
  /// Nil where no response was outstanding.
  public mutating func endOfStream() -> HTTP1Event? { machine.endOfStream() }

  /// The head of the current response, from its `.head` until the next response begins.
  public var responseHead: HTTPResponseHead {
    HTTPResponseHead(
      status: machine.role.status, reason: machine.role.reason,
      minorVersion: machine.role.minorVersion, headers: machine.headers)
  }

  /// The trailer fields of the current response, from its `.end` until the next response begins.
  public var trailers: HTTPHeaderList { machine.trailers }

  /// Whether the connection may carry another request after the current response, section 9.3.
  public var persists: Bool { machine.persists }

  /// Whether the bytes behind the response belong to another protocol.
  public var upgraded: Bool { machine.endsInTunnel }

  /// Whether no response is outstanding.
  public var isBetweenResponses: Bool { machine.isBetweenMessages }

  /// Gives back the memory of head and trailers, for a stream that will be open long.
  ///
  /// Must not be called inside a head or trailer.
  public mutating func releaseMemory() {
    machine.releaseMemory()
    machine.role.reason = []
  }
}

/// What only responses have: the status line, interim ones, and bodies that depend on the request.
struct HTTP1ResponseRole: HTTP1Role {
  static let peerStarts = false

  /// What the request says about the body of its response.
  private enum Request: UInt8 { case head, connect, other }

  private var request = Request.other
  private var interimCount = 0
  var status = 0
  var reason: [UInt8] = []
  var minorVersion: UInt8 = 1

  mutating func expect(_ method: HTTPMethod) {
    interimCount = 0
    switch method {
    case .head: request = .head
    case .connect: request = .connect
    case .get, .post, .put, .delete, .options, .trace, .patch, .other: request = .other
    }
  }

  /// Reads `HTTP-version SP status-code SP [ reason-phrase ]`, section 4.
  ///
  /// The second space may be missing where the reason is, as servers were seen to do. Any three
  /// digits are a status: RFC 9110 section 15 has a client process one outside 100…599 like a 5xx.
  mutating func readStartLine(_ line: Span<UInt8>) throws(HTTP1Violation) {
    let codeStart = HTTP1StartLine.versionLength + 1
    let codeEnd = codeStart + 3
    guard line.count >= codeEnd, line[codeStart - 1] == ASCII.space else {
      throw .malformedStatusLine
    }
    minorVersion = try HTTP1StartLine.minorVersion(
      line.extracting(0..<codeStart - 1), else: .malformedStatusLine)
    status = 0
    for index in codeStart..<codeEnd {
      guard ASCII.isDigit(line[index]) else { throw .malformedStatusLine }
      status = status * 10 + Int(line[index] - ASCII.zero)
    }
    reason.removeAll(keepingCapacity: true)
    if line.count == codeEnd { return }
    guard line[codeEnd] == ASCII.space else { throw .malformedStatusLine }
    for index in codeEnd + 1..<line.count {
      guard HTTPCharacter.isFieldValue(line[index]) else { throw .malformedStatusLine }
      reason.append(line[index])
    }
  }

  mutating func framing(
    of headers: HTTPHeaderList, limits: HTTP1Limits
  ) throws(HTTP1Violation) -> (HTTP1Framing, persists: Bool) {
    if HTTPStatus.isInterim(status) {
      guard interimCount < limits.interimResponses else { throw .tooManyInterimResponses }
      interimCount += 1
      return (.interim, persists: true)
    }
    if status == 101 || request == .connect && (200...299).contains(status) {
      return (.tunnel, persists: false)
    }
    let persists = HTTP1Framing.persists(headers, minorVersion: minorVersion)
    // Section 6.3, rule 1: no body whatever the header says.
    if request == .head || HTTPStatus.forbidsContent(status) { return (.none, persists) }
    let framing = try HTTP1Framing.ofResponse(headers)
    return (framing, persists && framing != .untilClose && !isSuspicious(headers))
  }

  /// Whether the connection has to be closed because of doubtful framing; sections 6.1 and 6.3.
  private func isSuspicious(_ headers: HTTPHeaderList) -> Bool {
    headers.contains("transfer-encoding")
      && (minorVersion == 0 || headers.contains("content-length"))
  }
}
