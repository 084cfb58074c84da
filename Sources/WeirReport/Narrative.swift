internal import WeirAudit
internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension RunStory {
  /// The most lines on what hosts did; those on faults are always told.
  static let narrativeLimit = 500
  /// The most sentences in a line.
  static let sentenceLimit = 12

  /// What happened, one line an instant and place, in plain words.
  public var narrative: [String] {
    var lines: [String] = []
    var omitted = 0
    var index = 0
    let entries = result.timeline
    while index < entries.count {
      let first = entries[index]
      var sentences: [String] = []
      while index < entries.count, entries[index].at == first.at,
        entries[index].host == first.host, subject(entries[index]) == subject(first)
      {
        if let sentence = sentence(entries[index].content) { sentences.append(sentence) }
        index += 1
      }
      if sentences.isEmpty { continue }
      if lines.count >= Self.narrativeLimit, !first.content.isFault {
        omitted += 1
        continue
      }
      if sentences.count > Self.sentenceLimit {
        let rest = sentences.count - Self.sentenceLimit
        sentences = sentences.prefix(Self.sentenceLimit) + ["and \(grouped(rest)) more"]
      }
      let time = TimeSpan(nanoseconds: first.at.nanoseconds).seconds(decimals: 3)
      let place = [first.host, subject(first)].filter { !$0.isEmpty }.joined(separator: ", ")
      let text = sentences.joined(separator: "; ")
      lines.append("\(padded(time, 9)) s  \(place.isEmpty ? text : place + ": " + text)")
    }
    if omitted > 0 {
      lines.append("           and \(grouped(omitted)) more lines; --trace FILE tells everything")
    }
    return lines
  }

  /// Whom or what an entry is about: a consumer's purpose or a stream's name.
  private func subject(_ entry: TimelineEntry) -> String {
    guard case .note(let note) = entry.content else { return "" }
    if note.consumer != Note.nobody {
      // `upload of phone`, told of phone itself, is its upload.
      let consumer = result.ledger.consumers[Int(note.consumer)]
      let purpose = consumer.purpose
      let owner = " of \(entry.host)"
      if purpose.hasSuffix(owner) { return String(purpose.dropLast(owner.count)) }
      // `laptop tab 3`, told of the laptop: which of its tabs.
      guard consumer.host.count > entry.host.count, consumer.host.hasPrefix(entry.host) else {
        return purpose
      }
      let place = consumer.host.dropFirst(entry.host.count).drop { $0 == " " }
      return "\(place), \(purpose)"
    }
    return ""
  }

  /// A sentence without its subject; nil when what was said just before says it.
  private func sentence(_ content: TimelineEntry.Content) -> String? {
    switch content {
    case .faultBegan(let rule):
      return plan.faults[rule].beginning
    case .faultEnded(let rule):
      return "\(plan.faults[rule].profile) ends"
    case .told(let text):
      return text
    case .note(let note):
      return sentence(note)
    }
  }

  private func sentence(_ note: Note) -> String? {
    let span = TimeSpan(nanoseconds: Int64(clamping: note.value))
    switch note.kind {
    case .requested:
      switch note.value {
      case 0: return "connected, sends its POST"
      case 1: return "connected, asks without an id"
      case 2: return "connected, asks behind id \(note.detail)"
      default: return "connected, asks behind id \(note.detail), told in its query"
      }
    case .responded:
      return note.value == 200 ? "the response begins" : "the answer is \(note.value)"
    case .watchdogFired:
      return "no byte for \(span), drops the connection"
    case .connectionLost:
      return note.socketError?.text ?? lossWords(note.value)
    case .waiting:
      return "connects again in \(span)"
    case .queued:
      return "waits for a connection: all are taken"
    case .answered:
      return "has its answer"
    case .sourceOpened, .sourceError:
      return nil  // what brought it about is told
    case .sourceClosed:
      return misreading(note) + "its EventSource is closed for good"
    case .suspended:
      return "closes its stream, for its page is hidden"
    case .page:
      return "tab \(note.detail): \(PageAction.allCases[Int(note.value)].rawValue)"
    case .pageIsGone:
      return "its page is gone"
    case .goAway:
      return "the server retires the connection (GOAWAY, error \(note.value))"
    case .completed:
      return "complete after \(grouped(note.value)) events"
    case .gaveUp:
      return misreading(note) + "gives up"
    case .streamCreated:
      return "begins answer \(result.ledger.streams[Int(note.stream)].name)"
    case .resumed:
      let events = note.value == 1 ? "1 event" : "\(grouped(note.value)) events"
      return note.detail == 0
        ? "the server replays \(events) from the first on"
        : "the server replays \(events) behind id \(note.detail)"
    case .evicted:
      return "its history no longer has what follows id \(note.value), and it "
        + (note.detail == 1 ? "says so" : "does not say so")
    case .attachedLive:
      return "the server sends what comes from now on"
    case .crashed:
      return "the server's process is killed"
    case .tooSlow:
      let limit = ByteCount(bytes: Int64(clamping: note.value)).text
      return "a client does not read: more than \(limit) wait for it, its connection is reset"
    case .connected:
      return "connected"
    case .receivedAll:
      return "has read all \(grouped(note.value)) bytes"
    case .closedByPeer:
      return "the other end closes before everything has come"
    case .socketFailed:
      return note.socketError?.text
    case .connectedSeries:
      return "\(grouped(note.value)) connects, \(grouped(note.detail)) failed"
    }
  }

  /// What it was that a client could not read, with what follows.
  private func misreading(_ note: Note) -> String {
    switch note.detail {
    case Note.noEventStream: "it is no event stream; "
    case Note.tooLong: "a line or event is longer than its reader takes; "
    default: ""
    }
  }

  private func lossWords(_ reason: UInt64) -> String? {
    switch reason {
    case Note.watchdog: return nil  // the watchdog has just said so
    case Note.brokenResponse: return "the response breaks off"
    case Note.cleanEnd: return "the stream ends early"
    default: return nil  // the status has just been told
    }
  }
}

extension FaultRule {
  /// Its beginning as a sentence: `tunnel begins: link down on access for 12s`.
  var beginning: String {
    if case .dropSegment(let count) = kind {
      return "\(profile) begins: data segment \(count) on \(target.text) will be lost"
    }
    let length = duration.map { " for \($0)" } ?? ""
    return "\(profile) begins: \(kind.words) on \(target.text)\(length)"
  }
}

extension FaultKind {
  /// What it is, for people: `link down`.
  var words: String {
    switch self {
    case .linkDown: "link down"
    case .blackhole: "everything swallowed"
    case .reset: "connections reset"
    case .dropSegment(let count): "data segment \(count) lost"
    case .serverCrash: "server killed"
    case .serverRestart(let grace): "server restarts after a grace of \(grace)"
    case .handover(let network): "device changes to \(network)"
    case .cut(.fin): "stream cut with FIN"
    case .cut(.rst): "stream cut with RST"
    case .cut(.silence): "stream cut in silence"
    case .drop(1): "segment lost"
    case .drop(let count): "segment lost \(count) times"
    case .split: "segment ends"
    }
  }
}

/// Text with spaces before it, up to a width.
func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

/// Text with spaces behind it, up to a width.
func filled(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

extension TimelineEntry.Content {
  fileprivate var isFault: Bool {
    switch self {
    case .faultBegan, .faultEnded: true
    case .note, .told: false
    }
  }
}
