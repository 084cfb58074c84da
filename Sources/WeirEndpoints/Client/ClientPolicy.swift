public import WeirPrimitives

/// How a client behaves when its stream goes quiet or ends.
public struct ClientPolicy: Sendable, Equatable {
  /// Drops the connection after so long without a byte, while connecting too; nil for never.
  public var watchdog: TimeSpan?
  /// The wait before it connects again.
  ///
  /// Who follows a topic obeys a `retry` line of the server instead, as an `EventSource` does; who
  /// reads an answer does not, as most `fetch` clients.
  public var reconnectDelay: TimeSpan = .seconds(3)
  /// The shortest and longest wait that a server's `retry` can make it keep; nil for no bound.
  public var retryFloor: TimeSpan?
  public var retryCeiling: TimeSpan?
  /// Whether it says where it left off.
  public var resume = Resume.lastEventID
  /// Takes an id when its line is seen instead of when its event is dispatched: the mistake of
  /// parsers that lose an event cut in the middle.
  public var commitsIDBeforeDispatch = false
  /// Begins each stream with an empty last event ID buffer, as WHATWG HTML 9.2.6 says to the
  /// letter and browsers do not.
  public var emptiesIDOnReconnect = false
  /// What reads its event streams.
  public var reader = Reader.eventSource
  /// The longest line its reader takes, and what it makes of a longer one; nil for no bound.
  public var lineLimit: LineLimit?
  /// What it makes of a status of 500 or more, and of 429.
  public var serverErrors = ServerErrors.asItsAPI
  /// What it does with an answer whose connection was lost.
  public var lostAnswer = LostAnswer.resume
  /// What it makes of an answer or stream that ends without its last event.
  public var cleanEnd = CleanEnd.reconnect
  /// What becomes of its request while its page is hidden.
  public var whenHidden = WhenHidden.stays
  /// Makes a new `EventSource` for one that is closed for good, so long after; nil for never.
  ///
  /// The new one is told the last id in the query, `lastEventId`, for it sends no header.
  public var rebuildAfter: TimeSpan?
  /// Makes a new `EventSource`, from the URL it began with, after so many failures in a row; nil
  /// for never.
  public var rebuildAfterFailures: Int?
  /// Whether it names the answer it asks for, so that asking twice does not generate twice.
  public var namesAnswers = true
  /// Whether it drops an event whose number it has handed over already.
  public var dropsRepeated = false

  public enum Resume: String, Sendable, CaseIterable {
    /// `Last-Event-ID` with the id of the last event handed over.
    case lastEventID = "last-event-id"
    /// No id.
    case none
  }

  public enum Reader: String, Sendable, CaseIterable {
    /// `EventSource` for topics, and for answers a reader that follows the same rules.
    case eventSource = "event-source"
    /// `@microsoft/fetch-event-source`.
    case fetchEventSource = "fetch-event-source"
    /// Each read is decoded and parsed by itself.
    case perRead = "per-read"
    /// Lines are put together rightly, but each read is decoded by itself.
    case perReadDecoding = "per-read-decoding"
    /// Events end at two line feeds and at nothing else.
    case lineFeedOnly = "line-feed-only"
  }

  public struct LineLimit: Sendable, Equatable {
    public var bytes: Int
    /// Whether a longer line looks like the end of the stream; else it is an error.
    public var looksLikeEnd: Bool

    public init(bytes: Int, looksLikeEnd: Bool) {
      self.bytes = bytes
      self.looksLikeEnd = looksLikeEnd
    }
  }

  public enum ServerErrors: String, Sendable, CaseIterable {
    /// Fatal to who follows a topic (WHATWG HTML 9.2.2); who reads an answer tries again.
    case asItsAPI = "as-its-api"
    case retry
    case fatal
  }

  public enum LostAnswer: String, Sendable, CaseIterable {
    /// GET of the answer's own path, behind the last id.
    case resume
    /// The POST once more.
    case repeatPost = "repeat-post"
    /// It is shown as failed.
    case fail
  }

  public enum CleanEnd: String, Sendable, CaseIterable {
    /// It is lost like any other.
    case reconnect
    /// It counts as complete.
    case complete
    /// It is shown as failed.
    case fail
  }

  public enum WhenHidden: String, Sendable, CaseIterable {
    /// It goes on.
    case stays
    /// It is closed, and made anew when the page is visible again.
    case closes
  }

  public init() {}
}

/// What a consumer asks for.
///
/// Paths and queries go out as they are: `/` first, then visible ASCII characters. A consumer whose
/// request cannot be written gives up before it connects.
public enum ConsumerRequest: Sendable, Equatable {
  /// An answer: `POST /api/chat` with these query parameters, in this format.
  case chat(query: String, format: TokenFormat)
  /// A topic, by path.
  case follow(path: String)
  /// Something that ends by itself, by path.
  ///
  /// - Parameter reads: whether the program reads the body; else it stays where it is.
  case plain(path: String, reads: Bool)
}
