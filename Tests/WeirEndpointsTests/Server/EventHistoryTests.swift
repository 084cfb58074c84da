import Testing

@testable import WeirEndpoints

@Suite struct EventHistoryTests {
  /// The event of a number: its digits.
  private func event(_ number: UInt32) -> [UInt8] { Array("\(number)".utf8) }

  private func replay(_ history: EventHistory, after number: UInt32) -> [UInt32] {
    var numbers: [UInt32] = []
    history.replay(after: number) { number, bytes in
      #expect(bytes.withUnsafeBufferPointer { Array($0) } == event(number))
      numbers.append(number)
    }
    return numbers
  }

  @Test(
    "A ring holds the last events through any number of turns", arguments: [1, 2, 63, 64, 65, 500])
  func ring(capacity: Int) {
    var history = EventHistory(.ring(capacity))
    for number in 1...3_000 as ClosedRange<UInt32> {
      history.append(number: number, event(number).span)
      guard number % 97 == 0 || number < 5 || number > 2_995 else { continue }
      let first = UInt32(max(1, Int(number) - capacity + 1))
      #expect(replay(history, after: 0) == Array(first...number))
      #expect(history.holds(first))
      #expect(!history.holds(first - 1))
      #expect(history.holdsAny(after: number - 1))
      #expect(!history.holdsAny(after: number))
      #expect(!history.holds(number + 1))
    }
    #expect(history.heldBytes <= 4 * (capacity + max(capacity, 64)))
  }

  @Test("A log holds all, from any number on")
  func log() {
    var history = EventHistory(.log)
    for number in 1...200 as ClosedRange<UInt32> {
      history.append(number: number, event(number).span)
    }
    #expect(replay(history, after: 0) == Array(1...200))
    #expect(replay(history, after: 150) == Array(151...200))
    #expect(replay(history, after: 200) == [])
    #expect(replay(history, after: .max) == [])
  }

  @Test(
    "No history and an empty ring hold nothing",
    arguments: [.none, .ring(0), .ring(-5)] as [HistoryPolicy])
  func nothing(policy: HistoryPolicy) {
    var history = EventHistory(policy)
    for number in 1...1_000 as ClosedRange<UInt32> {
      history.append(number: number, event(number).span)
    }
    #expect(replay(history, after: 0) == [])
    #expect(!history.holds(1_000))
    #expect(!history.holdsAny(after: 0))
    #expect(history.heldBytes <= 256)
  }
}
