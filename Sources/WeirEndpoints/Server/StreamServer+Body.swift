internal import WeirHTTP
internal import WeirPrimitives

// The one place that knows how bytes of a body get onto the wire.
extension StreamServer {
  /// Writes a part of a streamed body; the ends of its marks count from its first byte.
  mutating func write(
    _ part: Span<UInt8>, marks partMarks: Span<Mark>, to exchange: Int,
    into effects: inout Effects
  ) {
    guard exchanges[exchange].goesStraight else {
      backlogs[Int(exchanges[exchange].backlog)].parts.append(part, marks: partMarks)
      return
    }
    let framing = exchanges[exchange].framing
    effects.write(on: exchanges[exchange].socket) { bytes, marks in
      framing.append(part, marks: partMarks, to: &bytes, &marks)
    }
  }

  /// Writes parts of a streamed body in one go.
  mutating func write(_ parts: BodyParts, to exchange: Int, into effects: inout Effects) {
    if parts.isEmpty { return }
    let framing = exchanges[exchange].framing
    effects.write(on: exchanges[exchange].socket) { bytes, marks in
      parts.forEach { framing.append($0, marks: $1, to: &bytes, &marks) }
    }
  }

  /// Ends a streamed body.
  func endBody(_ exchange: Int, into effects: inout Effects) {
    switch exchanges[exchange].framing {
    case .chunked:
      effects.write(on: exchanges[exchange].socket) { bytes, _ in
        HTTP1ChunkEncoder.appendLastChunk(to: &bytes)
      }
    case .untilClose:
      break
    }
  }
}
