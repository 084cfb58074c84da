import Testing
import WeirPrimitives

@testable import WeirAudit

@Suite struct LedgerTests {
  @Test("Each event is owed to each who is a recipient when it is emitted, and to nobody else")
  func recipients() {
    var ledger = Ledger.with(consumers: 3)
    ledger.emit()
    ledger.subscribe(1, to: 0)
    ledger.emit()
    ledger.subscribe(0, to: 0)
    ledger.subscribe(1, to: 0)
    ledger.emit(isLast: true, at: 5)
    #expect(
      ledger.obligations.map { [$0.number, $0.consumer] } == [[2, 1], [3, 1], [3, 0]])
    #expect(ledger.openCount == 3)
    #expect(ledger.streams[0].recipients == [1, 0])
    #expect(ledger.streams[0].isFinished)
    #expect(ledger.streams[0].events.map(\.isLast) == [false, false, true])
    #expect(ledger.obligations[2].emittedAt == at(5))
    #expect(ledger.obligations.allSatisfy { ledger.outcome(of: $0) == .lost })
  }

  @Test("An event goes from its source over a connection to the application")
  func hops() {
    var ledger = Ledger.owing(1)
    #expect(ledger.obligations[0].lastHop == .source)
    ledger.written(stream: 0, number: 1, to: 0, connection: 4, offset: 120, at: at(3))
    #expect(ledger.obligations[0].lastHop == .written)
    #expect(ledger.obligations[0].lastHopAt == at(3))
    #expect(ledger.obligations[0].connection == 4)
    #expect(ledger.obligations[0].offset == 120)
    ledger.hand([1], at: 9)
    ledger.written(stream: 0, number: 1, to: 0, connection: 5, offset: 80, at: at(11))
    #expect(ledger.obligations[0].lastHop == .application)
    #expect(ledger.obligations[0].lastHopAt == at(9))
    #expect(ledger.obligations[0].deliveredAt == at(9))
    #expect(ledger.obligations[0].connection == 5)
    #expect(ledger.openCount == 0)
  }

  @Test("What is written for nobody's sake changes nothing")
  func strayWrites() {
    var ledger = Ledger.owing(1)
    let before = ledger.obligations[0]
    for (stream, number, consumer) in [(0, 2, 0), (0, 0, 0), (7, 1, 0)]
      as [(UInt32, UInt32, UInt32)]
    {
      ledger.written(
        stream: stream, number: number, to: consumer, connection: 1, offset: 1, at: at(1))
    }
    #expect(ledger.obligations[0].connection == before.connection)
    #expect(ledger.obligations[0].lastHopAt == before.lastHopAt)
  }

  @Test("The second delivery of an event is a duplicate and leaves the first as it was")
  func duplicates() {
    var ledger = Ledger.owing(2)
    ledger.hand([1, 2], at: 5)
    ledger.hand([1, 1], at: 8)
    #expect(ledger.obligations.map(\.flags) == [.duplicated, []])
    #expect(ledger.obligations.map(\.deliveryCount) == [3, 1])
    #expect(ledger.obligations[0].deliveredAt == at(5))
    #expect(ledger.repeatedDeliveries.map(\.obligation) == [0, 0])
    #expect(ledger.repeatedDeliveries.map(\.at) == [at(8), at(8)])
    #expect(ledger.outcome(of: ledger.obligations[0]) == .duplicated)
    #expect(ledger.openCount == 0)
  }

  @Test("An event first handed over behind a higher one is reordered")
  func reorders() {
    var ledger = Ledger.owing(5)
    ledger.hand([1, 3, 2, 5, 4])
    #expect(ledger.obligations.map(\.flags) == [[], .reordered, [], .reordered, []])
    #expect(ledger.highestDelivered(ledger.obligations[0]) == 5)
  }

  @Test("Somebody who follows two streams in turn is accounted for in each")
  func alternating() {
    var ledger = Ledger.with(consumers: 2, streams: 3)
    for stream in [2, 0, 1] as [UInt32] {
      ledger.subscribe(1, to: stream)
      ledger.subscribe(0, to: stream)
    }
    for _ in 1...3 { for stream in 0..<3 { ledger.emit(UInt32(stream)) } }
    ledger.hand([2], of: 0)
    ledger.hand([3], of: 2)
    ledger.hand([1], of: 0)
    ledger.hand([1], of: 1)
    ledger.hand([2], of: 2)
    ledger.hand([3], of: 0)
    let mine = ledger.obligations.filter { $0.consumer == 0 && $0.isDelivered }
    #expect(
      mine.map { [$0.stream, $0.number] } == [[0, 1], [1, 1], [0, 2], [2, 2], [0, 3], [2, 3]])
    #expect(mine.map(\.flags) == [.reordered, [], [], .reordered, [], []])
    #expect(mine.map { ledger.highestDelivered($0) } == [3, 1, 3, 3, 3, 3])
    let others = ledger.obligations.filter { $0.consumer == 1 }
    #expect(others.allSatisfy { !$0.isDelivered && ledger.highestDelivered($0) == 0 })
  }

  @Test("What a late recipient gets from before its time is neither owed nor stray")
  func lateRecipient() {
    var ledger = Ledger.with(consumers: 1)
    ledger.emit()
    ledger.emit(isLast: true)
    ledger.subscribe(0, to: 0)
    ledger.hand([1, 2])
    #expect(ledger.obligations.isEmpty)
    #expect(ledger.strayDeliveries.isEmpty)
    #expect(ledger.consumers[0].sawLastEvent)
  }

  @Test("What goes to somebody who is no recipient, or was never emitted, is stray")
  func strays() {
    var ledger = Ledger.with(consumers: 2, streams: 2)
    ledger.subscribe(0, to: 0)
    ledger.emit()
    ledger.hand([1], to: 1, at: 3)
    ledger.hand([2, 0], to: 0)
    ledger.hand([1], of: 1, to: 0)
    ledger.hand([1], of: 9, to: 0)
    #expect(
      ledger.strayDeliveries.map { [$0.stream, $0.number, $0.consumer] }
        == [[0, 1, 1], [0, 2, 0], [0, 0, 0], [1, 1, 0], [9, 1, 0]])
    #expect(ledger.strayDeliveries[0].at == at(3))
    #expect(ledger.openCount == 1)
  }

  @Test("Each outcome is the first that applies")
  func outcomes() {
    var ledger = Ledger.owing(6)
    ledger.hand([2, 1, 3, 3], at: 10)
    ledger.hand([4], at: 11)
    ledger.markPending([4])
    let outcomes = ledger.obligations.map {
      ledger.outcome(of: $0, lateAfter: .milliseconds(10))
    }
    #expect(outcomes == [.reordered, .delivered, .duplicated, .late, .pending, .lost])
    #expect(ledger.outcome(of: ledger.obligations[3]) == .delivered)
    let all = ledger.outcomes(of: ledger.obligations[2], lateAfter: .milliseconds(9))
    #expect(all == [.duplicated, .late, .delivered])
  }

  @Test("Deliveries are counted up to what the counter holds")
  func manyDeliveries() {
    var ledger = Ledger.owing(1)
    for _ in 0..<70_000 { ledger.hand([1]) }
    #expect(ledger.obligations[0].deliveryCount == 65_535)
    #expect(ledger.repeatedDeliveries.count == 69_999)
  }

  @Test("An obligation takes 56 bytes: the audit's budget is 128")
  func strides() {
    #expect(MemoryLayout<Obligation>.stride == 56)
    #expect(MemoryLayout<Subscription>.stride == 12)
    #expect(MemoryLayout<ConsumerRecord>.stride == 56)
    #expect(MemoryLayout<Ledger.Event>.stride == 24)
  }
}
