import Testing
import WeirPrimitives

@testable import WeirTCP

/// RACK, RFC 8985 section 6: a segment is lost when one sent later has been there long enough.
@Suite struct LossDetectionTests {
  @Test func `The next message's SACK repeats the lost one at once when that is old enough`() {
    var end = LoneEnd()
    for time in [0, 50, 100] as [Int64] {
      end.run(until: time)
      end.write(60)
    }
    // Lost at 0; the second comes back at 150: older than a round trip and a quarter.
    end.acknowledge(0, 60..<120, at: 150)
    #expect(end.lines() == ["0ms 0+60", "50ms 60+60", "100ms 120+60", "150ms 0+60"])
    #expect(end.end.congestion.state == .recovery)
  }

  @Test func `A SACK of what left with it waits for a quarter of a round trip`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.acknowledge(0, 1_000..<2_000, at: 100)
    #expect(end.end.congestion.state == .disorder)
    // 25 ms and the 2 ms that Linux adds.
    #expect(end.deadline == 127)
    _ = end.take()
    end.run(until: 127)
    #expect(end.lines() == ["127ms 0+1000"])
    #expect(end.end.congestion.state == .recovery)
  }

  @Test func `Three SACKs repeat without waiting`() {
    var end = LoneEnd()
    end.write(segments: 4)
    _ = end.take()
    end.acknowledge(0, 1_000..<2_000, at: 100)
    end.acknowledge(0, 1_000..<3_000)
    #expect(end.lines() == [])
    end.acknowledge(0, 1_000..<4_000)
    #expect(end.lines() == ["100ms 0+1000"])
  }

  @Test func `A straggler within the window is no loss, and reordering is remembered`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.acknowledge(0, 1_000..<2_000, at: 100)
    end.acknowledge(2_000, at: 110)
    #expect(end.end.retransmissionCount == 0)
    #expect(end.end.congestion.state == .open)
    #expect(end.end.detection.hasSeenReordering)
    #expect(end.end.congestion.window == 10)
  }

  @Test func `After reordering was seen three SACKs wait like one`() {
    var end = LoneEnd()
    end.write(segments: 2)
    end.acknowledge(0, 1_000..<2_000, at: 100)
    end.acknowledge(2_000, at: 110)
    end.write(segments: 4)
    _ = end.take()
    end.acknowledge(2_000, 3_000..<6_000, at: 210)
    #expect(end.lines() == [])
    #expect(end.deadline == 237)
    end.run(until: 237)
    #expect(end.lines() == ["237ms 2000+1000"])
  }

  @Test func `In recovery nothing is waited for`() {
    var end = LoneEnd()
    end.write(segments: 10)
    _ = end.take()
    end.acknowledge(0, 1_000..<4_000, at: 100)
    #expect(end.lines() == ["100ms 0+1000"])
    // The fifth is missing too: the SACK of the sixth, sent with it, says so at once.
    end.acknowledge(0, 5_000..<6_000, 1_000..<4_000)
    #expect(end.end.queue[4].marks.contains(.lost))
  }

  @Test func `A lost repetition is found by what was sent after it`() {
    var end = LoneEnd()
    end.write(segments: 20)
    _ = end.take()
    end.acknowledge(0, 1_000..<4_000, at: 100)
    end.acknowledge(0, 1_000..<10_000)
    // The repetition of the first left at 100 with new segments behind it.
    #expect(end.lines().first == "100ms 0+1000")
    end.acknowledge(0, 1_000..<11_000, at: 200)
    #expect(end.lines().first == "200ms 0+1000")
    #expect(end.end.congestion.state == .recovery)
  }

  @Test func `A superfluous repetition widens the window by a quarter, for sixteen recoveries`() {
    var detection = LossDetection()
    detection.noteReordering(bytes: 2_000, segmentSize: 1_000)
    func window() -> TimeSpan {
      detection.reorderingWindow(
        state: .open, sacked: 0, minimumRoundTrip: 100_000, smoothed: 200_000)
    }
    #expect(window() == .milliseconds(25))
    for expected in [50, 75, 100, 125] as [Int64] {
      detection.noteDuplicate()
      detection.updateWindow(priorDelivered: 100, delivered: 100)
      #expect(window() == .milliseconds(expected))
    }
    #expect(detection.windowPersists == 16)
    for _ in 0..<10 {
      detection.noteDuplicate()
      detection.updateWindow(priorDelivered: 100, delivered: 100)
    }
    // Never longer than the smoothed round trip.
    #expect(window() == .milliseconds(200))
    detection.windowPersists = 0
    detection.updateWindow(priorDelivered: 100, delivered: 100)
    #expect(window() == .milliseconds(25))
  }

  @Test func `The extent of reordering is counted in segments, at most 300`() {
    var detection = LossDetection()
    detection.noteReordering(bytes: 1_001, segmentSize: 1_000)
    #expect(detection.reordering == 3)
    detection.noteReordering(bytes: 7_500, segmentSize: 1_000)
    #expect(detection.reordering == 8)
    detection.noteReordering(bytes: 9_000_000, segmentSize: 1_000)
    #expect(detection.reordering == 300)
    detection.resetReordering()
    #expect(detection.reordering == 3)
  }
}
