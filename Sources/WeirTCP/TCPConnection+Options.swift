public import WeirPrimitives

/// What setsockopt(2) changes on a connection, and what poll(2) and send(2) go by.
extension TCPConnection {
  /// Changes the settings of this connection; what waited for the old ones goes at once.
  public mutating func configure(
    at now: Instant, into effects: inout TCPEffects,
    _ change: (inout TCPConfiguration) -> Void
  ) {
    change(&configuration)
    transmit(at: now, into: &effects)
  }

  /// Bytes the application has written that were never sent: `write_seq - snd_nxt`.
  public var unsentBytes: Int { writtenEnd > next ? Int(writtenEnd - max(next, 1)) : 0 }

  /// Whether the application is told that it may write: `sk_stream_is_writeable`.
  ///
  /// A third of the send buffer is free, and less than half of TCP_NOTSENT_LOWAT is unsent.
  public var isWritable: Bool {
    let queued = Int(writtenEnd - 1 - acknowledgedEnd)
    let free = sendSpace
    return free > 0 && free >= queued / 2
      && 2 * unsentBytes < Int(configuration.notSentLowWater)
  }
}
