/// A TLS handshake as what it costs: round trips and bytes.
///
/// Both ends send records of the sizes and in the order of the real thing, filled with zeros; only
/// the randoms of the two hellos say something. No key is made, and nothing is encrypted: the data
/// that follows an established handshake goes as it is, without the 22 bytes that each record of
/// TLS 1.3 adds. A client may send data
/// - with TLS 1.3 after one round trip, resumed or not (data in the first flight is not modelled),
/// - with TLS 1.2 after two, and after one when resumed.
public struct TLSHandshake: Sendable {
  private enum Role: Sendable {
    case client(TLSClientHello)
    case server(TLSServerOptions)
  }

  private enum State: Sendable {
    /// A client that has sent nothing.
    case idle
    /// Waiting for the peer's hello.
    case hello
    /// Reading the flight that follows the server's hello; bytes left of it.
    case flight(Int)
    /// Reading the flight with which the peer finishes; bytes left of it.
    case finish(Int)
    case established
    case failed(TLSViolation)
  }

  private let role: Role
  private var state: State
  private var reader = TLSRecordReader()
  /// The peer's hello while it is being read.
  private var hello: [UInt8]?
  private var agreement: TLSAgreement?

  /// A client that speaks versions up to one; it offers protocols and may want to resume a
  /// session, which the server decides.
  public init(client version: TLSVersion, offers: TLSProtocolSet, resumes: Bool) {
    role = .client(TLSClientHello(version: version, offers: offers, resumes: resumes))
    state = .idle
  }

  public init(server options: TLSServerOptions) {
    precondition(
      0..<1 << 24 - 1 << 16 ~= options.certificateBytes,
      "certificates of \(options.certificateBytes) bytes")
    role = .server(options)
    state = .hello
    hello = []
  }

  /// Whether this end may send data.
  public var isEstablished: Bool {
    if case .established = state { true } else { false }
  }

  /// Whether the server took up the session; nil before its hello.
  public var isResumed: Bool? { agreement?.isResumed }

  /// The version agreed upon; nil before the server's hello.
  public var version: TLSVersion? { agreement?.version }

  /// Appends what this end says unasked: the client's hello, nothing for a server.
  public mutating func start(into output: inout [UInt8]) {
    guard case .client(let own) = role else { return }
    guard case .idle = state else { preconditionFailure("a handshake was started twice") }
    TLSFlight.appendClientHello(own, to: &output)
    state = .hello
    hello = []
  }

  /// Reads on from `position` and appends the answer; nil when more bytes are needed.
  ///
  /// Bytes behind the handshake are left where they are: they are data. After a violation the
  /// handshake takes nothing more and repeats it.
  public mutating func next(
    in bytes: Span<UInt8>, at position: inout Int, into output: inout [UInt8]
  ) -> TLSEvent? {
    if case .failed(let violation) = state { return .violation(violation) }
    do throws(TLSViolation) {
      while position < bytes.count {
        guard let limit = expected else { return nil }
        let start = position
        let isRecord = try reader.next(in: bytes, at: &position, limit: limit, keeping: &hello)
        try advance(by: position - start, isRecord: isRecord, into: &output)
        if isEstablished { return .established(alpn: agreement?.alpn) }
      }
      return nil
    } catch {
      state = .failed(error)
      hello = nil
      return .violation(error)
    }
  }

  /// The bytes that may come at most; nil when none are due.
  private var expected: Int? {
    switch state {
    case .idle: preconditionFailure("a client reads before it is started")
    case .hello: .max
    case .flight(let left), .finish(let left): left
    case .established, .failed: nil
    }
  }

  private mutating func advance(
    by count: Int, isRecord: Bool, into output: inout [UInt8]
  ) throws(TLSViolation) {
    switch state {
    case .hello:
      guard isRecord, let body = hello else { return }
      hello = nil
      switch role {
      case .client(let own): try readServerHello(body, own)
      case .server(let options): try answer(body, options, into: &output)
      }
    case .flight(let left) where left > count: state = .flight(left - count)
    case .flight: endFlight(into: &output)
    case .finish(let left) where left > count: state = .finish(left - count)
    case .finish:
      if case .server = role, let agreement {
        TLSFlight.append(TLSFlight.lastOfServer(agreement), to: &output)
      }
      state = .established
    case .idle, .established, .failed: preconditionFailure("no record is due")
    }
  }

  /// The server's flight is complete: the client sends its own.
  private mutating func endFlight(into output: inout [UInt8]) {
    guard let agreement else { preconditionFailure("a flight without a hello") }
    TLSFlight.append(TLSFlight.client(agreement), to: &output)
    let last = TLSFlight.total(TLSFlight.lastOfServer(agreement))
    state = last == 0 ? .established : .finish(last)
  }

  private mutating func readServerHello(
    _ body: [UInt8], _ own: TLSClientHello
  ) throws(TLSViolation) {
    guard let (agreement, following) = TLSFlight.serverHello(body) else { throw .malformedHello }
    let isOffered = agreement.alpn.map { own.offers.contains(TLSProtocolSet($0)) } ?? true
    guard isOffered, agreement.version <= own.version, own.resumes || !agreement.isResumed else {
      throw .unofferedChoice
    }
    self.agreement = agreement
    state = .flight(following)
  }

  private mutating func answer(
    _ body: [UInt8], _ options: TLSServerOptions, into output: inout [UInt8]
  ) throws(TLSViolation) {
    guard let client = TLSFlight.clientHello(body) else { throw .malformedHello }
    let alpn = options.protocols.first { client.offers.contains(TLSProtocolSet($0)) }
    guard alpn != nil || client.offers.isEmpty else {
      TLSFlight.appendNoCommonProtocol(to: &output)
      throw .noCommonProtocol
    }
    let version = min(client.version, options.highestVersion)
    let agreement = TLSAgreement(
      version: version,
      isResumed: client.resumes && options.resumes && version == client.version, alpn: alpn)
    let flight = TLSFlight.server(agreement, certificateBytes: options.certificateBytes)
    TLSFlight.appendServerHello(agreement, following: TLSFlight.total(flight), to: &output)
    TLSFlight.append(flight, to: &output)
    self.agreement = agreement
    state = .finish(TLSFlight.total(TLSFlight.client(agreement)))
  }
}
