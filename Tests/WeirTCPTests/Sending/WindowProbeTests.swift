import Testing
import WeirPrimitives

@testable import WeirTCP

/// The persist timer, RFC 9293 section 3.8.6.1, and who is given up behind a shut window.
@Suite struct WindowProbeTests {
  /// A sender with 1,000 bytes for a window that has just shut, and a timeout of 300 ms.
  private func shut(_ change: (inout TCPConfiguration) -> Void = { _ in }) -> LoneEnd {
    var end = LoneEnd(window: 1_000, change)
    end.write(2_000)
    end.acknowledge(1_000, window: 0, at: 100)
    _ = end.take()
    return end
  }

  @Test func `Unanswered probes back off from the timeout`() {
    var end = shut()
    end.run(until: 4_700)
    #expect(
      end.lines() == [
        "400ms PROBE 999", "1000ms PROBE 999", "2200ms PROBE 999", "4600ms PROBE 999",
      ])
  }

  @Test func `Answers do not stop the back-off, nor is the peer ever given up`() {
    var end = shut { $0.retries2 = 3 }
    var times: [Int64] = []
    for _ in 0..<8 {
      guard let deadline = end.deadline else { break }
      end.run(until: Int64(deadline))
      times.append(end.milliseconds)
      end.acknowledge(1_000, window: 0, at: end.milliseconds + 100)
    }
    #expect(times == [400, 1_100, 2_400, 4_900, 9_800, 19_500, 38_800, 77_300])
    #expect(end.failure == nil)
  }

  @Test func `An open window ends the probing and sends at once`() {
    var end = shut()
    end.run(until: 1_000)
    _ = end.take()
    end.acknowledge(1_000, window: 1_000, at: 1_100)
    #expect(end.lines() == ["1100ms 1000+500", "1100ms 1500+500"])
    #expect(end.end.retransmissionTimeout == .milliseconds(300))
  }

  @Test func `A dead peer is given up after retries2 probes`() {
    var end = shut { $0.retries2 = 3 }
    end.run(until: 4_599)
    #expect(end.failure == nil)
    end.run(until: 4_600)
    #expect(end.failure == .timedOut)
    #expect(end.lines().count == 3)
  }

  @Test func `The user timeout counts since the first probe though it is answered`() {
    var end = shut { $0.userTimeout = .seconds(5) }
    end.run(until: 400)
    for time in stride(from: 500, to: 5_400, by: 100) as StrideTo<Int64> {
      end.acknowledge(1_000, window: 0, at: time)
      #expect(end.failure == nil)
    }
    end.run(until: 5_400)
    #expect(end.failure == .timedOut)
  }

  @Test func `The user timeout ends at its own time, not at the next probe`() {
    var end = shut { $0.userTimeout = .seconds(5) }
    end.run(until: 5_399)
    #expect(end.failure == nil)
    end.run(until: 5_400)
    #expect(end.failure == .timedOut)
  }

  @Test func `A window that opens in between begins it anew`() {
    var end = shut { $0.userTimeout = .seconds(5) }
    end.run(until: 4_000)
    end.acknowledge(1_000, window: 1_000)
    end.acknowledge(2_000, window: 0, at: 4_100)
    end.write(1_000)
    end.run(until: 9_000)
    #expect(end.failure == nil)
    end.run(until: 9_400)
    #expect(end.failure == .timedOut)
  }

  @Test func `A peer whose window is too small for the next segment gets what fits`() {
    var end = LoneEnd(window: 5_000)
    end.write(segments: 5)
    end.acknowledge(5_000, window: 300, at: 100)
    _ = end.take()
    end.write(segments: 1)
    #expect(end.lines() == [])
    end.run(until: 400)
    #expect(end.lines() == ["400ms 5000+300"])
  }
}
