public import WeirEndpoints
internal import WeirPrimitives

/// What came of one transfer.
public struct TransferResult: Sendable, Equatable {
  /// One end of it.
  public struct Side: Sendable, Equatable {
    public let host: String
    public let seen: TransferEnd
    /// Segments that this end sent more than once, its SYNs included.
    public let retransmissionCount: UInt64
  }

  public let request: TransferRequest
  /// Its reader in the ledger.
  public let consumer: UInt32
  /// The end that connected, and the one that was connected to.
  public let opener: Side
  public let acceptor: Side
  /// When the run ended.
  let endedAt: Instant

  /// The end that reads; nil where nobody does.
  public var reader: Side? {
    guard request.eventCount > 0 else { return nil }
    return request.direction == .down ? opener : acceptor
  }

  /// Whether all there was to do was done.
  public var isFinished: Bool {
    if let reader { return reader.seen.hasEverything }
    return opener.seen.ending == .closed
  }

  /// The end that writes; nil where nobody does.
  public var writer: Side? {
    guard request.eventCount > 0 else { return nil }
    return request.direction == .down ? acceptor : opener
  }

  /// Bits a second, rounded down; nil where nothing was read.
  ///
  /// What was read over the time from when the writer's connection stood to when the last byte was
  /// read, or to the end of a run that came before: as a program measures it that writes once
  /// connect(2) or accept(2) returns, half a round trip before the first byte can come.
  public var goodput: UInt64? {
    guard let reader, let writer, reader.seen.readCount > 0, let last = reader.seen.lastByteAt,
      let start = writer.seen.establishedAt
    else { return nil }
    let span = (isFinished ? last : endedAt).elapsed(since: start)
    guard span > .zero else { return nil }
    return UInt64(UInt128(reader.seen.readCount) * 8_000_000_000 / UInt128(span.nanoseconds))
  }
}
