import Testing
import WeirPrimitives

@testable import WeirTCP

/// How the window grows, and what happens to one that is not used.
@Suite struct CongestionWindowTests {
  /// A sender whose window has grown to twenty in one round trip.
  private func grown(_ change: (inout TCPConfiguration) -> Void = { _ in }) -> LoneEnd {
    var end = LoneEnd(change)
    end.write(segments: 10)
    end.acknowledge(10_000, at: 100)
    #expect(end.end.congestion.window == 20)
    _ = end.take()
    return end
  }

  /// models.md section 7: rounds = ceil(log2(N / 10 + 1)).
  @Test(
    arguments: [
      (10, 1), (11, 2), (30, 2), (31, 3), (70, 3), (150, 4), (310, 5), (630, 6), (1_270, 7),
    ])
  func `Slow start takes as many round trips as the arithmetic says`(segments: Int, rounds: Int) {
    var client = TCPConfiguration()
    client.sendBuffer = client.sendBufferMaximum
    var pair = TCPPair(client: client)
    pair.establish()
    pair.write(.client, 1_448 * segments)
    pair.run(for: .seconds(2))
    #expect(pair[.server].receivedEnd == UInt64(1_448 * segments))
    #expect(pair[.client].retransmissionCount == 0)
    var instants: [Instant] = []
    for sent in pair.data(from: .client) where instants.last != sent.at { instants.append(sent.at) }
    #expect(instants.count == rounds)
  }

  @Test func `An application that does not fill the window does not grow it`() {
    var end = LoneEnd()
    for round in 0..<20 {
      end.write(segments: 4)
      end.acknowledge((round + 1) * 4_000, at: Int64(round + 1) * 100)
    }
    #expect(end.end.congestion.window == 10)
  }

  @Test func `In slow start a window half used still grows`() {
    var end = LoneEnd()
    end.write(segments: 6)
    end.acknowledge(6_000, at: 100)
    #expect(end.end.congestion.window == 16)
  }

  @Test func `A timeout of little use takes the window half way to what is in use`() {
    var end = grown()
    var windows: [Int] = []
    var offset = 10_000
    for round in 1..<14 as Range<Int64> {
      end.write(500)
      offset += 500
      end.acknowledge(offset, at: 100 + round * 100)
      windows.append(end.end.congestionWindow)
    }
    // Each 300 ms; never below the initial window.
    #expect(windows == [20, 20, 15, 15, 15, 12, 12, 12, 11, 11, 11, 10, 10])
    #expect(end.end.congestion.threshold == CongestionWindow.infiniteThreshold)
  }

  @Test func `An idle time halves the window for each timeout, RFC 2861`() {
    var once = grown()
    once.run(until: 301)
    once.write(1)
    #expect(once.end.congestion.window == 10)

    var large = LoneEnd()
    large.write(segments: 70)
    for (round, offset) in [10_000, 30_000, 70_000].enumerated() {
      large.acknowledge(offset, at: Int64(round + 1) * 100)
    }
    #expect(large.end.congestion.window == 80)
    // The last left at 200; the timeout is 300.
    large.run(until: 501)
    large.write(1)
    #expect(large.end.congestion.window == 40)
    #expect(large.end.congestion.threshold == CongestionWindow.infiniteThreshold)
  }

  @Test func `Up to the timeout the window stays, and where that is switched off`() {
    var exact = grown()
    exact.run(until: 299)
    exact.write(1)
    #expect(exact.end.congestion.window == 20)

    var off = grown { $0.slowStartAfterIdle = false }
    off.run(until: 60_000)
    off.write(1)
    #expect(off.end.congestion.window == 20)
  }

  @Test func `Above the threshold Reno grows by one segment a round trip`() {
    var end = LoneEnd {
      $0.congestion = .reno
      $0.initialWindow = 20
    }
    end.write(segments: 2_000)
    end.acknowledge(0, 1_000..<20_000, at: 100)
    var sentEnd = Int(end.end.next) - 1
    end.acknowledge(20_000, at: 200)
    #expect(end.end.congestion.window == 10)
    var windows: [Int] = []
    for round in 0..<5 as Range<Int64> {
      let target = sentEnd
      sentEnd = Int(end.end.next) - 1
      end.acknowledge(target, at: 300 + round * 100)
      sentEnd = Int(end.end.next) - 1
      windows.append(end.end.congestionWindow)
    }
    #expect(zip(windows, windows.dropFirst()).allSatisfy { $1 - $0 == 1 })
  }

  @Test func `The send buffer begins with 87,040 bytes and grows with the window`() {
    var end = LoneEnd { $0.sendBuffer = 16_384 }
    #expect(end.end.sendSpace == 87_040)
    end.write(segments: 10)
    #expect(end.end.sendSpace == 77_040)
    end.acknowledge(10_000, at: 100)
    #expect(end.end.sendSpace == 174_080)
  }

  @Test func `A send buffer set by hand stays`() {
    var end = LoneEnd {
      $0.sendBuffer = 30_000
      $0.sendBufferMaximum = 30_000
    }
    end.write(segments: 10)
    end.acknowledge(10_000, at: 100)
    #expect(end.end.sendSpace == 30_000)
  }
}
