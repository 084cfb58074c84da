/// What has become of the packets of one direction of a link.
public struct LinkCounts: Sendable, Equatable {
  /// Packets that came to its entry, whatever became of them.
  public var entered: UInt64 = 0
  /// Copies that the link itself has made.
  public var duplicated: UInt64 = 0
  /// Packets that came out at the other end.
  public var delivered: UInt64 = 0
  public var dropped: UInt64 = 0

  public init() {}

  /// Packets that must be on the link: neither out nor dropped.
  public var onLink: UInt64 { entered + duplicated - delivered - dropped }
}
