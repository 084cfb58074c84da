internal import WeirHTTP
internal import WeirPrimitives

// What is spoken on a connection: its first bytes tell.
extension StreamServer {
  /// What a client that knows of HTTP/2 begins with (RFC 9113 section 3.4), as far as needed.
  private static let preface = Array("PRI * HTTP/2.0\r\n".utf8)
  /// A TLS record with a handshake message.
  private static let handshakeRecord: UInt8 = 0x16

  /// Finds out what is spoken, by the first bytes or by the TLS handshake, and reads on.
  mutating func findWire(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    if bytes.isEmpty { return }
    let index = Int(socket.number)
    if connections[index].wire == .handshake {
      shakeHands(bytes, offset: offset, marks: marks, on: socket, at: now, into: &effects)
      return
    }
    if connections[index].held.bytes.isEmpty, bytes[0] == Self.handshakeRecord {
      beginHandshake(socket)
      shakeHands(bytes, offset: offset, marks: marks, on: socket, at: now, into: &effects)
      return
    }
    let options = configuration.http2
    connections[index].held.append(bytes, offset: offset, marks: marks)
    let first = connections[index].held.bytes.prefix(Self.preface.count)
    if let options, first.elementsEqual(Self.preface) {
      beginSession(socket, options, at: now, into: &effects)
    } else if options == nil || !Self.preface.starts(with: first) {
      connections[index].wire = .http1
    } else {
      return
    }
    var held = HeldRequests()
    swap(&held, &connections[index].held)
    receive(
      held.bytes.span, offset: 0, marks: held.marks[...], on: socket, at: now, into: &effects)
  }

  private mutating func beginHandshake(_ socket: SocketID) {
    let options = TLSServerOptions(
      protocols: configuration.http2 == nil ? [.http11] : [.http2, .http11],
      certificateBytes: min(Int(configuration.certificateBytes), Self.certificateLimit))
    connections[Int(socket.number)].wire = .handshake
    connections[Int(socket.number)].isSecure = true
    connections[Int(socket.number)].record = handshakes.insert(
      TLSHandshake(server: options))
  }

  /// The most bytes that the model of a handshake takes.
  private static let certificateLimit = 1 << 24 - 1 << 16 - 1

  private mutating func shakeHands(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    let record = connections[Int(socket.number)].record
    var position = 0
    var output: [UInt8] = []
    let event = handshakes[Int(record)].next(in: bytes, at: &position, into: &output)
    if !output.isEmpty { effects.write(on: socket) { bytes, _ in bytes += output } }
    switch event {
    case .established(let spoken):
      finishHandshake(socket, spoken, at: now, into: &effects)
      let rest = bytes.extracting(position..<bytes.count)
      if rest.isEmpty { return }
      receive(
        rest, offset: offset + UInt64(position), marks: marks, on: socket, at: now,
        into: &effects)
    case .violation:
      close(socket, into: &effects)
    case nil:
      break
    }
  }

  private mutating func finishHandshake(
    _ socket: SocketID, _ spoken: TLSProtocol?, at now: Instant, into effects: inout Effects
  ) {
    let index = Int(socket.number)
    _ = handshakes.remove(connections[index].record, leaving: Self.noHandshake)
    connections[index].record = Exchange.none
    connections[index].wire = .http1
    if spoken == .http2, let options = configuration.http2 {
      beginSession(socket, options, at: now, into: &effects)
    }
  }
}
