import Testing
import WeirPrimitives

@testable import WeirTCP

/// Tail loss probes, RFC 8985 section 7, with a timeout of 300 ms in all tests but the first.
@Suite struct LossProbeTests {
  @Test func `One segment alone is probed after two round trips and 200 ms`() {
    var pair = TCPPair(delay: .milliseconds(150))
    pair.establish()
    #expect(pair[.client].retransmissionTimeout == .milliseconds(900))
    let start = pair.now
    pair.isCut[0] = true
    pair.write(.client, 60)
    pair.run(for: .seconds(6))
    let times = pair.data(from: .client).map { $0.at.elapsed(since: start).nanoseconds / 1_000_000 }
    // Then the timeout counts from the probe: 900, 1,800 ms.
    #expect(times == [0, 800, 1_700, 3_500])
  }

  @Test func `A probe never comes later than the timeout`() {
    var end = LoneEnd()
    end.write(60)
    #expect(end.deadline == 300)
    #expect(end.end.timer == .lossProbe)
    end.run(until: 2_399)
    #expect(end.lines() == ["0ms 0+60", "300ms 0+60", "600ms 0+60", "1200ms 0+60"])
  }

  @Test func `Of several the last is sent again after two round trips and 2 ms`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.run(until: 502)
    #expect(end.lines() == ["0ms 0+1000", "0ms 1000+1000", "202ms 1000+1000", "502ms 0+1000"])
    #expect(end.end.congestion.state == .loss)
  }

  @Test func `New data is sent rather than old, beyond the congestion window`() {
    var end = LoneEnd()
    end.write(segments: 12)
    _ = end.take()
    end.run(until: 202)
    #expect(end.lines() == ["202ms 10000+1000"])
    #expect(end.end.flight == 11)
  }

  @Test func `Where the peer's window has no room, old data is sent`() {
    var end = LoneEnd(window: 3_000)
    end.write(segments: 5)
    _ = end.take()
    end.run(until: 202)
    #expect(end.lines() == ["202ms 2000+1000"])
  }

  @Test func `A D-SACK for the probe says that nothing was lost`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.run(until: 202)
    end.acknowledge(2_000, at: 210)
    #expect(end.end.probeEnd != 0)
    end.acknowledge(2_000, 1_000..<2_000, at: 302)
    #expect(end.end.probeEnd == 0)
    #expect(end.end.congestion.window == 10)
    #expect(end.end.congestion.state == .open)
  }

  @Test func `A pure duplicate after the probe says the same`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.run(until: 202)
    end.acknowledge(2_000, at: 210)
    end.write(100)
    end.acknowledge(2_000, at: 302)
    #expect(end.end.probeEnd == 0)
    #expect(end.end.congestion.window == 10)
  }

  @Test func `A loss that the probe itself repaired reduces the window`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.run(until: 202)
    end.acknowledge(1_000, at: 205)
    end.acknowledge(2_000, at: 302)
    #expect(end.end.congestion.window == 10)
    end.write(100)
    end.acknowledge(2_100, at: 402)
    #expect(end.end.congestion.window == 7)
    #expect(end.end.congestion.threshold == 7)
    #expect(end.end.congestion.state == .open)
  }

  @Test func `A SACK of the probe reveals the losses before it`() {
    var end = LoneEnd()
    end.write(segments: 4)
    end.run(until: 202)
    _ = end.take()
    // Only the repetition of the last arrived: all before it were sent 300 ms ago.
    end.acknowledge(0, 3_000..<4_000, at: 302)
    #expect(end.lines().first == "302ms 0+1000")
    #expect(end.end.queue.lostCount == 3)
  }

  @Test func `One probe at a time: behind it the timeout follows`() {
    var end = LoneEnd()
    end.write(segments: 3)
    end.run(until: 202)
    #expect(end.end.timer == .timeout)
    #expect(end.deadline == 502)
  }

  @Test func `No probe without SACK, nor when it is switched off`() {
    var without = LoneEnd { $0.selectiveAcknowledgments = false }
    var off = LoneEnd { $0.lossProbes = false }
    without.write(segments: 2)
    off.write(segments: 2)
    #expect(without.end.timer == .timeout && without.deadline == 300)
    #expect(off.end.timer == .timeout && off.deadline == 300)
  }
}
