internal import WeirPrimitives

/// The same world without a load, or why there is none to compare with.
public enum TwinRun: Sendable {
  case ledger(Ledger)
  /// The rest of a sentence: `nothing in the workload is "/bulk"`.
  case missing(String)
}

extension RunExpectation {
  /// No event of a stream is delayed by more than a limit beyond its delay in the twin.
  ///
  /// Compared are consumers of the purpose, in their order, their streams in theirs, and events by
  /// number. What was delivered in the twin is missed here once it is late beyond the limit.
  func isolationFinding(
    _ ledger: Ledger, of purpose: String, limit: TimeSpan, endedAt: Instant, twin: TwinRun?
  ) -> Finding {
    let other: Ledger
    switch twin {
    case nil: return finding(.inconclusive, ["there is no world without the load to compare with"])
    case .missing(let reason): return finding(.inconclusive, [reason])
    case .ledger(let ledger): other = ledger
    }
    let ours = ledger.progress(of: purpose)
    let theirs = other.progress(of: purpose)
    var comparison = Comparison(limit: limit, endedAt: endedAt)
    for (one, same) in zip(ours, theirs) {
      for (stream, twinStream) in zip(one.streams, same.streams) {
        var place = 0
        for event in stream.events {
          while place < twinStream.events.count, twinStream.events[place].number < event.number {
            place += 1
          }
          guard place < twinStream.events.count else { break }
          let twinEvent = twinStream.events[place]
          guard twinEvent.number == event.number else { continue }
          comparison.add(event, twinEvent, title: one.title, stream: stream.name)
        }
      }
    }
    return finding(comparison.verdict, comparison.evidence)
  }
}

/// What a comparison with a twin has found so far.
private struct Comparison {
  let limit: TimeSpan
  let endedAt: Instant
  private var comparedCount = 0
  private var slowerCount = 0
  private var pendingCount = 0
  private var missed: (title: String, stream: String, numbers: [UInt32])?
  private var worst: (excess: TimeSpan, sentence: String)?

  init(limit: TimeSpan, endedAt: Instant) {
    self.limit = limit
    self.endedAt = endedAt
  }

  /// Compares an event with the same one in the twin.
  mutating func add(_ ours: Obligation, _ theirs: Obligation, title: String, stream: String) {
    guard theirs.isDelivered else { return }
    let usual = theirs.deliveredAt.elapsed(since: theirs.emittedAt)
    guard ours.isDelivered else {
      let waited = endedAt.elapsed(since: ours.emittedAt)
      if ours.flags.contains(.pending), waited - usual <= limit {
        pendingCount += 1
        return
      }
      if missed == nil { missed = (title, stream, []) }
      if missed?.title == title, missed?.stream == stream { missed?.numbers.append(ours.number) }
      return
    }
    comparedCount += 1
    let delay = ours.deliveredAt.elapsed(since: ours.emittedAt)
    let excess = delay - usual
    if excess > limit { slowerCount += 1 }
    guard excess > worst?.excess ?? .nanoseconds(.min) else { return }
    worst = (
      excess,
      "\(title): id \(ours.number) of \(stream) took \(delay.seconds(decimals: 3)) s, and "
        + "\(usual.seconds(decimals: 3)) s without the load"
    )
  }

  var verdict: Verdict {
    if slowerCount > 0 || missed != nil { return .failed }
    return comparedCount == 0 || pendingCount > 0 ? .inconclusive : .passed
  }

  var evidence: [String] {
    var evidence: [String] = []
    if let missed {
      let ids = missed.numbers.count == 1 ? "id" : "ids"
      evidence.append(
        "\(missed.title): \(ids) \(listing(missed.numbers)) of \(missed.stream) did not come, and "
          + "did without the load")
    }
    if slowerCount > 0 {
      evidence.append("\(slowerCount) of \(comparedCount) were slower by more than \(limit)")
    }
    if let worst { evidence.append(worst.sentence) }
    if pendingCount > 0 {
      evidence.append("\(pendingCount) had not come when the run ended, and may have been in time")
    }
    return evidence.isEmpty ? ["no event was delivered in both worlds"] : evidence
  }
}

/// What one consumer was owed, stream by stream.
private struct Progress {
  let title: String
  var streams: [(name: String, events: [Obligation])] = []
}

extension Ledger {
  /// What the consumers of a purpose were owed, in the order of consumers, streams and events.
  fileprivate func progress(of purpose: String) -> [Progress] {
    var found: [Progress] = []
    for consumer in consumers where consumer.purpose == purpose {
      var progress = Progress(title: consumer.title)
      for (index, stream) in streams.enumerated() {
        guard let place = consumer.subscription(to: UInt32(index))?.place else { continue }
        progress.streams.append(
          (
            stream.name,
            stream.events.filter { $0.recipients > place }.map {
              obligations[Int($0.firstObligation + place)]
            }
          ))
      }
      found.append(progress)
    }
    return found
  }
}
