internal import WeirPrimitives
internal import WeirStreaming

extension StreamClient {
  /// Takes body bytes: a range of those at hand.
  mutating func receiveBody(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int, _ reading: inout Reading,
    at now: Instant, into effects: inout Effects
  ) {
    guard consumers[index].phase == .streaming, !consumers[index].isPlain else { return }
    if isFrozen(index) {
      hold(bytes, range, index, reading)
      return
    }
    if consumers[index].reference.isThere { refer(bytes.extracting(range), index) }
    readEvents(bytes, range, index, &reading, at: now, into: &effects)
  }

  /// Reads the events in a part of the bytes at hand and hands each over.
  private mutating func readEvents(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int, _ reading: inout Reading,
    at now: Instant, into effects: inout Effects
  ) {
    let body = bytes.extracting(range)
    if consumers[index].awaitsLineFeed {
      consumers[index].awaitsLineFeed = false
      if body[0] == ASCII.lineFeed, let mark = reading.mark(endingAt: range.lowerBound + 1) {
        account(for: mark, index, into: &effects)
      }
    }
    var position = 0
    while position < body.count, consumers[index].phase == .streaming {
      let step: EventStreamParser.Step
      if consumers[index].source != nil {
        outputs.removeAll(keepingCapacity: true)
        step =
          consumers[index].source?.next(in: body, at: &position, into: &outputs) ?? .needMore
        if !outputs.isEmpty { obeySource(index, at: now, into: &effects) }
      } else {
        step = consumers[index].reader.next(in: body, at: &position)
      }
      switch step {
      case .event:
        let mark = reading.mark(endingAt: range.lowerBound + position)
        consumers[index].awaitsLineFeed =
          mark == nil && position == body.count && body[position - 1] == ASCII.carriageReturn
        handOver(index, mark, at: now, into: &effects)
      case .retry(let time):
        if consumers[index].policy.reader == .fetchEventSource { consumers[index].retryTime = time }
      case .needMore, .comment:
        break
      case .violation(.lineTakenForEnd):
        if consumers[index].source == nil {
          connectionLost(index, reason: Note.cleanEnd, at: now, into: &effects)
        }
      case .violation:
        if consumers[index].source == nil {
          end(index, .failed, Note(.gaveUp, detail: Note.tooLong), at: now, into: &effects)
        }
      }
    }
    if consumers[index].source == nil, readers.last != UInt32(index) {
      readers.append(UInt32(index))
    }
  }

  private mutating func handOver(
    _ index: Int, _ mark: Mark?, at now: Instant, into effects: inout Effects
  ) {
    if consumers[index].policy.dropsRepeated, isRepeated(index) { return }
    consumers[index].handedOver += 1
    if let mark {
      account(for: mark, index, into: &effects)
    } else if !consumers[index].awaitsLineFeed, effects.notesTexts {
      effects.list.append(.handOverStray(consumer: consumers[index].number))
    }
    guard case .chat(_, let format) = consumers[index].request else { return }
    if consumers[index].handedOver == 1, !consumers[index].policy.namesAnswers { learnName(index) }
    if consumers[index].reader.isTerminal(in: format) {
      end(
        index, .complete, Note(.completed, value: consumers[index].handedOver), at: now,
        into: &effects)
    }
  }

  /// Whether the event at hand has an id that was handed over before; a higher one is noted.
  private mutating func isRepeated(_ index: Int) -> Bool {
    let id = consumers[index].lastEventID
    guard !id.isEmpty, id.count < 19, id.allSatisfy(ASCII.isDigit) else { return false }
    let number = id.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - ASCII.zero) }
    if number <= consumers[index].highestID { return true }
    consumers[index].highestID = number
    return false
  }

  /// Takes the name of an answer from the event that tells it: `{"stream":"c-1"}`.
  private mutating func learnName(_ index: Int) {
    let data = consumers[index].reader.data
    let head = Array(#"{"stream":""#.utf8)
    guard data.starts(with: head) else { return }
    let name = Array(data[head.count...].prefix { $0 != UInt8(ascii: "\"") })
    if IdempotencyKey.isLegal(name) { consumers[index].key = name }
  }

  private func account(for mark: Mark, _ index: Int, into effects: inout Effects) {
    let number = consumers[index].number
    switch mark.stream {
    case Mark.request: return  // a server of the user's own may send it
    case Mark.control: effects.list.append(.announceGap(consumer: number))
    default:
      effects.list.append(
        .handOver(stream: mark.stream, number: mark.number, consumer: number))
      guard effects.notesTexts else { return }
      let data = consumers[index].source?.parser.data ?? consumers[index].reader.data
      effects.list.append(
        .handOverText(
          stream: mark.stream, number: mark.number, consumer: number, hash: TextHash.of(data.span)))
    }
  }

  // MARK: A reader without faults

  /// Feeds the reader that knows what a client without faults would tell.
  private mutating func refer(_ body: Span<UInt8>, _ index: Int) {
    consumers[index].reference.update { parser in
      var position = 0
      while position < body.count { _ = parser.next(in: body, at: &position) }
    }
  }

  // MARK: Frozen pages

  private mutating func hold(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int, _ reading: Reading
  ) {
    let first = reading.offset + UInt64(range.lowerBound)
    let last = reading.offset + UInt64(range.upperBound)
    consumers[index].holds { held in
      let start = UInt64(held.bytes.count)
      bytes.extracting(range).withUnsafeBufferPointer { held.bytes.append(contentsOf: $0) }
      for mark in reading.marks where mark.end > first && mark.end <= last {
        var mark = mark
        mark.end = mark.end - first + start
        held.marks.append(mark)
      }
    }
  }

  /// Takes what has come while its page was frozen.
  mutating func receive(
    _ held: HeldBody, _ index: Int, at now: Instant, into effects: inout Effects
  ) {
    if !held.bytes.isEmpty, consumers[index].phase == .streaming {
      var reading = Reading(offset: 0, marks: held.marks[...])
      if consumers[index].reference.isThere { refer(held.bytes.span, index) }
      readEvents(
        held.bytes.span, 0..<held.bytes.count, index, &reading, at: now, into: &effects)
      consumers[index].reader.endRead()
    }
    if let reason = held.end,
      consumers[index].phase == .streaming || consumers[index].phase == .connecting
    {
      responseEnded(index, reason: reason, at: now, into: &effects)
    } else if held.waitIsOver {
      waitIsOver(index, at: now, into: &effects)
    } else if held.watchdogIsDue {
      watchdogDue(index, at: now, into: &effects)
    }
  }
}

extension EventStreamParser {
  /// Whether the event just dispatched completes an answer; read in place, for it is asked of each.
  fileprivate func isTerminal(in format: TokenFormat) -> Bool {
    format.isTerminal(type: namedType.span, data: data.span)
  }
}
