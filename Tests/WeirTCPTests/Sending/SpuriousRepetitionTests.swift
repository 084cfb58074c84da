import Testing
import WeirPrimitives

@testable import WeirTCP

/// Repetitions that were for nothing, and how they are taken back: F-RTO, Eifel, D-SACK.
@Suite struct SpuriousRepetitionTests {
  private let withoutTimestamps = LoneEnd.syn(offering: [.selectiveAcknowledgments, .windowScale])

  /// Ten segments in flight that all time out at 300 ms, and five to follow.
  private func timedOut(timestamps: Bool) -> LoneEnd {
    var end = LoneEnd(syn: timestamps ? LoneEnd.syn() : withoutTimestamps) {
      $0.lossProbes = false
    }
    end.write(segments: 15)
    end.run(until: 300)
    #expect(end.lines().last == "300ms 0+1000")
    #expect(end.end.congestion.state == .loss)
    #expect(end.end.congestion.window == 1)
    #expect(end.end.congestion.threshold == 7)
    return end
  }

  @Test func `F-RTO tries new data first, RFC 5682 step 2b`() {
    var end = timedOut(timestamps: false)
    end.acknowledge(1_000, at: 310)
    #expect(end.lines() == ["310ms 10000+1000", "310ms 11000+1000"])
    #expect(end.end.congestion.state == .loss)
  }

  @Test func `An acknowledgment of what was sent once proves the timeout spurious`() {
    var end = timedOut(timestamps: false)
    end.acknowledge(1_000, at: 310)
    end.acknowledge(2_000, at: 311)
    #expect(end.end.congestion.state == .open)
    #expect(end.end.congestion.window >= 10)
    #expect(end.end.congestion.threshold == CongestionWindow.infiniteThreshold)
    #expect(end.end.queue.lostCount == 0)
    #expect(end.end.retransmissionCount == 1)
  }

  @Test func `A SACK of new data alone proves the loss, RFC 5682 step 3a`() {
    var end = timedOut(timestamps: false)
    end.acknowledge(1_000, at: 400)
    _ = end.take()
    end.acknowledge(1_000, 10_000..<11_000, at: 500)
    #expect(end.end.congestion.state == .loss)
    #expect(end.lines().first == "500ms 1000+1000")
    #expect(end.end.congestion.threshold == 7)
  }

  @Test func `Without F-RTO the timeout repeats what it presumes lost`() {
    var end = LoneEnd(syn: withoutTimestamps) {
      $0.lossProbes = false
      $0.forwardRTORecovery = false
    }
    end.write(segments: 15)
    end.run(until: 300)
    _ = end.take()
    end.acknowledge(1_000, at: 310)
    #expect(end.lines() == ["310ms 1000+1000", "310ms 2000+1000"])
  }

  @Test func `An echo from before the repetition undoes a timeout at once, RFC 3522`() {
    var end = timedOut(timestamps: true)
    end.acknowledge(1_000, echo: 0, at: 310)
    #expect(end.end.congestion.state == .open)
    #expect(end.end.congestion.window >= 10)
    #expect(end.end.congestion.threshold == CongestionWindow.infiniteThreshold)
  }

  @Test func `An echo of the repetition undoes nothing`() {
    var end = timedOut(timestamps: true)
    end.acknowledge(1_000, echo: 300, at: 400)
    #expect(end.end.congestion.state == .loss)
    #expect(end.end.congestion.threshold == 7)
  }

  /// The first of five segments is overtaken by so much that it is sent again at 100 ms.
  private func overtaken(timestamps: Bool) -> LoneEnd {
    var end = LoneEnd(syn: timestamps ? LoneEnd.syn() : withoutTimestamps)
    end.write(segments: 5)
    end.acknowledge(0, 1_000..<4_000, at: 100)
    #expect(end.lines().last == "100ms 0+1000")
    #expect(end.end.congestion.state == .recovery)
    #expect(end.end.congestion.threshold == 7)
    return end
  }

  @Test func `Eifel undoes a recovery whose segment was only late`() {
    var end = overtaken(timestamps: true)
    end.acknowledge(5_000, echo: 0, at: 101)
    #expect(end.end.congestion.state == .open)
    #expect(end.end.congestion.window == 10)
    #expect(end.end.congestion.threshold == CongestionWindow.infiniteThreshold)
  }

  @Test func `Without timestamps the D-SACK of the repetition does, a round trip later`() {
    var end = overtaken(timestamps: false)
    end.acknowledge(5_000, at: 101)
    #expect(end.end.congestion.window == 7)
    end.acknowledge(5_000, 0..<1_000, at: 200)
    #expect(end.end.congestion.window == 10)
    #expect(end.end.congestion.threshold == CongestionWindow.infiniteThreshold)
  }

  @Test func `A D-SACK for more than was ever sent again is not believed`() {
    var end = LoneEnd(syn: withoutTimestamps)
    end.write(segments: 2)
    end.acknowledge(2_000, at: 100)
    end.acknowledge(2_000, 0..<1_000, at: 101)
    #expect(end.end.occasional.duplicatesReported == 1)
    #expect(end.end.delivered == 3)
  }

  @Test func `A peer that throws away what it had is found out after half a round trip`() {
    var end = LoneEnd()
    end.write(segments: 5)
    end.acknowledge(0, 1_000..<5_000, at: 100)
    _ = end.take()
    // The acknowledgment ends before what was held.
    end.acknowledge(1_000, at: 200)
    #expect(end.deadline == 250)
    end.run(until: 250)
    #expect(end.lines() == ["250ms 1000+1000"])
    #expect(end.end.queue.sackedCount == 0)
    #expect(end.end.queue.lostCount == 4)
  }

  @Test func `An acknowledgment that was on its way ends that doubt`() {
    var end = LoneEnd()
    end.write(segments: 5)
    end.acknowledge(0, 1_000..<5_000, at: 100)
    _ = end.take()
    end.acknowledge(1_000, at: 200)
    end.acknowledge(5_000, at: 230)
    #expect(end.deadline == nil)
    #expect(end.lines() == [])
  }
}
