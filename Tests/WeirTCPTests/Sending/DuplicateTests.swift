import Testing
import WeirPrimitives

@testable import WeirTCP

/// Recovery with a peer that tells no blocks: NewReno, RFC 6582.
@Suite struct DuplicateTests {
  /// Ten segments in flight and ten to follow.
  private func flight() -> LoneEnd {
    var end = LoneEnd(syn: LoneEnd.syn(offering: [.timestamps, .windowScale]))
    end.write(segments: 20)
    _ = end.take()
    end.run(until: 100)
    return end
  }

  @Test func `Two duplicates let new data follow, the third repeats the first segment`() {
    var end = flight()
    end.acknowledge(0)
    end.acknowledge(0)
    #expect(end.lines() == ["100ms 10000+1000", "100ms 11000+1000"])
    #expect(end.end.congestion.state == .disorder)
    end.acknowledge(0)
    #expect(end.lines() == ["100ms 0+1000"])
    #expect(end.end.congestion.state == .recovery)
    #expect(end.end.congestion.threshold == 7)
  }

  @Test func `A partial acknowledgment repeats the next missing segment`() {
    var end = flight()
    for _ in 0..<8 { end.acknowledge(0) }
    _ = end.take()
    end.acknowledge(4_000, at: 200)
    #expect(end.lines().first == "200ms 4000+1000")
    #expect(end.end.congestion.state == .recovery)
  }

  @Test func `Recovery is held until more is acknowledged than it covers`() {
    var end = LoneEnd(syn: LoneEnd.syn(offering: [.timestamps, .windowScale]))
    end.write(segments: 10)
    end.run(until: 100)
    for _ in 0..<9 { end.acknowledge(0) }
    end.acknowledge(10_000, at: 200)
    #expect(end.end.congestion.state == .recovery)
    // Late duplicates begin nothing.
    for _ in 0..<5 { end.acknowledge(10_000) }
    #expect(end.end.retransmissionCount == 1)
    end.write(segments: 1)
    end.acknowledge(11_000, at: 300)
    #expect(end.end.congestion.state == .open)
    #expect(end.end.congestion.window == 7)
    #expect(end.end.congestion.threshold == 7)
  }

  @Test func `Data and window updates are no duplicates`() {
    var end = flight()
    for number in 0..<5 { end.data(number * 10, 10) }
    for number in 0..<5 { end.acknowledge(0, window: 8_100_000 + UInt32(number)) }
    #expect(end.end.queue.sackedCount == 0)
    #expect(end.end.congestion.state == .open)
  }

  @Test func `More duplicates than segments mean reordering`() {
    var end = LoneEnd(syn: LoneEnd.syn(offering: .windowScale))
    end.write(segments: 3)
    for _ in 0..<5 { end.acknowledge(0, at: 50) }
    #expect(end.end.queue.sackedCount == 2)
    #expect(end.end.retransmissionCount == 0)
    #expect(end.end.detection.hasSeenReordering)
  }

  @Test func `A timeout forgets the duplicates`() {
    var end = LoneEnd(syn: LoneEnd.syn(offering: [.timestamps, .windowScale]))
    end.write(segments: 3)
    for _ in 0..<2 { end.acknowledge(0, at: 100) }
    #expect(end.end.queue.sackedCount == 2)
    end.run(until: 300)
    #expect(end.end.congestion.state == .loss)
    #expect(end.end.queue.sackedCount == 0)
    #expect(end.lines().last == "300ms 0+1000")
  }
}
