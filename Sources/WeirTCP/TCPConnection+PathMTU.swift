public import WeirPrimitives

extension TCPConnection {
  /// Takes note that a link on the way takes no packet larger than `mtu` bytes (RFC 1191).
  ///
  /// New segments fit from now on, with 52 bytes of headers; Linux's least segment is kept.
  public mutating func pathMTUReported(
    _ mtu: UInt16, at now: Instant, into effects: inout TCPEffects
  ) {
    let room = mtu > UInt16(Segment.headerLength) ? mtu - UInt16(Segment.headerLength) : 0
    segmentSize = min(segmentSize, max(room, Self.minimumSegmentSize))
  }
}
