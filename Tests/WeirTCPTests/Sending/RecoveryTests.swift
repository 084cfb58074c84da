import Testing
import WeirPrimitives

@testable import WeirTCP

/// Fast recovery with proportional rate reduction, and what is sent again.
@Suite struct RecoveryTests {
  /// Twenty segments in flight, NewReno: the threshold becomes ten.
  private func twenty() -> LoneEnd {
    var end = LoneEnd {
      $0.congestion = .reno
      $0.initialWindow = 20
    }
    end.write(segments: 100)
    _ = end.take()
    end.run(until: 100)
    return end
  }

  @Test func `One loss among twenty: a segment for every second acknowledgment, RFC 6937`() {
    var end = twenty()
    var sent: [Int] = []
    for held in 2...20 {
      end.acknowledge(0, 1_000..<held * 1_000)
      sent.append(end.take().count)
    }
    // Two by limited transmit, the repetition, then the reduction from twenty to ten in flight.
    #expect(sent == [1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0])
    #expect(end.end.congestion.threshold == 10)
    #expect(end.end.retransmissionCount == 1)
  }

  @Test func `Fifteen losses of twenty: one segment for each delivered, then one more`() {
    var end = twenty()
    var sent: [[String]] = []
    for held in 16...20 {
      end.acknowledge(0, 15_000..<held * 1_000)
      sent.append(end.lines())
    }
    #expect(
      sent == [
        ["100ms 20000+1000"], ["100ms 21000+1000"], ["100ms 0+1000"], ["100ms 1000+1000"],
        ["100ms 2000+1000"],
      ])
    for held in 21...22 { end.acknowledge(0, 15_000..<held * 1_000, at: 200) }
    #expect(end.lines() == ["200ms 3000+1000", "200ms 4000+1000"])
    // Slow-start reduction bound: progress without new losses sends two.
    end.acknowledge(1_000, 15_000..<22_000)
    #expect(end.lines() == ["200ms 5000+1000", "200ms 6000+1000"])
  }

  @Test func `New data that left before a repetition at the same instant does not overtake it`() {
    var end = twenty()
    for held in 2...20 { end.acknowledge(0, 1_000..<held * 1_000) }
    #expect(end.lines().prefix(3) == ["100ms 20000+1000", "100ms 21000+1000", "100ms 0+1000"])
    end.acknowledge(0, 1_000..<21_000, at: 200)
    end.acknowledge(0, 1_000..<22_000)
    #expect(!end.lines().contains("200ms 0+1000"))
    // What left behind it does, if it arrives: the repetition is lost too.
    end.acknowledge(0, 1_000..<23_000)
    #expect(end.lines().contains("200ms 0+1000"))
    #expect(end.end.retransmissionCount == 2)
  }

  @Test func `Recovery ends at the threshold`() {
    var end = LoneEnd()
    end.write(segments: 10)
    end.acknowledge(0, 1_000..<10_000, at: 100)
    #expect(end.end.congestion.state == .recovery)
    end.acknowledge(10_000, at: 200)
    #expect(end.end.congestion.state == .open)
    #expect(end.end.congestion.window == 7)
    #expect(end.end.retransmissionCount == 1)
    #expect(end.deadline == nil)
  }

  @Test func `A second loss in the same flight does not reduce again`() {
    var end = LoneEnd()
    end.write(segments: 10)
    _ = end.take()
    end.acknowledge(0, 1_000..<4_000, 5_000..<10_000, at: 100)
    #expect(end.lines() == ["100ms 0+1000", "100ms 4000+1000"])
    #expect(end.end.congestion.threshold == 7)
    end.acknowledge(4_000, 5_000..<10_000, at: 200)
    end.acknowledge(10_000, at: 201)
    #expect(end.end.congestion.window == 7)
    #expect(end.end.retransmissionCount == 2)
  }

  @Test func `Small segments that were lost go again as one`() {
    var end = LoneEnd()
    for _ in 0..<5 { end.write(60) }
    _ = end.take()
    end.acknowledge(0, 240..<300, at: 100)
    end.run(until: 127)
    #expect(end.lines() == ["127ms 0+240"])
    #expect(end.end.flight == 2)
    #expect(end.end.retransmissionCount == 1)
  }

  @Test func `A fault's boundary is kept when small segments are joined`() {
    var end = LoneEnd()
    end.act { end, _, _ in end.endSegment(at: 120) }
    for _ in 0..<5 { end.write(60) }
    _ = end.take()
    end.acknowledge(0, 240..<300, at: 100)
    end.run(until: 127)
    #expect(end.lines() == ["127ms 0+120"])
    end.acknowledge(120, 240..<300, echo: 127, at: 227)
    #expect(end.lines() == ["227ms 120+120"])
  }

  @Test func `Several losses and a lost repetition end in the timeout, which backs off`() {
    var end = LoneEnd { $0.lossProbes = false }
    end.write(segments: 4)
    end.run(until: 2_100)
    #expect(
      end.lines().suffix(from: 4) == ["300ms 0+1000", "900ms 0+1000", "2100ms 0+1000"])
    #expect(end.end.congestion.window == 1)
    end.acknowledge(1_000, echo: 2_100, at: 2_200)
    #expect(end.lines() == ["2200ms 1000+1000", "2200ms 2000+1000"])
    end.acknowledge(4_000, echo: 2_200, at: 2_300)
    #expect(end.end.retransmissionTimeout == .milliseconds(300))
    #expect(end.deadline == nil)
  }

  @Test func `A second timeout does not lower the threshold again`() {
    var end = LoneEnd { $0.lossProbes = false }
    end.write(segments: 10)
    end.run(until: 300)
    #expect(end.end.congestion.threshold == 7)
    end.run(until: 2_100)
    #expect(end.end.congestion.threshold == 7)
  }

  @Test func `A late fast repetition does not make the first timeout the last`() {
    var end = LoneEnd {
      $0.retries2 = 0  // patience of 200 ms
      $0.lossProbes = false
    }
    end.write(segments: 10)
    end.acknowledge(0, 1_000..<10_000, at: 100)
    _ = end.take()
    end.run(until: 400)
    #expect(end.lines() == ["400ms 0+1000"])
    #expect(end.failure == nil)
  }

  @Test func `The network's smaller path splits what is in flight, and all of it goes again`() {
    var end = LoneEnd()
    end.write(segments: 10)
    _ = end.take()
    end.run(until: 50)
    end.act { $0.pathMTUReported(652, at: $1, into: &$2) }
    // The window stays; twenty parts share its ten places.
    #expect(
      end.lines() == [
        "50ms 0+600", "50ms 600+400", "50ms 1000+600", "50ms 1600+400", "50ms 2000+600",
        "50ms 2600+400", "50ms 3000+600", "50ms 3600+400", "50ms 4000+600", "50ms 4600+400",
      ])
    #expect(end.end.congestion.window == 10)
    end.acknowledge(5_000, echo: 50, at: 150)
    #expect(
      end.lines().prefix(4) == [
        "150ms 5000+600", "150ms 5600+400", "150ms 6000+600", "150ms 6600+400",
      ])
    end.acknowledge(10_000, echo: 150, at: 250)
    end.write(1_000)
    #expect(end.lines().suffix(2) == ["250ms 10000+600", "250ms 10600+400"])
  }

  @Test func `A report of a larger or equal path changes nothing`() {
    var end = LoneEnd()
    end.write(segments: 2)
    _ = end.take()
    end.act { $0.pathMTUReported(1_500, at: $1, into: &$2) }
    end.act { $0.pathMTUReported(1_052, at: $1, into: &$2) }
    #expect(end.lines() == [])
    #expect(end.end.segmentSize == 1_000)
  }

  @Test func `No report makes segments smaller than 500 bytes`() {
    var end = LoneEnd()
    end.act { $0.pathMTUReported(0, at: $1, into: &$2) }
    #expect(end.end.segmentSize == 500)
  }

  @Test func `Nothing is repeated beyond the peer's window but the first`() {
    var end = LoneEnd { $0.lossProbes = false }
    end.write(segments: 4)
    _ = end.take()
    end.acknowledge(0, window: 0, at: 50)
    end.run(until: 300)
    #expect(end.lines() == ["300ms 0+1000"])
  }

  @Test func `The peer's window is what limits when it is smaller`() {
    var end = LoneEnd(window: 3_000)
    end.write(segments: 8)
    #expect(end.lines() == ["0ms 0+1000", "0ms 1000+1000", "0ms 2000+1000"])
    end.acknowledge(1_000, window: 4_000, at: 100)
    #expect(end.lines() == ["100ms 3000+1000", "100ms 4000+1000"])
    end.acknowledge(5_000, window: 500, at: 200)
    #expect(end.lines() == [])
    #expect(end.end.timer == .windowProbe)
  }
}
