public import WeirPrimitives

/// Who holds the connections to an origin, and who waits for one.
public struct PoolReport: Sendable, Equatable {
  /// A request that holds a slot, or waits for one.
  public struct Entry: Sendable, Equatable {
    /// Its consumer in the audit.
    public var consumer: UInt32
    /// Since when it has held it, or waited.
    public var since: Instant
  }

  /// `http://api`.
  public var origin: String
  public var version: HTTPVersion
  /// How many may be held at a time; nil for any number.
  public var limit: Int?
  public var held: [Entry]
  public var waiting: [Entry]
  /// Connections that carry nothing.
  public var idle: Int
}
