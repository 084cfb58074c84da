/// Names one end of a connection, for ever: handles are never used again.
///
/// The ends of the n-th connection of a run are 2n, which opened it, and 2n + 1. A connection is
/// gone when both ends are closed, none of its packets is in flight, nothing that arrived is left
/// to read (or the owner has closed) and all signals have been taken. From then on its handles
/// answer as a closed socket does: nothing to read, no owner, writes and faults are ignored.
public struct SocketHandle: Sendable, Hashable {
  public let index: UInt32

  public init(index: UInt32) { self.index = index }

  /// The other end of the same connection.
  public var peer: SocketHandle { SocketHandle(index: index ^ 1) }
  /// The connection both ends belong to.
  public var connection: UInt32 { index >> 1 }
  /// Whether this end opened the connection.
  public var isClient: Bool { index & 1 == 0 }
}
