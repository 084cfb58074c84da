internal import WeirPrimitives

// The clients people use, as they come without a setting of their own, mistakes included.
extension ClientPolicy {
  /// A client that many people use, or one they should.
  public enum Name: String, Sendable, CaseIterable {
    case resumable
    case nativeEventSource = "native-event-source"
    case fetchEventSource = "fetch-event-source"
    case handWritten = "hand-written"
    case useChat = "use-chat"

    public var policy: ClientPolicy {
      switch self {
      case .resumable: .resumable
      case .nativeEventSource: .nativeEventSource
      case .fetchEventSource: .fetchEventSource
      case .handWritten: .handWritten
      case .useChat: .useChat
      }
    }
  }

  /// A client that continues what was cut: it names its answer, remembers the last id that was
  /// dispatched, and counts as complete only what ended with its last event.
  public static let resumable = ClientPolicy()

  /// The `EventSource` of a browser: 3 s between connections (Blink, event_source.cc), and closed
  /// for good by any status but 200 (WHATWG HTML 9.2.3).
  ///
  /// It sends no POST; of an answer it does what it can, which is to continue it by GET.
  public static let nativeEventSource: ClientPolicy = {
    var policy = ClientPolicy()
    policy.reconnectDelay = .seconds(3)
    policy.serverErrors = .fatal
    return policy
  }()

  /// `@microsoft/fetch-event-source` (Azure/fetch-event-source, fetch.ts and parse.ts).
  ///
  /// It aborts when its page is hidden and asks again, POST included, when it is shown
  /// (`openWhenHidden` is false). It asks again 1 s after any error, for ever: its `onopen` throws
  /// only on a wrong content type, and without an `onerror` whatever is thrown is tried again, so a
  /// server's error page is too. The end of the body is the end. The id goes into the next request
  /// as soon as its line is read.
  public static let fetchEventSource: ClientPolicy = {
    var policy = ClientPolicy()
    policy.reconnectDelay = .seconds(1)
    policy.commitsIDBeforeDispatch = true
    policy.reader = .fetchEventSource
    policy.serverErrors = .retry
    policy.lostAnswer = .repeatPost
    policy.cleanEnd = .complete
    policy.whenHidden = .closes
    policy.namesAnswers = false
    return policy
  }()

  /// The loop over `response.body` that people write: each read is decoded and parsed by itself,
  /// `response.ok` is all that is asked of the status, the end of the body is the end, and what was
  /// lost stays lost.
  public static let handWritten: ClientPolicy = {
    var policy = ClientPolicy()
    policy.resume = .none
    policy.reader = .perRead
    policy.serverErrors = .fatal
    policy.lostAnswer = .fail
    policy.cleanEnd = .complete
    policy.namesAnswers = false
    return policy
  }()

  /// `useChat` of the AI SDK with its `DefaultChatTransport` (vercel/ai, http-chat-transport.ts):
  /// events of data alone, read as the standard says; throws on any status that is not 2xx; takes
  /// the end of the body for the end of the answer; `resume`, which is off, looks for an answer
  /// once, when the page is made.
  public static let useChat: ClientPolicy = {
    var policy = ClientPolicy()
    policy.resume = .none
    policy.serverErrors = .fatal
    policy.lostAnswer = .fail
    policy.cleanEnd = .complete
    policy.namesAnswers = false
    return policy
  }()
}
