internal import WeirHTTP
internal import WeirPrimitives

extension HTTPAgent {
  /// Begins the handshake on a connection whose TCP stands.
  mutating func beginHandshake(_ number: UInt32, into effects: inout Effects) {
    let origin = origins[Int(connections[Int(number)].origin)]
    var handshake = TLSHandshake(
      client: options.tls == .tls12 ? .tls12 : .tls13,
      offers: options.version == .http2 ? [.http2, .http11] : .http11,
      resumes: origin.canResume)
    effects.write(on: connections[Int(number)].socket) { bytes, _ in
      handshake.start(into: &bytes)
    }
    connections[Int(number)].handshake.value = handshake
    connections[Int(number)].phase = .securing
  }

  /// Reads the server's side of a handshake; once it is over the connection is ready.
  mutating func shakeHands(
    in bytes: Span<UInt8>, at position: inout Int, _ number: UInt32, at now: Instant,
    into effects: inout Effects
  ) {
    guard var handshake = connections[Int(number)].handshake.value else { return }
    let socket = connections[Int(number)].socket
    var answer: [UInt8] = []
    let event = handshake.next(in: bytes, at: &position, into: &answer)
    if !answer.isEmpty {
      effects.write(on: socket) { output, _ in output.append(contentsOf: answer) }
    }
    connections[Int(number)].handshake.value = handshake
    switch event {
    case nil:
      break
    case .established(let chosen):
      connections[Int(number)].handshake.value = nil
      isSecure(number, speaks: chosen, at: now, into: &effects)
    case .violation:
      effects.list.append(.close(socket))
      isGone(number, reason: Note.brokenResponse, at: now, into: &effects)
    }
  }

  /// The handshake is over; the server has chosen what is spoken (RFC 7301).
  private mutating func isSecure(
    _ number: UInt32, speaks chosen: TLSProtocol?, at now: Instant, into effects: inout Effects
  ) {
    let origin = Int(connections[Int(number)].origin)
    origins[origin].canResume = true
    if options.version == .http2, chosen == .http2 {
      beginSession(number, at: now, into: &effects)
      return
    }
    if options.version == .http2 {
      origins[origin].fellBack = true
      if origins[origin].shared == number { origins[origin].shared = nil }
    }
    isReady(number, at: now, into: &effects)
  }
}
