internal import WeirPrimitives
internal import WeirStreaming

extension StreamClient {
  /// Reads the events in a part of the bytes at hand and hands each over.
  mutating func receiveBody(
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
    while position < body.count, consumers[index].socket != nil {
      let step: EventStreamParser.Step
      if consumers[index].source != nil {
        outputs.removeAll(keepingCapacity: true)
        step =
          consumers[index].source?.next(in: body, at: &position, into: &outputs) ?? .needMore
        if !outputs.isEmpty { obeySource(index, at: now, into: &effects) }
      } else {
        step = consumers[index].parser.next(in: body, at: &position)
      }
      switch step {
      case .event:
        let mark = reading.mark(endingAt: range.lowerBound + position)
        consumers[index].awaitsLineFeed =
          mark == nil && position == body.count && body[position - 1] == ASCII.carriageReturn
        handOver(index, mark, into: &effects)
      case .needMore, .comment, .retry:
        break
      case .violation:
        if consumers[index].source == nil {
          end(index, .failed, Note(.gaveUp), into: &effects)
        }
      }
    }
  }

  private mutating func handOver(
    _ index: Int, _ mark: Mark?, into effects: inout Effects
  ) {
    consumers[index].handedOver += 1
    if let mark { account(for: mark, index, into: &effects) }
    if case .chat(_, let format) = consumers[index].request,
      consumers[index].parser.isTerminal(in: format)
    {
      end(
        index, .complete, Note(.completed, value: consumers[index].handedOver), into: &effects)
    }
  }

  private func account(for mark: Mark, _ index: Int, into effects: inout Effects) {
    guard mark.isOfStream else { return }  // a server of the user's own may send a request's
    effects.list.append(
      .handOver(
        stream: mark.stream, number: mark.number, consumer: consumers[index].number))
  }
}

extension EventStreamParser {
  /// Whether the event just dispatched completes an answer.
  fileprivate func isTerminal(in format: TokenFormat) -> Bool {
    format.isTerminal(type: namedType.span, data: data.span)
  }
}
