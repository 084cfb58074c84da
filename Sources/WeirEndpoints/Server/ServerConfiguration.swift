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
  /// Whether its event streams begin with a byte order mark, which readers drop.
  public var byteOrderMark = false
  /// How it puts data into events.
  public var encoding = Encoding.escaped
  /// Whether events carry an id; without one nobody can say where to go on.
  public var sendsIDs = true
  /// From where it continues a stream.
  public var continues = Continuation.behindLastID
  /// What it does when the id it is told is older than its history.
  public var evicted = Evicted.resumesLive
  /// How long reading the history takes, and in which order it reads and subscribes.
  public var historyRead = TimeSpan.zero
  public var replayOrder = ReplayOrder.atomic
  /// How it speaks HTTP/2; nil for not at all.
  public var http2: HTTP2ServerOptions? = HTTP2ServerOptions()
  /// Bytes of the certificates it sends in a TLS handshake.
  public var certificateBytes: UInt32 = 3_000
  /// Answers that it gives instead of the usual ones, at some times; the first that fits counts.
  public var overrides: [Override] = []
  /// Plain resources, by path.
  public var resources: [String] = []
  /// Topics it publishes, by path, with the instant at which publishing begins.
  public var publications: [Publication] = []

  public enum LineEnding: String, Sendable, CaseIterable {
    case lineFeed = "lf"
    case carriageReturn = "cr"
    case both = "crlf"
  }

  public enum Encoding: String, Sendable, CaseIterable {
    /// One data line for each line of the data (WHATWG HTML 9.2.6).
    case escaped
    /// `data: ` and the text as it is: a line break in it ends the field.
    case raw
  }

  public enum Continuation: String, Sendable, CaseIterable {
    /// Behind the id it is told.
    case behindLastID = "behind-last-id"
    /// From the first event, whatever it is told.
    case fromStart = "from-start"
  }

  public enum Evicted: String, Sendable, CaseIterable {
    /// It goes on with what it has left, without a word.
    case resumesLive = "resumes-live"
    /// It sends an event `reset` first.
    case announces
  }

  public enum ReplayOrder: String, Sendable, CaseIterable {
    /// Replays and subscribes in one step, or as if: what is emitted meanwhile is queued, and
    /// what the replay covered is dropped from the queue.
    case atomic
    /// Reads the history, then subscribes: what is emitted in between is lost.
    case readFirst = "read-first"
    /// Subscribes, then reads the history: what is emitted in between comes twice.
    case subscribeFirst = "subscribe-first"
  }

  /// An answer instead of the usual one.
  public struct Override: Sendable, Equatable {
    /// The path, without query; nil for every path.
    public var path: String?
    public var from: Instant
    /// nil for as long as the run lasts.
    public var until: Instant?
    public var status: Int
    public var contentType: String?
    /// Where a redirect leads: a host, at which the same path is asked for.
    public var location: String?

    public init(
      path: String?, from: Instant = .zero, until: Instant? = nil, status: Int,
      contentType: String? = nil, location: String? = nil
    ) {
      self.path = path
      self.from = from
      self.until = until
      self.status = status
      self.contentType = contentType
      self.location = location
    }
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
