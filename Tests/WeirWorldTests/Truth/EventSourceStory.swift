import Testing
import WeirPrimitives

/// What a page and its server saw, each in its own order.
struct EventSourceStory {
  enum Observer: Hashable, CaseIterable { case page, server }

  struct Sighting {
    var by: Observer
    var text: String
    var at: TimeSpan
  }

  /// In the order in which it was taken down.
  let all: [Sighting]

  init(_ all: [Sighting]) { self.all = all }

  func sightings(by observer: Observer) -> [Sighting] { all.filter { $0.by == observer } }

  /// The four headers that were recorded, in the order of their names.
  static func request(_ headers: [String?]) -> String {
    "request " + headers.map { $0 ?? "-" }.joined(separator: " | ")
  }

  /// The record of a test.
  ///
  /// Of the headers that never change only those of the first request were kept: each has them.
  init(measured seen: [ChromiumTable.Seen]) {
    let first = seen.first { $0.ev == "request" }
    all = seen.compactMap { event in
      let text: String
      switch event.ev {
      case "open", "client_closed": text = event.ev
      case "message": text = "message \(event.data ?? "-") \(event.id ?? "-")"
      case "error": text = "error \(event.readyState ?? -1)"
      case "closing": text = "closing \(event.how ?? "-")"
      case "sent_status": text = "sent_status \(event.status ?? 0)"
      case "request":
        text = Self.request([
          event.accept ?? first?.accept, event.cacheControl ?? first?.cacheControl,
          event.connection ?? first?.connection, event.lastEventID,
        ])
      default: return nil  // what the measured browser was told to do
      }
      return Sighting(by: event.by == "page" ? .page : .server, text: text, at: event.at)
    }
  }

  /// The same at each observer up to the end of the record, each thing as long after the one
  /// before it, and no request more in that time.
  func expectLike(_ measured: EventSourceStory, sourceLocation: SourceLocation = #_sourceLocation) {
    for observer in Observer.allCases {
      let own = sightings(by: observer).map(\.text)
      let theirs = measured.sightings(by: observer).map(\.text)
      // A stream that is closed for good is followed by nothing at all.
      let isOver = measured.sightings(by: .page).last?.text == "error 2"
      #expect(
        Array(own.prefix(isOver ? own.count : theirs.count)) == theirs,
        sourceLocation: sourceLocation)
      guard own.count >= theirs.count else { return }
    }
    expectDelays(of: measured, sourceLocation)
    let requests = sightings(by: .server).filter { $0.text.hasPrefix("request") }
    let count = measured.all.count { $0.text.hasPrefix("request") }
    if let next = requests.dropFirst(count).first, let end = measured.all.last?.at {
      #expect(next.at > end, "one request more", sourceLocation: sourceLocation)
    }
  }

  private func expectDelays(of measured: EventSourceStory, _ sourceLocation: SourceLocation) {
    var page = sightings(by: .page)[...]
    var server = sightings(by: .server)[...]
    var last = (own: TimeSpan.zero, measured: TimeSpan.zero)
    for theirs in measured.all {
      let own = theirs.by == .page ? page.removeFirst() : server.removeFirst()
      let difference = (own.at - last.own) - (theirs.at - last.measured)
      #expect(
        difference <= Sightings.tolerance && .zero - difference <= Sightings.tolerance,
        "\(theirs.text) at \(own.at), measured at \(theirs.at)", sourceLocation: sourceLocation)
      last = (own.at, theirs.at)
    }
  }
}
