internal import WeirHTTP
internal import WeirPrimitives

// HTTP/2: what is sent on a connection.
extension StreamServer {
  /// Sends the head of a response.
  mutating func sendHead(
    _ exchange: Int, status: Int, _ headers: HTTPHeaderList, endsStream: Bool,
    into effects: inout Effects
  ) {
    let session = beginWriting(exchange, into: &effects)
    let stream = exchanges[exchange].stream
    effects.write(on: exchanges[exchange].socket) { bytes, _ in
      sessions[session].machine.respond(
        stream: stream, status: status, headers: headers, endsStream: endsStream, into: &bytes)
    }
  }

  /// Sends as much of a part as the windows let through and keeps the rest.
  mutating func writeFrames(
    _ part: Span<UInt8>, marks partMarks: Span<Mark>, to exchange: Int,
    into effects: inout Effects
  ) {
    // The client may have been given up at a part before this.
    if exchanges[exchange].isOver { return }
    let stream = exchanges[exchange].stream
    let session = Int(connections[Int(exchanges[exchange].socket.number)].record)
    var sent = 0
    if exchanges[exchange].unsent == Exchange.none,
      sessions[session].machine.sendWindow(ofStream: stream) > 0
    {
      _ = beginWriting(exchange, into: &effects)
      effects.write(on: exchanges[exchange].socket) { bytes, marks in
        var nextMark = 0
        while sent < part.count {
          let written = sessions[session].machine.writeData(
            stream: stream, part.extracting(sent..<part.count), endsStream: false, into: &bytes)
          guard written.count > 0 else { return }
          Self.place(partMarks, from: &nextMark, of: sent, written, in: &marks)
          sent += written.count
        }
      }
    }
    guard sent < part.count else { return }
    let unsent = unsentBody(of: exchange)
    unsents[unsent].append(part, from: sent, marks: partMarks)
    if let limit = configuration.backlogLimit, unsents[unsent].count > Int(limit.bytes) {
      giveUp(exchange, session, limit, into: &effects)
    } else {
      askForTurn(exchange, session)
    }
  }

  /// Sends bytes whose content does not matter, and ends the body with them.
  mutating func writeFiller(_ count: Int, to exchange: Int, into effects: inout Effects) {
    if exchanges[exchange].isOver { return }
    let unsent = unsentBody(of: exchange)
    unsents[unsent].filler += count
    unsents[unsent].ends = true
    let session = Int(connections[Int(exchanges[exchange].socket.number)].record)
    askForTurn(exchange, session)
    giveTurns(session, into: &effects)
  }

  /// Ends the body of an exchange; returns whether all of it has been sent.
  mutating func endStream(_ exchange: Int, into effects: inout Effects) -> Bool {
    if exchanges[exchange].isOver { return false }
    guard exchanges[exchange].unsent == Exchange.none else {
      unsents[Int(exchanges[exchange].unsent)].ends = true
      return false
    }
    let session = beginWriting(exchange, into: &effects)
    let (stream, none) = (exchanges[exchange].stream, [UInt8]())
    effects.write(on: exchanges[exchange].socket) { bytes, _ in
      _ = sessions[session].machine.writeData(
        stream: stream, none.span, endsStream: true, into: &bytes)
    }
    return true
  }

  // MARK: Turns

  /// Gives an exchange a turn if it has something to send and its own window lets it.
  mutating func askForTurn(_ exchange: Int, _ session: Int) {
    guard exchanges[exchange].unsent != Exchange.none else { return }
    let unsent = Int(exchanges[exchange].unsent)
    let stream = exchanges[exchange].stream
    guard !unsents[unsent].hasTurn, Self.hasRoom(stream, sessions[session].machine) else {
      return
    }
    unsents[unsent].hasTurn = true
    sessions[session].turns.append(UInt32(exchange))
  }

  /// Whether a stream's own window is open.
  private static func hasRoom(_ stream: UInt32, _ machine: borrowing HTTP2Connection) -> Bool {
    machine.sendWindow(ofStream: stream) > 0 || machine.isBlockedByConnection(stream: stream)
  }

  /// Lets exchanges send a frame each, in turn, until the connection's window is closed.
  mutating func giveTurns(_ session: Int, into effects: inout Effects) {
    var next = 0
    while next < sessions[session].turns.count,
      sessions[session].machine.connectionSendWindow > 0
    {
      let exchange = Int(sessions[session].turns[next])
      next += 1
      unsents[Int(exchanges[exchange].unsent)].hasTurn = false
      sendFrame(exchange, session, into: &effects)
    }
    sessions[session].turns.removeFirst(next)
  }

