internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension [CaptureComment] {
  /// The comments for people, one each; events of one stream in a row share one.
  func words(of plan: WorldPlan) -> [String] {
    var words: [String] = []
    var index = 0
    while index < count {
      guard case .event(let first, let stream, let part) = self[index] else {
        words.append(self[index].words(of: plan))
        index += 1
        continue
      }
      var last = first
      index += 1
      while index < count, self[index] == .event(last &+ 1, of: stream, part) {
        last += 1
        index += 1
      }
      words.append(
        first == last
          ? "event \(first) of \(stream) \(part.verb)"
          : "events \(first)–\(last) of \(stream) \(part.pluralVerb)")
    }
    return words
  }
}

extension CaptureComment {
  fileprivate func words(of plan: WorldPlan) -> String {
    switch self {
    case .event(let number, let stream, let part):
      "event \(number) of \(stream) \(part.verb)"
    case .request(let whose, let part):
      "request of \(whose) \(part.verb)"
    case .notice(let whose, let part):
      "notice to \(whose) \(part.verb)"
    case .sentAgain:
      "sent again"
    case .dropped(let reason, let place, let fault):
      "dropped: \(reason.words) \(place)" + Self.behind(fault)
    case .underWay:
      "still on its way when the run ends"
    case .forged(let fault):
      "not sent by the peer, but by a box in the middle" + Self.behind(fault)
    case .shortened(let fault):
      "what was behind these bytes is cut off" + Self.behind(fault)
    case .faultBegan(let rule, let at):
      "\(plan.faults[rule].beginning), at \(Self.time(at))"
    case .faultEnded(let rule, let at):
      "\(plan.faults[rule].profile) ends, at \(Self.time(at))"
    }
  }

  private static func behind(_ fault: String?) -> String { fault.map { ", by \($0)" } ?? "" }

  private static func time(_ instant: Instant) -> String {
    TimeSpan(nanoseconds: instant.nanoseconds).seconds(decimals: 3) + " s"
  }
}

extension StreamPart {
  fileprivate var verb: String {
    switch self {
    case .begins: "begins"
    case .ends: "ends"
    default: "begins and ends"
    }
  }

  fileprivate var pluralVerb: String {
    switch self {
    case .begins: "begin"
    case .ends: "end"
    default: "begin and end"
    }
  }
}

extension DropReason {
  /// Why and where, up to the name of the place: `loss on`.
  fileprivate var words: String {
    switch self {
    case .loss: "loss on"
    case .queueFull: "queue full on"
    case .linkDown: "link down on"
    case .blackhole: "swallowed on"
    case .segmentFault: "picked out on"
    case .severed: "connection cut off, at"
    case .codel: "taken out by CoDel on"
    case .tooLarge: "larger than the MTU of"
    case .corrupted: "bits changed on the way, checksum wrong at"
    }
  }
}
