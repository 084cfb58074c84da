import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

/// What was seen at a page or at the server, in order: `open e0` at 5.9 ms.
struct Sightings {
  private(set) var all: [(text: String, at: TimeSpan)] = []

  /// How far a delay may be from the measured one.
  static let tolerance = TimeSpan.milliseconds(20)

  init(_ seen: [ChromiumTable.Seen], by observer: String, _ events: Set<String>) {
    for event in seen where event.by == observer && events.contains(event.ev) {
      all.append((event.text, event.at))
    }
  }

  init(_ all: [(text: String, at: TimeSpan)]) {
    self.all = all
    self.all.sort { $0.at < $1.at }
  }

  /// The texts in order; what is seen within the tolerance of the one before is sorted with it.
  var texts: [String] {
    var groups: [[String]] = []
    var last: TimeSpan?
    for (text, at) in all {
      if let last, at - last <= Self.tolerance {
        groups[groups.count - 1].append(text)
      } else {
        groups.append([text])
      }
      last = at
    }
    return groups.flatMap { $0.sorted() }
  }

  /// The same events in the same order, each within the tolerance of when it was measured.
  func expectLike(_ measured: Sightings, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(texts == measured.texts, sourceLocation: sourceLocation)
    for (text, at) in measured.all {
      guard let own = all.first(where: { $0.text == text }) else { continue }
      let difference = own.at > at ? own.at - at : at - own.at
      #expect(
        difference <= Self.tolerance, "\(text): \(own.at), measured \(at)",
        sourceLocation: sourceLocation)
    }
  }
}

extension RunResult {
  /// What the pages see of their streams: `open e0`, by number of the consumer.
  var opens: [(text: String, at: TimeSpan)] {
    entries(.sourceOpened).map { ("open e\($0.note.consumer)", $0.at.elapsed(since: .zero)) }
  }

  /// What the pages close: `closed_e0`, by number of the tab from 0.
  var closings: [(text: String, at: TimeSpan)] {
    entries(.page).filter { $0.note.value == PageAction.closeStreams.number }.map {
      ("closed_e\($0.note.detail - 1)", $0.at.elapsed(since: .zero))
    }
  }

  /// What the server sees: `request 1`, and `client_closed 1` as the connection of that ends.
  func serverSightings(_ host: String) -> Sightings {
    let requests = (entries(.attachedLive) + entries(.resumed)).sorted { $0.at < $1.at }
    var all = requests.enumerated().map { index, entry in
      ("request \(index + 1)", entry.at.elapsed(since: .zero))
    }
    for ends in ledger.connectionEnds where ends.acceptor.host == host {
      guard let over = ends.acceptor.overAt else { continue }
      all.append(("client_closed \(ends.connection)", over.elapsed(since: .zero)))
    }
    return Sightings(all)
  }
}
