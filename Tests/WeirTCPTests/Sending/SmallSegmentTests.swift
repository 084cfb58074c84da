import Testing
import WeirPrimitives

@testable import WeirTCP

/// Cork, MSG_MORE and TCP_NOTSENT_LOWAT, with a timeout of 300 ms.
@Suite struct SmallSegmentTests {
  @Test func `A corked part of a segment waits for the rest`() {
    var end = LoneEnd { $0.cork = true }
    end.write(1_500)
    #expect(end.lines() == ["0ms 0+1000"])
    end.write(400)
    #expect(end.lines() == [])
    end.write(200)
    #expect(end.lines() == ["0ms 1000+1000"])
  }

  @Test func `Uncorking sends what was held`() {
    var end = LoneEnd { $0.cork = true }
    end.write(500)
    end.run(until: 70)
    end.act { $0.configure(at: $1, into: &$2) { $0.cork = false } }
    #expect(end.lines() == ["70ms 0+500"])
  }

  @Test func `A cork holds at most for a timeout, when nothing is in flight`() {
    var end = LoneEnd { $0.cork = true }
    end.write(500)
    #expect(end.end.timer == .windowProbe)
    end.run(until: 300)
    #expect(end.lines() == ["300ms 0+500"])
  }

  @Test func `An acknowledgment does not pull the cork, but starts its time`() {
    var end = LoneEnd { $0.cork = true }
    end.write(1_500)
    end.acknowledge(1_000, at: 100)
    #expect(end.lines() == ["0ms 0+1000"])
    #expect(end.deadline == 400)
    end.run(until: 400)
    #expect(end.lines() == ["400ms 1000+500"])
  }

  @Test func `The end of the stream goes in spite of a cork`() {
    var end = LoneEnd { $0.cork = true }
    end.write(500)
    end.act { $0.finish(at: $1, into: &$2) }
    #expect(end.lines() == ["0ms FIN 0+500"])
  }

  @Test func `A write with more to come waits for the next write`() {
    var end = LoneEnd()
    end.write(300, more: true)
    #expect(end.lines() == [])
    end.write(100)
    #expect(end.lines() == ["0ms 0+400"])
  }

  @Test func `An acknowledgment lets it go`() {
    var end = LoneEnd()
    end.write(1_000)
    end.write(300, more: true)
    end.acknowledge(1_000, at: 100)
    #expect(end.lines() == ["0ms 0+1000", "100ms 1000+300"])
  }

  @Test func `And so does the probe timer`() {
    var end = LoneEnd()
    end.write(300, more: true)
    end.run(until: 300)
    #expect(end.lines() == ["300ms 0+300"])
  }

  @Test func `Minshall: a small segment waits for the last small one, not for full ones`() {
    var end = LoneEnd { $0.noDelay = false }
    end.write(1_100)
    end.write(50)
    #expect(end.lines() == ["0ms 0+1000", "0ms 1000+100"])
    end.acknowledge(1_000, at: 100)
    #expect(end.lines() == [])
    end.acknowledge(1_100)
    #expect(end.lines() == ["100ms 1100+50"])
  }

  @Test func `Nagle's rule makes messages wait up to a round trip`() {
    var end = LoneEnd { $0.noDelay = false }
    for time in stride(from: 0, to: 200, by: 40) as StrideTo<Int64> {
      if time == 120 { end.acknowledge(60, at: 100) }
      end.run(until: time)
      end.write(60)
    }
    end.acknowledge(180, at: 200)
    #expect(end.lines() == ["0ms 0+60", "100ms 60+120", "200ms 180+120"])
  }

  @Test func `TCP_NOTSENT_LOWAT asks for more only when little is unsent`() {
    var end = LoneEnd { $0.notSentLowWater = 2_001 }
    end.write(segments: 11)
    #expect(end.end.unsentBytes == 1_000)
    #expect(end.end.isWritable)
    end.write(1_000)
    #expect(!end.end.isWritable)
    end.acknowledge(2_000, at: 100)
    #expect(end.end.unsentBytes == 0)
    #expect(end.end.isWritable)
  }

  @Test func `The application is asked for more when a third of the buffer is free`() {
    var end = LoneEnd {
      $0.sendBuffer = 30_000
      $0.sendBufferMaximum = 30_000
    }
    end.write(20_000)
    #expect(end.end.isWritable)
    end.write(1)
    #expect(!end.end.isWritable)
    #expect(end.end.sendSpace == 9_999)
    end.write(20_000)
    #expect(end.end.sendSpace == 0)
  }
}
