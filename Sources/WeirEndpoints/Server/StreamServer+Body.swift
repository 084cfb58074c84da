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
      if exchanges[exchange].reading == .atomic {
        backlogs[Int(exchanges[exchange].backlog)].parts.append(part, marks: partMarks)
      } else {
        writeFrames(part, marks: partMarks, to: exchange, into: &effects)
      }
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
    guard exchanges[exchange].stream == 0 else {
      parts.forEach { writeFrames($0, marks: $1, to: exchange, into: &effects) }
      return
    }
    let framing = exchanges[exchange].framing
    effects.write(on: exchanges[exchange].socket) { bytes, marks in
      parts.forEach { framing.append($0, marks: $1, to: &bytes, &marks) }
    }
  }

  /// Ends a streamed body; returns whether all of it has been written.
  mutating func endBody(_ exchange: Int, into effects: inout Effects) -> Bool {
    if exchanges[exchange].stream != 0 { return endStream(exchange, into: &effects) }
    if exchanges[exchange].framing == .chunked {
      effects.write(on: exchanges[exchange].socket) { bytes, _ in
        HTTP1ChunkEncoder.appendLastChunk(to: &bytes)
      }
    }
    return true
  }

  /// Writes a whole body behind a head that told its length; returns as ``endBody(_:into:)``.
  mutating func writeBody(
    _ text: StaticString, filler: Int, to exchange: Int, into effects: inout Effects
  ) -> Bool {
    guard exchanges[exchange].stream == 0 else {
      let none: [Mark] = []
      text.withUTF8Buffer {
        writeFrames($0.span, marks: none.span, to: exchange, into: &effects)
      }
      if filler == 0 { return endStream(exchange, into: &effects) }
      writeFiller(filler, to: exchange, into: &effects)
      return false
    }
    if filler > 0 {
      effects.list.append(
        .fill(exchanges[exchange].socket, count: UInt32(filler), marks: 0..<0))
    }
    return true
  }
}
