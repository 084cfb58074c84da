/// A place in one direction of a connection that never wraps: 0 is the SYN, 1 the first byte.
///
/// Machines compute with positions; the 32-bit sequence numbers of RFC 9293 section 3.4 appear on
/// the wire only.
@usableFromInline typealias SequencePosition = UInt64

extension SequencePosition {
  /// The sequence number that stands for this position on the wire.
  func sequenceNumber(initial: UInt32) -> UInt32 {
    initial &+ UInt32(truncatingIfNeeded: self)
  }

  /// The position nearest to `reference` that a sequence number can stand for.
  ///
  /// Returns nil when that would lie before the SYN.
  static func nearest(
    to reference: SequencePosition, sequenceNumber: UInt32, initial: UInt32
  ) -> SequencePosition? {
    let expected = reference.sequenceNumber(initial: initial)
    let distance = Int64(Int32(bitPattern: sequenceNumber &- expected))
    let position = Int64(bitPattern: reference) &+ distance
    return position < 0 ? nil : SequencePosition(position)
  }
}
