import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirNetwork

@Suite("OpportunityCursor")
struct OpportunityCursorTests {
  @Test("Full packets take one opportunity each, in order, and the recording repeats")
  func fullPackets() throws {
    var cursor = OpportunityCursor(try MahimahiTrace(milliseconds: [0, 5, 5, 10]))
    let departures = (0..<9).map { _ in cursor.transmit(bytes: 1_500, enqueuedAt: .zero) }
    // The opportunity at 0 ms is not after 0; the second round's coincides with the first's end.
    #expect(departures == [5, 5, 10, 10, 15, 15, 20, 20, 25].map(milliseconds))
  }

  @Test("A packet uses only opportunities after the instant it was enqueued")
  func strictlyAfter() throws {
    let trace = try MahimahiTrace(milliseconds: [5, 5, 8])
    func departure(_ nanoseconds: Int64) -> Instant {
      var cursor = OpportunityCursor(trace)
      return cursor.transmit(bytes: 1, enqueuedAt: Instant(nanoseconds: nanoseconds))
    }
    #expect(departure(4_999_999) == milliseconds(5))
    #expect(departure(5_000_000) == milliseconds(8))
    #expect(departure(7_999_999) == milliseconds(8))
    #expect(departure(8_000_000) == milliseconds(13))
    #expect(departure(12_999_999) == milliseconds(13))
    #expect(departure(13_000_000) == milliseconds(16))
  }

  @Test("Small packets share an opportunity if all of them waited for it")
  func sharing() throws {
    var cursor = OpportunityCursor(try MahimahiTrace(milliseconds: [4, 6, 9]))
    #expect(cursor.transmit(bytes: 700, enqueuedAt: .zero) == milliseconds(4))
    #expect(cursor.transmit(bytes: 700, enqueuedAt: milliseconds(3)) == milliseconds(4))
    // 100 bytes are left at 4 ms, the rest goes at 6 ms.
    #expect(cursor.transmit(bytes: 101, enqueuedAt: milliseconds(3)) == milliseconds(6))
    #expect(cursor.transmit(bytes: 1_499, enqueuedAt: milliseconds(5)) == milliseconds(6))
    // Everything is used up to the byte.
    #expect(cursor.transmit(bytes: 1, enqueuedAt: milliseconds(5)) == milliseconds(9))
    // What the last one left at 9 ms is lost once it is 9 ms.
    #expect(cursor.transmit(bytes: 1, enqueuedAt: milliseconds(9)) == milliseconds(13))
  }

  @Test("A large packet spans as many opportunities as it needs, over rounds")
  func spanning() throws {
    var cursor = OpportunityCursor(try MahimahiTrace(milliseconds: [1, 2, 4]))
    #expect(cursor.transmit(bytes: 4_500, enqueuedAt: .zero) == milliseconds(4))
    #expect(cursor.transmit(bytes: 4_501, enqueuedAt: .zero) == milliseconds(9))
    #expect(cursor.transmit(bytes: 1_499, enqueuedAt: .zero) == milliseconds(9))
    #expect(cursor.transmit(bytes: 1_500 * 3_000_000, enqueuedAt: .zero) == milliseconds(4_000_009))
  }

