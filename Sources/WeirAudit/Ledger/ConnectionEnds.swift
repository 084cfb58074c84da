public import WeirPrimitives

/// How long each end of a connection held it to be alive.
public struct ConnectionEnds: Sendable, Equatable {
  /// What one end held.
  public struct View: Sendable, Equatable {
    public let host: String
    /// When it stood at this end; nil where it never did.
    public let establishedAt: Instant?
    /// When this end was told that it is over, or closed it; nil while it holds it alive.
    public let overAt: Instant?

    public init(host: String, establishedAt: Instant?, overAt: Instant?) {
      self.host = host
      self.establishedAt = establishedAt
      self.overAt = overAt
    }
  }

  /// Connections are counted from 1, as in the ledger's lines.
  public let connection: UInt32
  /// The end that opened it, and the other.
  public let opener: View
  public let acceptor: View

  public init(connection: UInt32, opener: View, acceptor: View) {
    self.connection = connection
    self.opener = opener
    self.acceptor = acceptor
  }

  /// The longest time in which one end held it alive and the other did not.
  ///
  /// - Parameter end: when the run ended: what lasts until then is counted up to then.
  func disagreement(until end: Instant) -> (span: TimeSpan, believer: View, lasts: Bool)? {
    guard opener.establishedAt != nil || acceptor.establishedAt != nil else { return nil }
    var longest: (span: TimeSpan, believer: View, lasts: Bool) = (.zero, opener, false)
    for (view, other) in [(opener, acceptor), (acceptor, opener)] {
      guard let from = view.establishedAt else { continue }
      let to = view.overAt ?? end
      // Alone before the other end stands, and alone after it is over there.
      let joined = other.establishedAt ?? .distantFuture
      let left = other.overAt ?? .distantFuture
      for (begin, stop) in [(from, min(to, joined)), (max(from, left), to)] where stop > begin {
        let span = stop.elapsed(since: begin)
        if span > longest.span {
          longest = (span, view, view.overAt == nil && stop == end)
        }
      }
    }
    return longest
  }
}

extension RunExpectation {
  /// Both ends of every connection agree on whether it is alive, but for so long.
  ///
  /// A disagreement that the end of the run cut short proves nothing.
  func agreementFinding(_ ledger: Ledger, limit: TimeSpan, endedAt: Instant) -> Finding {
    var worst: (span: TimeSpan, text: String)?
    var verdicts: [Verdict] = []
    var failedCount = 0
    for ends in ledger.connectionEnds {
      guard let found = ends.disagreement(until: endedAt) else { continue }
      let verdict: Verdict =
        found.span > limit ? .failed : found.lasts ? .inconclusive : .passed
      verdicts.append(verdict)
      if verdict == .failed { failedCount += 1 }
      guard found.span > worst?.span ?? .nanoseconds(-1) else { continue }
      let other = found.believer == ends.opener ? ends.acceptor : ends.opener
      let length = found.span.seconds(decimals: 3)
      let rest = found.lasts ? " and did so when the run ended" : ""
      worst = (
        found.span,
        "connection \(ends.connection): \(found.believer.host) held it alive for \(length) s in "
          + "which \(other.host) did not\(rest)"
      )
    }
    guard let worst else { return finding(.inconclusive, ["no connection was ever established"]) }
    var evidence = [worst.text]
    if failedCount > 1 { evidence.append("\(failedCount) of \(verdicts.count) for too long") }
    return finding(Verdict.all(verdicts), evidence)
  }
}
