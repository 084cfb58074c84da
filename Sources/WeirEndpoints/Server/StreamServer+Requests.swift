internal import WeirHTTP
internal import WeirPrimitives

extension StreamServer {
  /// Reads requests and answers each at its end; those behind an open response wait.
  mutating func readRequests(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    let index = Int(socket.number)
    var marks = marks
    var position = 0
    while !connections[index].isClosed {
      if connections[index].exchange != Exchange.none {
        let rest = bytes.extracting(position..<bytes.count)
        hold(rest, offset: offset + UInt64(position), marks: marks, on: socket, into: &effects)
        return
      }
      guard let event = connections[index].parser.next(in: bytes, at: &position) else { return }
      switch event {
      case .head, .body:
        break  // Bodies of requests carry nothing this server looks at.
      case .end:
        if let consumer = recognise(
          &marks, upTo: offset + UInt64(position), on: socket, into: &effects)
        {
          connections[index].consumer = consumer
        }
        let request = AskedRequest(connections[index].parser.requestHead)
        answer(request, openExchange(socket), at: now, into: &effects)
      case .violation(let violation):
        respond(openExchange(socket), status: violation.status ?? 400, into: &effects)
      }
    }
  }

  /// Learns from the marks of a request on whose behalf it was made; nil where they do not say.
  func recognise(
    _ marks: inout ArraySlice<Mark>, upTo end: UInt64, on socket: SocketID,
    into effects: inout Effects
  ) -> UInt32? {
    var consumer: UInt32?
    while let mark = marks.first, mark.end <= end {
      if mark.stream == Mark.request { consumer = mark.number }
      marks.removeFirst()
    }
    if let consumer { effects.list.append(.serve(socket, consumer: consumer)) }
    return consumer
  }

  private mutating func hold(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    into effects: inout Effects
  ) {
    if bytes.isEmpty { return }
    let index = Int(socket.number)
    guard connections[index].held.bytes.count + bytes.count <= ServerConnection.heldByteLimit
    else {
      close(socket, into: &effects)
      return
    }
    connections[index].held.append(bytes, offset: offset, marks: marks)
  }

  /// Answers what was asked while a response was under way.
  mutating func readHeldRequests(
    _ socket: SocketID, at now: Instant, into effects: inout Effects
  ) {
    guard isOpen(socket), connections[Int(socket.number)].wire == .http1,
      !connections[Int(socket.number)].held.bytes.isEmpty
    else { return }
    var held = HeldRequests()
    swap(&held, &connections[Int(socket.number)].held)
    readRequests(
      held.bytes.span, offset: 0, marks: held.marks[...], on: socket, at: now, into: &effects)
  }
}
