import TestSupport
import Testing
import WeirPrimitives
import WeirStreaming

/// Something a parser reported, in a form that reads well in a test.
enum Seen: Equatable {
  case event(String, type: String = "message", id: String = "")
  case comment
  case retry(Int64)
  case violation(EventStreamViolation)
}

/// All that a parser reported for a stream, and behind which byte of it.
struct Reading: Equatable {
  var seen: [Seen] = []
  var offsets: [Int] = []

  /// Feeds the parts in turn, each as one read, and asks for steps until each is used up.
  init(_ parts: [[UInt8]], with parser: inout EventStreamParser) {
    var base = 0
    for part in parts {
      var position = 0
      while true {
        let step = parser.next(in: part.span, at: &position)
        switch step {
        case .needMore: break
        case .event:
          seen.append(
            .event(parser.dataText, type: parser.eventTypeText, id: parser.lastEventIDText))
        case .comment: seen.append(.comment)
        case .retry(let time): seen.append(.retry(time.nanoseconds / 1_000_000))
        case .violation(let violation): seen.append(.violation(violation))
        }
        if step == .needMore { break }
        offsets.append(base + position)
      }
      if position != part.count { Issue.record("\(part.count - position) bytes were left over") }
      parser.endRead()
      base += part.count
    }
  }
}

/// Reads a stream whole, byte by byte and cut at every index, and expects the same each time.
func expect(
  _ bytes: [UInt8], reads expected: [Seen], thenAt lastEventID: String? = nil,
  offsets: [Int]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  for parts in segmentations(of: bytes) {
    var parser = EventStreamParser()
    let reading = Reading(parts, with: &parser)
    #expect(reading.seen == expected, "in \(parts.map(\.count))", sourceLocation: sourceLocation)
    if let offsets {
      #expect(
        reading.offsets == offsets, "in \(parts.map(\.count))", sourceLocation: sourceLocation)
    }
    if let lastEventID {
      #expect(
        parser.lastEventIDText == lastEventID, "in \(parts.map(\.count))",
        sourceLocation: sourceLocation)
    }
  }
}

func expect(
  _ text: String, reads expected: [Seen], thenAt lastEventID: String? = nil,
  offsets: [Int]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  expect(
    Array(text.utf8), reads: expected, thenAt: lastEventID, offsets: offsets,
    sourceLocation: sourceLocation)
}

/// Returns what one parser says to a stream that arrives whole.
func read(_ text: String, mistakes: EventStreamMistakes = []) -> Reading {
  var parser = EventStreamParser(mistakes: mistakes)
  return Reading([Array(text.utf8)], with: &parser)
}

/// Steele, Lea and Flood's SplitMix64: the tests' own source of repeatable bytes.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Draws `count` times from `choices`, one after another.
  mutating func text(of count: Int, from choices: [[UInt8]]) -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<count { text += choices[below(choices.count)] }
    return text
  }

  /// Cuts bytes into parts of up to `longest` bytes, some of them empty.
  mutating func parts(of bytes: [UInt8], upTo longest: Int) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + below(longest + 1))
      parts.append(Array(bytes[start..<end]))
      start = end
    }
    return parts
  }
}
