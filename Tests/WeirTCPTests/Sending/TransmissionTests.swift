import Testing
import WeirPrimitives

@testable import WeirTCP

/// Data on a clean path: sizes, windows and their growth.
@Suite struct TransmissionTests {
  @Test func `A bulk write is cut into full segments and a short last one that is pushed`() {
    var pair = TCPPair()
    pair.establish()
    pair.write(.client, 4_000)
    #expect(
      pair.lines == [
        "150ms client DATA 0+1448", "150ms client DATA 1448+1448", "150ms client PSH 2896+1104",
      ])
    pair.run(for: .milliseconds(100))
    #expect(pair[.server].receivedEnd == 4_000)
    #expect(pair[.client].acknowledgedEnd == 4_000)
    #expect(pair[.client].nextDeadline == .distantFuture)
  }

  @Test func `Slow start begins with ten segments and doubles every round trip`() {
    var server = TCPConfiguration()
    server.receiveBuffer = 4_000_000
    var pair = TCPPair(server: server)
    pair.establish()
    pair.write(.client, 1_448 * 310)
    pair.run(for: .seconds(2))
    let rounds = [0, 100, 200, 300, 400].map { start in
      pair.data(from: .client).count { $0.at == at(milliseconds: 150 + start) }
    }
    #expect(rounds == [10, 20, 40, 80, 160])
    #expect(pair[.server].receivedEnd == 1_448 * 310)
    #expect(pair[.client].retransmissionCount == 0)
  }

  @Test func `A short exchange does not grow a window it does not use`() {
    var pair = TCPPair()
    pair.establish()
    for _ in 0..<50 {
      pair.write(.client, 100)
      pair.run(for: .milliseconds(200))
    }
    #expect(pair[.client].congestionWindow == 10)
  }

  @Test
  func `A burst of ten segments grows the window to twice that, whatever the acknowledgments`() {
    var pair = TCPPair()
    pair.establish()
    pair.write(.client, 1_448 * 10)
    pair.run(for: .milliseconds(200))
    #expect(pair[.client].congestionWindow == 20)
  }

  @Test func `A window that was once full shrinks to the initial one when it is not used`() {
    var pair = TCPPair()
    pair.establish()
    pair.write(.client, 1_448 * 10)
    pair.run(for: .milliseconds(200))
    for _ in 0..<30 {
      pair.write(.client, 100)
      pair.run(for: .milliseconds(120))
    }
    #expect(pair[.client].congestionWindow == 10)
  }

  @Test func `Data flows both ways at once`() {
    var pair = TCPPair()
    pair.establish()
    pair.write(.client, 300_000)
    pair.write(.server, 200_000)
    pair.run(for: .seconds(5))
    #expect(pair[.server].receivedEnd == 300_000)
    #expect(pair[.client].receivedEnd == 200_000)
    #expect(pair[.client].retransmissionCount == 0)
    #expect(pair[.server].retransmissionCount == 0)
  }

  @Test func `After an idle time the window falls back by half for each timeout, to ten`() {
    var server = TCPConfiguration()
    server.receiveBuffer = 4_000_000
    var pair = TCPPair(server: server)
    pair.establish()
    pair.write(.client, 1_448 * 150)
    pair.run(for: .milliseconds(500))
    let grown = pair[.client].congestionWindow
    #expect(grown == 160)
    let timeout = pair[.client].retransmissionTimeout
    let last = pair[.client].lastSentAt
    // One and a half timeouts after the last segment: halved once.
    let instant = last + timeout + timeout / 2
    pair.run(until: TimeSpan(nanoseconds: instant.nanoseconds))
    pair.write(.client, 1)
    #expect(pair[.client].congestionWindow == grown / 2)
    pair.run(for: .seconds(60))
    pair.write(.client, 1)
    #expect(pair[.client].congestionWindow == 10)
  }

  @Test func `A fault's boundary ends a segment at its offset`() {
    var pair = TCPPair()
    pair.establish()
    pair.act(.client) { end, _, _ in end.endSegment(at: 1_000) }
    pair.write(.client, 2_000)
    #expect(pair.lines == ["150ms client DATA 0+1000", "150ms client PSH 1000+1000"])
  }

  @Test(arguments: [0, 1, 2, 1_449, 20_000])
  func `Sequence numbers may wrap anywhere in a transfer`(before: UInt32) {
    var pair = TCPPair(clientInitial: .max - before, serverInitial: .max - 5)
    pair.script[0][9] = .drop
    pair.open()
    pair.run(until: .milliseconds(150))
    pair.write(.client, 100_000)
    pair.write(.server, 50_000)
    pair.run(for: .seconds(5))
    pair.finish(.client)
    pair.finish(.server)
    pair.run(for: .seconds(61))
    #expect(pair[.server].receivedEnd == 100_000)
    #expect(pair[.client].receivedEnd == 50_000)
    #expect(pair[.client].state == .closed)
    #expect(pair[.server].state == .closed)
  }

  @Test func `Offsets go on beyond four gibibytes`() {
    var pair = TCPPair()
    pair.establish()
    // As if so much had been sent, acknowledged and read already.
    let leap = (UInt64(1) << 32) - 100_000
    pair.ends[0].unacknowledged += leap
    pair.ends[0].next += leap
    pair.ends[0].writtenEnd += leap
    pair.ends[0].peerWindowEnd += leap
    pair.ends[1].received += leap
    pair.ends[1].readEnd += leap
    pair.ends[1].acknowledged += leap
    pair.ends[1].advertisedEnd += leap
    var effects = TCPEffects()
    pair.ends[0].write(60_000, at: pair.now, into: &effects)
    for _ in 0..<20 {
      for segment in effects.segments {
        pair.ends[1].receive(segment, at: pair.now, into: &pair.effects)
      }
      effects.removeAll()
      pair.ends[1].read(upTo: pair[.server].receivedEnd, at: pair.now, into: &pair.effects)
      for segment in pair.effects.segments {
        pair.ends[0].receive(segment, at: pair.now, into: &effects)
      }
      pair.effects.removeAll()
      if pair[.client].flight == 0 { pair.ends[0].write(30_000, at: pair.now, into: &effects) }
    }
    #expect(pair[.server].receivedEnd > 1 << 32)
    #expect(pair[.client].acknowledgedEnd > 1 << 32)
    #expect(pair[.client].retransmissionCount == 0)
  }

  @Test func `Without Nagle's rule small writes leave at once`() {
    var pair = TCPPair()
    pair.establish()
    pair.write(.client, 10)
    pair.write(.client, 10)
    #expect(pair.lines == ["150ms client PSH 0+10", "150ms client PSH 10+10"])
  }

  @Test func `With Nagle's rule a small write waits for the last small one, a full one does not`() {
    var client = TCPConfiguration()
    client.noDelay = false
    var pair = TCPPair(client: client)
    pair.establish()
    pair.write(.client, 1_448)
    pair.write(.client, 10)  // behind a full segment: Minshall lets it go
    pair.write(.client, 10)
    pair.write(.client, 20)
    pair.run(for: .milliseconds(300))
    #expect(
      pair.lines(from: .client) == [
        "150ms client PSH 0+1448", "150ms client PSH 1448+10", "250ms client PSH 1458+30",
      ])
  }

  @Test func `Nagle's rule does not hold back the last segment before a FIN`() {
    var client = TCPConfiguration()
    client.noDelay = false
    var pair = TCPPair(client: client)
    pair.establish()
    pair.write(.client, 10)
    pair.write(.client, 10)
    pair.finish(.client)
    #expect(pair.lines == ["150ms client PSH 0+10", "150ms client FIN+PSH 10+10"])
  }
}
