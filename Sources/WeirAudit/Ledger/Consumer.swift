/// How a consumer stands with what it asked for.
public enum ConsumerStatus: UInt8, Sendable {
  /// It has not asked yet.
  case idle
  /// It is following its stream, or trying to.
  case running
  /// It says that it has everything.
  case complete
  /// It gave up, or was told that there is nothing to have.
  case failed
  /// It was asked to stop.
  case stopped
}

/// One who is to get the events of a stream: a conversation or a subscription of one client.
public struct ConsumerRecord: Sendable {
  /// The host it runs on.
  public let host: String
  /// What it asks for, in the words of the scenario: `chat`, `/api/events`.
  public let purpose: String
  public var status = ConsumerStatus.idle
  /// Whether the stream's last event was handed over before it called itself complete.
  public var sawLastEvent = false
  /// Its place among the recipients of the stream it got an event of last.
  var memo: (stream: UInt32, place: UInt32) = (.max, 0)
  /// The highest number handed over, for the stream in `memo`.
  var highest: UInt32 = 0

  public init(host: String, purpose: String) {
    self.host = host
    self.purpose = purpose
  }
}
