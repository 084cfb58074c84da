import Testing
import WeirAudit
import WeirPrimitives

func at(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }

extension Ledger {
  /// A ledger with consumers `a's chat`, `b's chat` and so on, and streams `s0`, `s1`, … at `api`.
  static func with(consumers: Int, streams: Int = 1) -> Ledger {
    let names = ["a", "b", "c", "d"]
    var ledger = Ledger(
      consumers: (0..<consumers).map { ConsumerRecord(host: names[$0], purpose: "chat") })
    for stream in 0..<streams { ledger.openStream(name: "s\(stream)", host: "api") }
    return ledger
  }

  /// Emits the next event of a stream.
  mutating func emit(_ stream: UInt32 = 0, isLast: Bool = false, at milliseconds: Int64 = 0) {
    let number = UInt32(streams[Int(stream)].events.count + 1)
    emit(stream: stream, number: number, bytes: 20, isLast: isLast, at: at(milliseconds))
  }

  /// Hands events over, in this order.
  mutating func hand(
    _ numbers: [UInt32], of stream: UInt32 = 0, to consumer: UInt32 = 0, at milliseconds: Int64 = 0
  ) {
    for number in numbers {
      handedOver(stream: stream, number: number, to: consumer, at: at(milliseconds))
    }
  }

  /// A ledger in which consumer 0 is owed so many events, emitted at the start.
  static func owing(_ count: Int) -> Ledger {
    var ledger = Ledger.with(consumers: 1)
    ledger.subscribe(0, to: 0)
    for number in 0..<count { ledger.emit(isLast: number + 1 == count) }
    return ledger
  }
}

extension Outage {
  init(_ name: String, _ begin: Int64, _ end: Int64?) {
    self.init(name: name, begin: at(begin), end: end.map { at($0) } ?? .distantFuture)
  }
}

/// Judges a ledger and compares all of the finding.
func expect(
  _ expectation: RunExpectation, of ledger: Ledger, outages: [Outage] = [],
  endedAt: Instant = .distantFuture, twin: TwinRun? = nil, is verdict: Verdict,
  _ evidence: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
  let finding = expectation.judge(ledger, outages: outages, endedAt: endedAt, twin: twin)
  #expect(finding.name == expectation.name, sourceLocation: sourceLocation)
  #expect(finding.verdict == verdict, sourceLocation: sourceLocation)
  #expect(finding.evidence == evidence, sourceLocation: sourceLocation)
}