  @Test("Rounds are skipped by arithmetic: hours and years are as cheap as milliseconds")
  func wrapAround() throws {
    let trace = try MahimahiTrace(milliseconds: [0, 7, 10, 1_001])
    var cursor = OpportunityCursor(trace)
    // Ten hours are 35,964 rounds of 1,001 ms and 36 ms: the next is the end of that round.
    let tenHours = Instant.zero + .seconds(36_000)
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: tenHours) == milliseconds(36_000_965))
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: tenHours) == milliseconds(36_000_965))
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: tenHours) == milliseconds(36_000_972))
    // A hundred years: 3,153,600,000,000 = 3,150,449,550 rounds of 1,001 ms and 450 ms.
    let hundredYears = Instant.zero + .seconds(3_153_600_000)
    #expect(
      cursor.transmit(bytes: 1, enqueuedAt: hundredYears) == milliseconds(3_153_600_000_551))
  }

  @Test("A period of one millisecond and the longest one both work")
  func extremePeriods() throws {
    var shortest = OpportunityCursor(try MahimahiTrace(milliseconds: [1]))
    #expect(shortest.transmit(bytes: 1_500, enqueuedAt: milliseconds(77)) == milliseconds(78))
    #expect(shortest.transmit(bytes: 3_000, enqueuedAt: milliseconds(77)) == milliseconds(80))
    var longest = OpportunityCursor(try MahimahiTrace(milliseconds: [.max]))
    #expect(longest.transmit(bytes: 1, enqueuedAt: .zero) == milliseconds(4_294_967_295))
    #expect(longest.transmit(bytes: 1_500, enqueuedAt: .zero) == milliseconds(8_589_934_590))
  }

  @Test("Beyond the end of time a packet never leaves, and nothing traps")
  func endOfTime() throws {
    for numbers in [[1], [.max], [0, 3, 3, 900]] as [[UInt32]] {
      let trace = try MahimahiTrace(milliseconds: numbers)
      var cursor = OpportunityCursor(trace)
      #expect(cursor.transmit(bytes: 1, enqueuedAt: .distantFuture) == .distantFuture)
      #expect(cursor.transmit(bytes: .max, enqueuedAt: .distantFuture) == .distantFuture)
      cursor = OpportunityCursor(trace)
      for _ in 0..<5_000 { _ = cursor.transmit(bytes: .max, enqueuedAt: .zero) }
      #expect(cursor.transmit(bytes: 1, enqueuedAt: .zero) == .distantFuture)
    }
  }

  @Test("A million opportunities within one millisecond carry a million packets")
  func crowdedMillisecond() throws {
    var numbers = [UInt32](repeating: 3, count: 1_000_000)
    numbers.append(10)
    var cursor = OpportunityCursor(try MahimahiTrace(milliseconds: numbers))
    #expect(
      cursor.transmit(bytes: 1_500 * 999_999, enqueuedAt: milliseconds(2)) == milliseconds(3))
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: milliseconds(2)) == milliseconds(3))
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: milliseconds(2)) == milliseconds(10))
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: milliseconds(3)) == milliseconds(13))
    #expect(cursor.transmit(bytes: 1_500, enqueuedAt: milliseconds(13)) == milliseconds(20))
  }

  @Test("A queue that was lost gives its opportunities back, but not those that are past")
  func discarding() throws {
    for bytes in [4_500, 15_000] {  // up to the end of this round, and into another one
      var cursor = OpportunityCursor(try MahimahiTrace(milliseconds: [2, 4, 6]))
      _ = cursor.transmit(bytes: bytes, enqueuedAt: .zero)
      cursor.discardQueue()
      #expect(cursor.transmit(bytes: 1_500, enqueuedAt: milliseconds(3)) == milliseconds(4))
      #expect(cursor.transmit(bytes: 1_500, enqueuedAt: milliseconds(3)) == milliseconds(6))
    }
  }

  @Test(
    "It agrees with walking through every opportunity, over random recordings and arrivals",
    arguments: 0..<60 as Range<UInt64>)
  func agreesWithTheLoop(entity: UInt64) throws {
    let key = DrawKey(seed: 1, owner: "cursor", purpose: "recordings").entity(entity)
    var numbers: [UInt32] = []
    var last: UInt64 = 0
    let (count, widestGap) = (1 + key.below(40, 0), [1, 3, 40, 700][Int(key.below(4, 1))])
    for n in 0..<count {
      last += key.below(UInt64(widestGap) + 1, 10 + n)
      numbers.append(UInt32(last))
    }
    if last == 0 { numbers.append(1) }
    let arrivals = randomArrivals(key.entity(1), count: 400)
    var cursor = OpportunityCursor(try MahimahiTrace(milliseconds: numbers))
    let expected = SlowOpportunities.departures(numbers, arrivals)
    for (arrival, departure) in zip(arrivals, expected) {
      #expect(cursor.transmit(bytes: arrival.bytes, enqueuedAt: arrival.at) == departure)
    }
  }
}

/// Bursts and pauses, whole milliseconds and odd nanoseconds, packets of 1 to 4,000 bytes.
func randomArrivals(_ key: DrawKey, count: UInt64) -> [(bytes: Int, at: Instant)] {
  var now = Instant.zero
  return (0..<count).map { n in
    switch key.below(8, 4 * n) {
    case 0: now = now + key.exponential(mean: .milliseconds(200), 4 * n + 1)
    case 1, 2: now = now + .milliseconds(Int64(key.below(30, 4 * n + 1)))
    case 3: now = now + .nanoseconds(Int64(key.below(2_000_000, 4 * n + 1)))
    case 4:  // up to the next whole millisecond
      now = milliseconds(now.nanoseconds / 1_000_000 + 1)
    default: break
    }
    let largest: UInt64 = key.below(5, 4 * n + 2) == 0 ? 4_000 : 1_500
    return (1 + Int(key.below(largest, 4 * n + 3)), now)
  }
}
