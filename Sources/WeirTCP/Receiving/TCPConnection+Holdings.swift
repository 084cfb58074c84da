extension TCPConnection {
  /// Whether a byte of the peer's stream has arrived, be it in order or ahead of a gap.
  public mutating func holds(_ offset: UInt64) -> Bool {
    let position = SequencePosition(offset) + 1
    return offset < receivedEnd || reassembly.ranges.contains { $0.contains(position) }
  }
}
