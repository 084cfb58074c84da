internal import WeirPrimitives

extension TransferProgram {
  /// Announces what is to be written and begins with it.
  mutating func beginWriting(_ index: Int, at now: Instant, into effects: inout Effects) {
    let stream = effects.openStream(named: flows[index].name)
    flows[index].stream = stream
    effects.list.append(.subscribe(consumer: flows[index].number, stream: stream))
    switch flows[index].request.action {
    case .bulk: emit(index, into: &effects)
    case .messages: messageDue(index, at: now, into: &effects)
    case .connects, .idle: preconditionFailure("nothing is written")
    }
  }

  /// The next message comes into being, whether or not the one before is written.
  mutating func messageDue(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard case .messages(_, _, let every) = flows[index].request.action,
      flows[index].socket != nil
    else { return }
    emit(index, into: &effects)
    if flows[index].emittedCount < flows[index].request.eventCount {
      effects.list.append(.setTimer(UInt32(index), at: now + every))
    }
  }

  private mutating func emit(_ index: Int, into effects: inout Effects) {
    flows[index].emittedCount += 1
    let number = flows[index].emittedCount
    effects.list.append(
      .emit(
        stream: flows[index].stream, number: number, bytes: flows[index].eventBytes,
        isLast: number == flows[index].request.eventCount))
    awaitRoom(index, into: &effects)
  }

  private mutating func awaitRoom(_ index: Int, into effects: inout Effects) {
    guard let socket = flows[index].socket, !flows[index].awaitsRoom else { return }
    flows[index].awaitsRoom = true
    effects.list.append(.awaitWritable(socket))
  }

  /// Writes as much as the send buffer has room for, each message by itself.
  mutating func write(_ index: Int, into effects: inout Effects) {
    flows[index].awaitsRoom = false
    guard let socket = flows[index].socket else { return }
    var room = UInt32(clamping: effects.sendSpace)
    while room > 0, flows[index].hasUnwritten {
      let firstMark = UInt32(effects.marks.count)
      if flows[index].restOfBegun == 0 {
        flows[index].begunCount += 1
        flows[index].restOfBegun = flows[index].eventBytes
        // The mark goes with the first byte and lies at the last, wherever the pieces end.
        effects.marks.append(
          Mark(
            end: UInt64(flows[index].eventBytes), length: flows[index].eventBytes,
            stream: flows[index].stream, number: flows[index].begunCount))
      }
      let count = min(room, flows[index].restOfBegun)
      effects.list.append(
        .fill(socket, count: count, marks: firstMark..<UInt32(effects.marks.count)))
      flows[index].restOfBegun -= count
      room -= count
    }
    if flows[index].hasUnwritten {
      awaitRoom(index, into: &effects)
    } else if case .bulk = flows[index].request.action {
      effects.list.append(.finish(socket))
      flows[index].seen.hasEverything = true
    } else if flows[index].emittedCount == flows[index].request.eventCount {
      flows[index].seen.hasEverything = true
    }
  }
}
