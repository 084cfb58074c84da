internal import WeirPrimitives
internal import WeirStreaming

/// A stream that is given as bytes, and what a reader of the standard finds in it.
///
/// The reader has followed it from its beginning, and connected again behind each end.
struct RawStream: Sendable {
  /// An event, in the part that completes it.
  struct Event: Sendable, Equatable {
    let part: Int
    /// Behind the byte of the part at which a reader dispatches it.
    let end: Int
    /// How many of its bytes lie in that part.
    let length: Int
    /// The hash of its data.
    let hash: UInt64
  }

  /// A place between two bytes, from which a reader can go on.
  struct Place: Sendable, Equatable {
    var part: Int
    var offset = 0
  }

  let parts: [RawPart]
  /// In order; the first has number 1.
  private(set) var events: [Event] = []
  /// How many events come before each part; one more for all.
  private var eventCounts: [Int] = [0]
  /// Where each last event ID came into force.
  private var positions: [(id: [UInt8], place: Place)] = []
  /// Behind the last blank line of each part, with which its blocks are whole.
  private var wholeLengths: [Int] = []

  init(_ parts: [RawPart]) {
    self.parts = parts
    var parser = EventStreamParser()
    var carriesLine = false
    for index in parts.indices {
      read(index, &parser, &carriesLine)
      eventCounts.append(events.count)
      if parts[index].ends {
        parser.finish()
        carriesLine = false
      }
    }
  }

  /// Reads a part line by line: an id comes into force at the end of a line.
  private mutating func read(
    _ part: Int, _ parser: inout EventStreamParser, _ carriesLine: inout Bool
  ) {
    let bytes = parts[part].bytes
    var start = 0
    var blockStart = 0
    while start < bytes.count {
      let (textEnd, end) = Self.line(in: bytes, from: start)
      var position = start
      let id = parser.lastEventID
      // Limits of the reader are its own matter: what it does not take is nobody's event.
      var step = parser.next(in: bytes.span.extracting(0..<end), at: &position)
      while step != .needMore {
        if step == .event {
          events.append(
            Event(
              part: part, end: position, length: position - blockStart,
              hash: TextHash.of(parser.data.span)))
        }
        step = parser.next(in: bytes.span.extracting(0..<end), at: &position)
      }
      if parser.lastEventID != id {
        positions.append((parser.lastEventID, Place(part: part, offset: end)))
      }
      if textEnd == start, !carriesLine { blockStart = end }
      carriesLine = textEnd == end
      start = end
    }
    wholeLengths.append(blockStart)
  }

  /// Where the text of a line ends, and the line with its terminator.
  private static func line(in bytes: [UInt8], from start: Int) -> (textEnd: Int, end: Int) {
    var end = start
    while end < bytes.count {
      if bytes[end] == ASCII.lineFeed { return (end, end + 1) }
      if bytes[end] == ASCII.carriageReturn {
        let isPair = end + 1 < bytes.count && bytes[end + 1] == ASCII.lineFeed
        return (end, end + (isPair ? 2 : 1))
      }
      end += 1
    }
    return (end, end)
  }

  /// The events that a part completes, as places in ``events``.
  func events(of part: Int) -> Range<Int> { eventCounts[part]..<eventCounts[part + 1] }

  /// The marks of the events of a part that begin at an offset or behind it, from which they count.
  func marks(of part: Int, from offset: Int, stream: UInt32) -> [Mark] {
    let found = events(of: part).filter { events[$0].end > offset }
    return found.map { index in
      let end = events[index].end - offset
      return Mark(
        end: UInt64(end), length: UInt32(min(events[index].length, end)), stream: stream,
        number: UInt32(index + 1))
    }
  }

  /// The part that completes an event; nil where there is none of this number.
  func part(of number: UInt32) -> Int? {
    number >= 1 && number <= events.count ? events[Int(number) - 1].part : nil
  }

  /// Where an id came into force last, before a part; nil where it did not.
  func place(behind id: [UInt8], before part: Int) -> Place? {
    positions.last { $0.place.part < part && $0.id == id }?.place
  }

  /// The bytes of a part that are told again from an offset on.
  ///
  /// Of a part that ended its response all but the block that was cut: what follows it on the
  /// next response would continue that.
  func replayed(_ part: Int, from offset: Int) -> Range<Int> {
    let end = parts[part].ends ? wholeLengths[part] : parts[part].bytes.count
    return min(offset, end)..<end
  }
}
