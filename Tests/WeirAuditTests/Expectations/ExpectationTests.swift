import Testing
import WeirAudit
import WeirPrimitives

@Suite struct ExpectationTests {
  @Test("Each expectation has the name that scenario files use")
  func names() {
    let all: [RunExpectation] = [
      .inOrderOnce, .latency(.zero), .recoversWithin(.zero), .completeOnlyWhenFinished,
      .endsAgree(.zero), .connectRate(atMost: 0, within: .zero, per: .server), .runsOnce,
      .isolation(of: "", without: "", within: .zero), .textIntact, .gapsAnnounced,
      .requestWithin(.zero), .noCloseWhileHealthy, .reconnectHeader, .memoryBound(.zero),
      .stopsWithin(.zero), .subscriptions, .noSecretLogged, .radioWakeups(0), .staleness(.zero),
    ]
    #expect(all.map(\.name) == RunExpectation.names)
  }

  @Test("Failed beats inconclusive beats passed")
  func verdicts() {
    #expect(Verdict.all([]) == .passed)
    #expect(Verdict.all([.passed, .passed]) == .passed)
    #expect(Verdict.all([.inconclusive, .passed]) == .inconclusive)
    #expect(Verdict.all([.inconclusive, .failed, .passed]) == .failed)
  }

  // MARK: in-order-once

  @Test("in-order-once passes when each event was handed over once, in order")
  func inOrderOnce() {
    var ledger = Ledger.owing(3)
    ledger.hand([1, 2, 3])
    expect(
      .inOrderOnce, of: ledger, is: .passed, ["3 events, each handed over once and in order"])
  }

  @Test("in-order-once is inconclusive without events, and while some may still come")
  func inOrderOnceInconclusive() {
    expect(
      .inOrderOnce, of: .with(consumers: 1), is: .inconclusive,
      ["no event was emitted for anybody"])
    var ledger = Ledger.owing(4)
    ledger.hand([1, 2])
    ledger.markPending([2, 3])
    expect(
      .inOrderOnce, of: ledger, is: .inconclusive,
      ["a's chat still waited for 2 when the run ended: ids 3 and 4"])
  }

  @Test("in-order-once names what was lost and where, what came twice and what out of order")
  func inOrderOnceFailed() {
    var ledger = Ledger.owing(9)
    for number in [2, 3, 5] as [UInt32] {
      ledger.written(
        stream: 0, number: number, to: 0, connection: number == 5 ? 8 : 0, offset: 1, at: at(1))
    }
    ledger.hand([1, 7, 6, 7])
    ledger.markPending([8])
    ledger.markRead([2])
    expect(
      .inOrderOnce, of: ledger, is: .failed,
      [
        "a's chat lost 5: ids 2–5 and 8",
        "  ids 2: written to connection 1, which ended before they arrived",
        "  ids 3: read from connection 1, and not handed over",
        "  ids 4 and 8: written to no connection: nobody was connected, and none asked for them "
          + "later",
        "  ids 5: written to connection 9, which ended before they arrived",
        "a's chat got 1 more than once: ids 7",
        "a's chat got 1 out of order: ids 6",
      ])
  }

  @Test("in-order-once tells the accounts apart")
  func inOrderOnceForTwo() {
    var ledger = Ledger.with(consumers: 2, streams: 2)
    ledger.subscribe(0, to: 0)
    ledger.subscribe(1, to: 0)
    ledger.subscribe(1, to: 1)
    ledger.emit(0)
    ledger.emit(1)
    ledger.hand([1], of: 0, to: 0)
    ledger.hand([1], of: 0, to: 1)
    let nowhere = "written to no connection: nobody was connected, and none asked for them later"
    expect(
      .inOrderOnce, of: ledger, is: .failed, ["b's chat lost 1: ids 1", "  ids 1: \(nowhere)"])
  }

  @Test("in-order-once fails on an event for somebody else")
  func inOrderOnceStray() {
    var ledger = Ledger.with(consumers: 2)
    ledger.subscribe(0, to: 0)
    ledger.emit()
    ledger.hand([1], to: 0)
    ledger.hand([1], to: 1)
    ledger.hand([1], of: 6, to: 1)
    expect(
      .inOrderOnce, of: ledger, is: .failed,
      ["2 went to a consumer that was not to get them, first id 1 of s0"])
    var unknown = Ledger.owing(1)
    unknown.hand([1])
    unknown.hand([4], of: 6)
    expect(
      .inOrderOnce, of: unknown, is: .failed,
      ["1 went to a consumer that was not to get them, first id 4 of unknown stream 6"])
  }

