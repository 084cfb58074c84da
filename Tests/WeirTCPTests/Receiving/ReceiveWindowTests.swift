import Testing
import WeirPrimitives

@testable import WeirTCP

/// What a slow reader does to the sender.
@Suite struct ReceiveWindowTests {
  /// A server whose buffer holds so many bytes, and does not grow.
  private func server(capacity: UInt32) -> TCPConfiguration {
    var server = TCPConfiguration()
    server.receiveBuffer = capacity / 5 * 8
    server.receiveBufferMaximum = server.receiveBuffer
    return server
  }

  private func pair(buffer: UInt32, reads: Bool = false) -> TCPPair {
    let server = server(capacity: buffer)
    var pair = TCPPair(server: server)
    pair.readsAtOnce[1] = reads
    pair.establish()
    return pair
  }

  @Test func `A receiver that does not read stops the sender at its buffer`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 50_000)
    pair.run(for: .milliseconds(300))
    #expect(pair[.server].receivedEnd == 14_480)
    #expect(pair[.client].flight == 0)
    #expect(pair.log.last { $0.side == .server }?.window == 0)
  }

  @Test func `A read that frees the buffer opens the window at once`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 20_000)
    pair.run(for: .milliseconds(250))
    pair.clearLog()
    pair.readAll(.server)
    pair.run(for: .milliseconds(50))
    #expect(
      pair.lines == [
        "400ms server ACK 14480", "450ms client DATA 14480+1448", "450ms client DATA 15928+1448",
        "450ms client DATA 17376+1448", "450ms client PSH 18824+1176",
      ])
    // It opened while the buffer was filling: rcv_ssthresh stands at what was free then.
    #expect(pair.log.first?.window == 13_032)
  }

  @Test func `A read too small for a full segment opens nothing: no silly window`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 20_000)
    pair.run(for: .milliseconds(250))
    pair.clearLog()
    pair.read(.server, upTo: 1_447)
    #expect(pair.lines == [])
    pair.read(.server, upTo: 1_448)
    #expect(pair.lines == ["400ms server ACK 14480"])
    #expect(pair.log.first?.window == 1_448)
    pair.run(for: .milliseconds(50))
    #expect(pair.lines(from: .client) == ["450ms client DATA 14480+1448"])
  }

  @Test func `A window that is not nearly closed is told again only when it has doubled`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 8_688)
    pair.run(for: .milliseconds(250))
    pair.clearLog()
    pair.read(.server, upTo: 5_791)
    #expect(pair.lines == [])
    pair.read(.server, upTo: 5_792)
    #expect(pair.lines == ["400ms server ACK 8688"])
    #expect(pair.log.first?.window == 11_584)
  }

  @Test func `A closed window is probed after the timeout, then after twice that`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 20_000)
    pair.run(for: .milliseconds(150))
    pair.clearLog()
    pair.run(for: .seconds(6))
    // The window closed at 400 ms, the timeout is 310.625 ms. Each probe is answered 100 ms later
    // and the wait, twice as long, starts anew.
    #expect(pair[.client].smoothedRoundTrip == .microseconds(110_625))
    #expect(
      pair.lines == [
        "350ms server ACK 14480", "710.625ms client ACK 0", "760.625ms server ACK 14480",
        "1431.875ms client ACK 0", "1481.875ms server ACK 14480", "2774.375ms client ACK 0",
        "2824.375ms server ACK 14480", "5359.375ms client ACK 0", "5409.375ms server ACK 14480",
      ])
    #expect(pair.log.first { $0.side == .client }?.offset == 14_479)
  }

  @Test func `Data behind an opened window has its own timeout, not the probe's`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 20_000)
    pair.run(until: .seconds(20))
    #expect(pair[.client].retransmissionTimeout > .seconds(9))
    pair.readAll(.server)
    pair.isCut[0] = true
    pair.run(for: .milliseconds(50))
    #expect(pair[.client].flight == 4)
    #expect(pair[.client].retransmissionTimeout == .microseconds(310_625))
    // A tail loss probe: two round trips and 2 ms after 20,050.
    #expect(pair[.client].nextDeadline == Instant(nanoseconds: 20_273_250_000))
  }

  @Test func `A lost window update is made good by the next probe`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 20_000)
    pair.run(until: .milliseconds(400))
    pair.isCut[1] = true
    pair.readAll(.server)
    pair.isCut[1] = false
    pair.run(until: .milliseconds(710))
    #expect(pair[.server].receivedEnd == 14_480)
    pair.run(until: .milliseconds(870))
    #expect(pair[.server].receivedEnd == 20_000)
  }

  @Test func `A sender that has closed does not wait for ever for a peer that never reads`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 20_000)
    pair.close(.client)
    pair.run(until: .seconds(2_000))
    #expect(pair[.client].state == .closed)
    #expect(pair.failure(.client) == .timedOut)
  }

  @Test func `A FIN waits for room like any sequence number`() {
    var pair = pair(buffer: 14_480)
    pair.write(.client, 14_480)
    pair.finish(.client)
    pair.run(until: .milliseconds(400))
    #expect(pair[.server].state == .established)
    pair.clearLog()
    pair.readAll(.server)
    pair.run(for: .milliseconds(50))
    #expect(pair.lines == ["400ms server ACK 14480", "450ms client FIN 14480+0"])
  }

  @Test func `The last data goes without its FIN when only the data fits`() {
    let server = server(capacity: 14_480)
    var pair = TCPPair(server: server)
    pair.readsAtOnce[1] = false
    pair.open()
    pair.write(.client, 14_480)
    pair.finish(.client)
    pair.run(until: .milliseconds(300))
    #expect(pair.lines(from: .client).last == "200ms client PSH 13032+1448")
    #expect(pair[.server].receivedEnd == 14_480)
    #expect(!pair[.server].hasReachedEndOfStream)
    pair.readAll(.server)
    pair.run(for: .milliseconds(100))
    #expect(pair.lines(from: .client).last == "350ms client FIN 14480+0")
    #expect(pair[.server].hasReachedEndOfStream)
  }

  @Test(arguments: [(1_000, 400), (2_000, 730), (3_000, 1_135)])
  func `A small buffer gets segments of half its largest window`(buffer: UInt32, half: Int) {
    var pair = pair(buffer: buffer, reads: true)
    pair.write(.client, 20_000)
    pair.run(for: .seconds(6))
    #expect(pair[.server].receivedEnd == 20_000)
    let largest = pair.data(from: .client).map(\.length).max()
    #expect(largest == half)
    #expect(pair[.client].retransmissionCount == 0)
  }

  @Test func `A buffer smaller than a segment still opens`() {
    var pair = pair(buffer: 100)
    pair.write(.client, 300)
    for _ in 0..<4 {
      pair.run(for: .milliseconds(200))
      pair.readAll(.server)
    }
    #expect(pair[.server].receivedEnd == 300)
  }

  @Test func `Where less than a segment fits, that part goes when the probe is due`() {
    var end = TCPConnection.established(window: 1_000)
    var effects = TCPEffects()
    end.peerWindowMaximum = 20_000
    end.write(5_000, at: .zero, into: &effects)
    #expect(effects.segments.isEmpty)
    let deadline = end.nextDeadline
    #expect(deadline == at(milliseconds: 3_000))
    end.timerFired(at: deadline, into: &effects)
    #expect(effects.segments.map(\.payloadLength) == [1_000])
  }
}
