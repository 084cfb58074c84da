internal import WeirPrimitives

/// A segment that was sent and is not yet acknowledged.
struct SentSegment: Sendable, Equatable {
  /// What is known of its fate: the scoreboard of RFC 6675 section 3 as Linux keeps it.
  struct Marks: OptionSet, Sendable {
    let rawValue: UInt8

    /// The peer has it, ahead of a gap.
    static let sacked = Marks(rawValue: 1)
    /// Believed lost.
    static let lost = Marks(rawValue: 2)
    /// Sent again, and the repetition is believed to be on the way.
    static let repeated = Marks(rawValue: 4)
    /// Sent more than once ever: its acknowledgment is ambiguous (Karn).
    static let everRepeated = Marks(rawValue: 8)
  }

  var position: SequencePosition
  /// When it was sent last.
  var sentAt: Instant
  /// Sequence numbers it uses.
  var length: UInt32
  var flags: SegmentFlags
  var marks: Marks = []
  /// Its number among all sendings, which wraps: tells what left first at one instant.
  var order: UInt16 = 0

  var end: SequencePosition { position + SequencePosition(length) }
  var payloadLength: UInt32 { flags.contains(.fin) ? length - 1 : length }
}
