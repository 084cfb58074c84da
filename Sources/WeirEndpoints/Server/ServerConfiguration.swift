public import WeirPrimitives

/// How a streaming server behaves.
public struct ServerConfiguration: Sendable, Equatable {
  public var port: UInt16 = 80
  /// What it remembers of each stream.
  public var history = HistoryPolicy.ring(1_024)
  /// How often it sends a comment on an open response; nil for never.
  ///
  /// WHATWG HTML 9.2.7 advises about 15 s.
  public var heartbeat: TimeSpan? = .seconds(15)
  /// How many bytes may wait for a client that does not read: with more its connection is reset;
  /// nil for any number, as where a program writes and never asks whether there is room.
  ///
  /// 64 MiB as the `max_pending` of a NATS server.
  public var backlogLimit: ByteCount? = .mebibytes(64)
  /// What ends the lines of its event streams; readers take all three.
  public var lineEnding = LineEnding.lineFeed
  /// Topics it publishes, by path, with the instant at which publishing begins.
  public var publications: [Publication] = []

  public enum LineEnding: String, Sendable, CaseIterable {
    case lineFeed = "lf"
    case carriageReturn = "cr"
    case both = "crlf"
  }

  public struct Publication: Sendable, Equatable {
    public var path: String
    public var startsAt: Instant
    public var script: EventScript

    public init(path: String, startsAt: Instant, script: EventScript) {
      self.path = path
      self.startsAt = startsAt
      self.script = script
    }
  }

  public init() {}
}
