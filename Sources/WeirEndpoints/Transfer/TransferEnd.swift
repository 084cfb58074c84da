public import WeirPrimitives

/// What one end of a transfer has seen.
public struct TransferEnd: Sendable, Equatable {
  /// How a connection ended, as one end sees it.
  public enum Ending: Sendable, Equatable {
    /// It had what it wanted and closed.
    case closed
    /// The other end closed first.
    case closedByPeer
    case failed(SocketError)
  }

  /// One connect of a series.
  public struct Attempt: Sendable, Equatable {
    public let startedAt: Instant
    /// When it stood or failed; nil while neither has happened.
    public internal(set) var endedAt: Instant?
    /// Why it failed; nil when it did not.
    public internal(set) var failure: SocketError?
  }

  /// When it began to connect; nil at the end that is connected to.
  public internal(set) var startedAt: Instant?
  /// When the connection stood at this end.
  public internal(set) var establishedAt: Instant?
  /// When the first and the last byte so far were read here.
  public internal(set) var firstByteAt: Instant?
  public internal(set) var lastByteAt: Instant?
  /// Bytes read here.
  public internal(set) var readCount: UInt64 = 0
  /// Whether everything was read here, or written.
  public internal(set) var hasEverything = false
  public internal(set) var endedAt: Instant?
  public internal(set) var ending: Ending?
  public internal(set) var attempts: [Attempt] = []

  public init() {}
}