  // MARK: latency

  @Test("latency passes up to the limit and names the slowest")
  func latency() {
    var ledger = Ledger.owing(2)
    ledger.hand([1], at: 20)
    ledger.hand([2], at: 100)
    expect(
      .latency(.milliseconds(100)), of: ledger, is: .passed,
      ["0 of 2 came later than 100ms; the slowest took 0.100 s (id 2 of s0)"])
    expect(
      .latency(.microseconds(19_999)), of: ledger, is: .failed,
      ["2 of 2 came later than 19.999ms; the slowest took 0.100 s (id 2 of s0)"])
  }

  @Test("latency is inconclusive when nothing was handed over")
  func latencyInconclusive() {
    expect(
      .latency(.seconds(1)), of: .owing(0), is: .inconclusive, ["no event was handed over"])
  }

  @Test("latency fails for what has not come in time, whether it still could or not")
  func overdue() {
    var ledger = Ledger.owing(3)
    ledger.hand([1], at: 20)
    expect(
      .latency(.milliseconds(100)), of: ledger, is: .failed,
      [
        "2 had not come 100ms after they were emitted, nor later",
        "0 of 1 came later than 100ms; the slowest took 0.020 s (id 1 of s0)",
      ])
  }

  // MARK: recovers-within

  @Test("recovers-within passes up to the limit, the slowest first")
  func recovery() {
    var ledger = Ledger.with(consumers: 2)
    for consumer in 0..<2 { ledger.subscribe(UInt32(consumer), to: 0) }
    ledger.emit(at: 100)
    ledger.hand([1], to: 0, at: 1_500)
    ledger.hand([1], to: 1, at: 2_000)
    let outages = [Outage("tunnel", 50, 1_000)]
    let evidence = [
      "b's chat: first new event 1.000 s after tunnel ended",
      "a's chat: first new event 0.500 s after tunnel ended",
    ]
    expect(
      .recoversWithin(.seconds(1)), of: ledger, outages: outages, is: .passed, evidence)
    expect(
      .recoversWithin(.milliseconds(999)), of: ledger, outages: outages, is: .failed, evidence)
  }

  @Test("recovers-within fails when nothing new came")
  func noRecovery() {
    expect(
      .recoversWithin(.seconds(1)), of: .owing(1), outages: [Outage("tunnel", 0, 10)],
      is: .failed, ["a's chat: nothing new after tunnel ended"])
  }

  @Test("recovers-within is inconclusive without an outage that ended while somebody waited")
  func recoveryInconclusive() {
    for outages in [[], [Outage("tunnel", 0, nil)]] {
      expect(
        .recoversWithin(.seconds(1)), of: .owing(1), outages: outages, is: .inconclusive,
        ["no outage ended while somebody waited for an event"])
    }
  }

  // MARK: complete-only-when-finished

  @Test("complete-only-when-finished wants the last event before the word")
  func completion() {
    var ledger = Ledger.owing(2)
    expect(
      .completeOnlyWhenFinished, of: ledger, is: .inconclusive,
      ["no consumer called itself complete"])
    ledger.hand([1])
    ledger.setStatus(.complete, of: 0, at: at(0))
    expect(
      .completeOnlyWhenFinished, of: ledger, is: .failed,
      ["a's chat is complete without its last event"])
    ledger.hand([2])
    expect(
      .completeOnlyWhenFinished, of: ledger, is: .passed, ["1 complete, each with its last event"])
  }

  @Test("complete-only-when-finished does not mind who failed or still runs")
  func others() {
    var ledger = Ledger.owing(2)
    for status in [.idle, .running, .failed, .stopped] as [ConsumerStatus] {
      ledger.setStatus(status, of: 0, at: at(0))
      expect(
        .completeOnlyWhenFinished, of: ledger, is: .inconclusive,
        ["no consumer called itself complete"])
    }
  }

  @Test("What nothing judges yet is inconclusive and says so")
  func notYet() {
    for expectation in [
      .memoryBound(ByteCount(bytes: 1)), .subscriptions, .staleness(.zero), .radioWakeups(0),
    ] as [RunExpectation] {
      #expect(!expectation.isJudged)
      expect(
        expectation, of: .owing(1), is: .inconclusive, ["nothing judges \(expectation.name) yet"])
    }
    #expect(RunExpectation.completeOnlyWhenFinished.isJudged)
  }
}