  /// Sends one frame of what an exchange has kept; it goes to the end of the turns with the rest.
  private mutating func sendFrame(
    _ exchange: Int, _ session: Int, into effects: inout Effects
  ) {
    let (unsent, stream) = (Int(exchanges[exchange].unsent), exchanges[exchange].stream)
    _ = beginWriting(exchange, into: &effects)
    var body = UnsentBody()
    swap(&body, &unsents[unsent])
    let filler = Self.filler
    effects.write(on: exchanges[exchange].socket) { bytes, marks in
      let written = Self.writeFrame(
        &sessions[session].machine, stream: stream, body, filler: filler, into: &bytes)
      var nextMark = body.sentMarks
      Self.place(body.marks.span, from: &nextMark, of: body.sentBytes, written, in: &marks)
      body.drop(written.count, marks: nextMark - body.sentMarks)
    }
    let (isEmpty, ends) = (body.count == 0, body.ends)
    swap(&body, &unsents[unsent])
    if !isEmpty {
      askForTurn(exchange, session)
    } else if ends {
      endExchange(exchange, into: &effects)
    } else {
      releaseUnsent(exchange)
    }
  }

  /// Writes one frame of a body, of its bytes with content first.
  private static func writeFrame(
    _ machine: inout HTTP2Connection, stream: UInt32, _ body: borrowing UnsentBody,
    filler: [UInt8], into bytes: inout [UInt8]
  ) -> HTTP2Written {
    let left = body.bytes.count - body.sentBytes
    if left > 0 {
      let content = body.bytes
      return machine.writeData(
        stream: stream, content.span.extracting(body.sentBytes..<content.count),
        endsStream: body.ends && left == body.count, into: &bytes)
    }
    let count = min(body.filler, filler.count)
    return machine.writeData(
      stream: stream, filler.span.extracting(0..<count),
      endsStream: body.ends && count == body.count, into: &bytes)
  }

  private static let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 16_384)

  /// Places the marks that end within a frame; the bytes of one that began before it are left out.
  private static func place(
    _ partMarks: Span<Mark>, from nextMark: inout Int, of sent: Int, _ written: HTTP2Written,
    in marks: inout [Mark]
  ) {
    while nextMark < partMarks.count, partMarks[nextMark].end <= sent + written.count {
      var mark = partMarks[nextMark]
      let end = mark.end - UInt64(sent)
      mark.end = UInt64(written.payloadStart) + end
      mark.length = UInt32(min(UInt64(mark.length), end))
      marks.append(mark)
      nextMark += 1
    }
  }

  // MARK: Bytes that wait

  private mutating func unsentBody(of exchange: Int) -> Int {
    if exchanges[exchange].unsent == Exchange.none {
      exchanges[exchange].unsent = unsents.insert(UnsentBody())
    }
    return Int(exchanges[exchange].unsent)
  }

  mutating func releaseUnsent(_ exchange: Int) {
    guard exchanges[exchange].unsent != Exchange.none else { return }
    let body = unsents.remove(exchanges[exchange].unsent, leaving: UnsentBody())
    exchanges[exchange].unsent = Exchange.none
    guard body.hasTurn else { return }
    let session = Int(connections[Int(exchanges[exchange].socket.number)].record)
    sessions[session].turns.removeAll { $0 == UInt32(exchange) }
  }

  /// Gives up the stream of a client that opens no window: it would hold ever more memory.
  private mutating func giveUp(
    _ exchange: Int, _ session: Int, _ limit: ByteCount, into effects: inout Effects
  ) {
    note(tooSlow: exchanges[exchange].consumer, limit, into: &effects)
    let stream = exchanges[exchange].stream
    sessions[session].say { $0.reset(stream: stream, .cancel, into: &$1) }
    flush(session, into: &effects)
    endExchange(exchange, into: &effects)
  }

  /// Writes what the machine has to say first, and says for whom the bytes behind it are.
  private mutating func beginWriting(_ exchange: Int, into effects: inout Effects) -> Int {
    let session = Int(connections[Int(exchanges[exchange].socket.number)].record)
    flush(session, into: &effects)
    let consumer = exchanges[exchange].consumer
    if consumer != sessions[session].consumer, consumer != Mark.request {
      sessions[session].consumer = consumer
      effects.list.append(.writesFor(exchanges[exchange].socket, consumer: consumer))
    }
    return session
  }
}
