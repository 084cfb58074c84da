import Testing
import WeirPrimitives

@testable import WeirTCP

/// When an end acknowledges: at once, with a reply, when the application reads, or after 40 ms.
@Suite struct DelayedAcknowledgmentTests {
  /// What has been written and read by then.
  private static let base: UInt64 = 1_448 * 10 + 400

  /// A server that has used up its quick acknowledgments and does not answer.
  private func settled(reads: Bool) -> TCPPair {
    var pair = TCPPair()
    pair.establish()
    // The window has opened all the way: its growth, too, is told at once.
    pair.write(.client, 1_448 * 10)
    pair.run(for: .milliseconds(150))
    for _ in 0..<40 {
      pair.write(.client, 10)
      pair.run(for: .milliseconds(150))
    }
    pair.readsAtOnce = [true, reads]
    pair.clearLog()
    return pair
  }

  private func acknowledgments(_ pair: TCPPair, since start: Instant) -> [Int64] {
    pair.log.filter { $0.side == .server }.map {
      $0.at.elapsed(since: start).nanoseconds / 1_000_000
    }
  }

  @Test func `The first sixteen segments are acknowledged at once`() {
    var pair = TCPPair()
    pair.readsAtOnce[1] = false
    pair.establish()
    for _ in 0..<17 {
      pair.write(.client, 10)
      pair.run(for: .milliseconds(150))
    }
    let delays = pair.log.filter { $0.side == .server }.enumerated().map { index, sent in
      sent.at.nanoseconds / 1_000_000 - 150 - 150 * Int64(index)
    }
    #expect(delays == Array(repeating: 50, count: 16) + [90])
  }

  @Test func `Later a small segment that nobody reads is acknowledged after 40 ms`() {
    var pair = settled(reads: false)
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [90])
  }

  @Test func `A small segment is acknowledged when it is read`() {
    var pair = settled(reads: false)
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(60))
    pair.read(.server, upTo: Self.base + 5)
    #expect(acknowledgments(pair, since: start) == [])
    pair.readAll(.server)
    pair.run(for: .milliseconds(140))
    #expect(acknowledgments(pair, since: start) == [60])
  }

  @Test func `More than one full segment is acknowledged at once: every second one`() {
    var pair = settled(reads: true)
    let start = pair.now
    pair.write(.client, 1_448 * 4)
    pair.run(for: .milliseconds(200))
    #expect(pair.lines(from: .server).count == 2)
    #expect(acknowledgments(pair, since: start) == [50, 50])
  }

  @Test func `One full segment without a push waits, read or not`() {
    var pair = settled(reads: true)
    let start = pair.now
    pair.act(.client) { end, _, _ in end.endSegment(at: Self.base + 1_448) }
    pair.script[0][1] = .drop
    pair.write(.client, 1_448 + 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [90])
  }

  @Test func `A segment that comes when the acknowledgment is all but due sends it`() {
    var pair = settled(reads: false)
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(31))
    pair.write(.client, 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [81])
  }

  @Test func `After a reply the acknowledgments ride on replies`() {
    var pair = settled(reads: true)
    pair.write(.client, 10)
    pair.run(for: .milliseconds(60))
    pair.write(.server, 500)
    pair.run(for: .milliseconds(140))
    #expect(pair[.server].acknowledgments.isInteractive)
    pair.clearLog()
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(60))
    #expect(acknowledgments(pair, since: start) == [])
    pair.write(.server, 500)
    pair.run(for: .milliseconds(140))
    #expect(acknowledgments(pair, since: start) == [60])
  }

  @Test func `A reply that does not come ends the waiting for replies`() {
    var pair = settled(reads: true)
    pair.write(.client, 10)
    pair.run(for: .milliseconds(60))
    pair.write(.server, 500)
    pair.run(for: .milliseconds(140))
    pair.clearLog()
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [90])
    #expect(!pair[.server].acknowledgments.isInteractive)
  }

  @Test func `The second small segment read is acknowledged even while replies are expected`() {
    var pair = settled(reads: true)
    pair.write(.client, 10)
    pair.run(for: .milliseconds(60))
    pair.write(.server, 500)
    pair.run(for: .milliseconds(140))
    pair.clearLog()
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(10))
    pair.write(.client, 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [60])
  }

  @Test func `After a pause longer than the timeout acknowledgments are quick again`() {
    var pair = settled(reads: false)
    #expect(pair[.server].acknowledgments.quick == 0)
    pair.run(for: .seconds(1))
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [50])
    #expect(pair[.server].acknowledgments.quick == 15)
  }

  @Test func `A duplicate is acknowledged at once and makes acknowledgments quick`() {
    var pair = settled(reads: false)
    pair.script[0][0] = .duplicate(.milliseconds(60))
    let start = pair.now
    pair.write(.client, 10)
    pair.run(for: .milliseconds(200))
    #expect(acknowledgments(pair, since: start) == [90, 110])
    #expect(pair[.server].acknowledgments.quick == 16)
  }
}
