import Testing
import WeirPrimitives
import WeirStreaming

/// A page with one `EventSource`, and what its script and its browser would see of it.
struct Page {
  var source: EventSource
  /// One line for each output and each event, in order; emptied by ``news()``.
  private var log: [String] = []
  private var outputs: [EventSourceOutput] = []

  init(
    _ url: String = "https://a.test/events", behavior: EventSourceBehavior = .chromium,
    limits: EventStreamLimits = .default, mistakes: EventStreamMistakes = []
  ) {
    source = EventSource(
      url: Array(url.utf8), behavior: behavior, limits: limits, mistakes: mistakes)
  }

  /// A page whose source is open, with nothing left to report.
  static func open(
    _ url: String = "https://a.test/events", behavior: EventSourceBehavior = .chromium,
    limits: EventStreamLimits = .default, mistakes: EventStreamMistakes = []
  ) -> Page {
    var page = Page(url, behavior: behavior, limits: limits, mistakes: mistakes)
    page.start()
    page.head()
    _ = page.news()
    return page
  }

  mutating func start() { perform { $0.start(into: &$1) } }

  mutating func head(
    _ status: Int = 200, _ contentType: String? = "text/event-stream", to location: String? = nil,
    from url: String? = nil
  ) {
    perform {
      $0.receiveHead(
        status: status, contentType: contentType.map { Array($0.utf8) },
        location: location.map { Array($0.utf8) }, finalURL: url.map { Array($0.utf8) }, into: &$1)
    }
  }

  /// Feeds body bytes as one read, and closes the object in the handler of that many messages.
  mutating func body(_ bytes: [UInt8], closingAfter messages: Int = .max) {
    var position = 0
    var seen = 0
    while true {
      let step = source.next(in: bytes.span, at: &position, into: &outputs)
      drain()
      switch step {
      case .needMore:
        #expect(position == bytes.count)
        source.endRead()
        return
      case .event:
        let event = source.parser
        log.append("\(event.eventTypeText) \(event.dataText) #\(event.lastEventIDText)")
        seen += 1
        if seen == messages { close() }
      case .comment: log.append("comment")
      case .retry(let time): log.append("retry \(time)")
      case .violation: log.append("violation")
      }
    }
  }

  mutating func body(_ text: String, closingAfter messages: Int = .max) {
    body(Array(text.utf8), closingAfter: messages)
  }

  mutating func end() { perform { $0.receiveEnd(into: &$1) } }
  mutating func lose(isFutile: Bool = false) {
    perform { $0.receiveNetworkError(isFutile: isFutile, into: &$1) }
  }
  mutating func fireTimer() { perform { $0.timerFired(into: &$1) } }
  mutating func close() { perform { $0.close(into: &$1) } }

  /// Returns what happened since the last call.
  mutating func news() -> [String] {
    defer { log = [] }
    return log
  }

  private mutating func perform(
    _ input: (inout EventSource, inout [EventSourceOutput]) -> Void
  ) {
    input(&source, &outputs)
    drain()
  }

  private mutating func drain() {
    for output in outputs {
      switch output {
      case .connect(let request):
        let id = String(decoding: request.lastEventID, as: UTF8.self)
        log.append(
          "GET \(String(decoding: request.url, as: UTF8.self))" + (id.isEmpty ? "" : " from \(id)"))
      case .opened: log.append("open")
      case .error(let state): log.append("error \(state.rawValue)")
      case .wait(let time): log.append("wait \(time)")
      case .cancelWait: log.append("cancel wait")
      case .abort: log.append("abort")
      case .failed(let failure): log.append("failed \(failure)")
      }
    }
    outputs.removeAll(keepingCapacity: true)
  }
}
