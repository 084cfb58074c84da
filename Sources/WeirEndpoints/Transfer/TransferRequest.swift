public import WeirPrimitives

/// What a program on one host does with one on another over plain TCP, without HTTP.
///
/// Both know what a connection is for before it is opened: nothing is sent but what is asked for.
public struct TransferRequest: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    /// So many bytes, written as fast as the socket takes them; then the writer closes its side.
    case bulk(bytes: ByteCount)
    /// Messages of one size, the first as the writer's end is established, then one every interval.
    ///
    /// One that does not fit into the send buffer waits in the program and counts from its instant
    /// all the same. The reader closes once it has the last.
    case messages(count: Int, bytes: Int, every: TimeSpan)
    /// Connections one after another, begun at an interval, each closed as soon as it stands.
    case connects(count: Int, every: TimeSpan)
    /// A connection on which both ends only listen.
    case idle
  }

  /// Which end writes.
  public enum Direction: String, Sendable, CaseIterable {
    /// The one that connects.
    case up
    /// The one that is connected to.
    case down
  }

  public var action: Action
  public var direction: Direction
  /// The port that is connected to.
  public var port: UInt16
  /// Whether anybody listens there.
  public var isServed = true

  public static let defaultPort: UInt16 = 5_001

  public init(
    _ action: Action, _ direction: Direction = .down, port: UInt16 = Self.defaultPort,
    isServed: Bool = true
  ) {
    self.action = action
    self.direction = direction
    self.port = port
    self.isServed = isServed
  }

  /// The key in scenario files.
  public var name: String {
    switch action {
    case .bulk: direction == .down ? "download" : "upload"
    case .messages: "messages"
    case .connects: "connect"
    case .idle: "idle"
    }
  }

  /// How many things the reader is to get: a bulk is one.
  public var eventCount: UInt32 {
    switch action {
    case .bulk: 1
    case .messages(let count, _, _): UInt32(count)
    case .connects, .idle: 0
    }
  }

  /// All bytes that the reader is to get.
  public var byteCount: UInt64 {
    switch action {
    case .bulk(let bytes): UInt64(bytes.bytes)
    case .messages(let count, let bytes, _): UInt64(count) * UInt64(bytes)
    case .connects, .idle: 0
    }
  }
}
