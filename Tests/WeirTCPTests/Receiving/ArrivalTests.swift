import Testing
import WeirPrimitives

@testable import WeirTCP

/// Data that overtakes, overlaps and comes twice, and what the receiver reports of it.
@Suite struct ArrivalTests {
  @Test func `A filled gap is acknowledged at once, even while replies are expected`() {
    var end = TCPConnection.established()
    var effects = TCPEffects()
    end.acknowledgments.calm()
    end.acknowledgments.isInteractive = true
    end.receive(.fromPeer(.ack, at: 101, length: 50), at: .zero, into: &effects)
    #expect(effects.segments.count == 1)
    end.acknowledgments.isInteractive = true
    end.receive(.fromPeer(.ack, at: 1, length: 100), at: .zero, into: &effects)
    #expect(effects.segments.count == 2)
    #expect(end.receivedEnd == 150)
  }

  @Test func `Data that overlaps what has arrived counts once`() {
    var end = LoneEnd()
    end.data(0, 100)
    end.data(50, 100)
    #expect(end.end.receivedEnd == 150)
    end.data(200, 100)
    end.data(250, 10)
    #expect(end.end.receivedEnd == 150)
    end.data(100, 150)
    #expect(end.end.receivedEnd == 300)
  }

  /// RFC 2018 section 4, case 2: the first segment of eight is lost.
  @Test func `One block grows while the first segment is missing, RFC 2018 case 2`() {
    var end = LoneEnd()
    for number in 1..<8 { end.data(number * 500, 500) }
    #expect(
      end.reports() == (1..<8).map { "ACK 0 500..<\(($0 + 1) * 500)" })
  }

  /// RFC 2018 section 4, case 3: segments 2, 4, 6, 8 of eight are lost.
  @Test func `Blocks stand in the order in which they came, newest first, RFC 2018 case 3`() {
    var end = LoneEnd()
    end.data(0, 500)
    end.data(1_000, 500)
    end.data(2_000, 500)
    end.data(3_000, 500)
    // Then the fourth segment arrives, and the second.
    end.data(1_500, 500)
    end.data(500, 500)
    #expect(
      end.reports() == [
        "ACK 500", "ACK 500 1000..<1500", "ACK 500 2000..<2500 1000..<1500",
        "ACK 500 3000..<3500 2000..<2500 1000..<1500",
        "ACK 500 1000..<2500 3000..<3500", "ACK 2500 3000..<3500",
      ])
  }

  @Test func `Of many blocks the three that came last are told`() {
    var end = LoneEnd()
    for offset in [9_000, 1_000, 7_000, 3_000, 5_000] { end.data(offset, 500) }
    #expect(end.reports().last == "ACK 0 5000..<5500 3000..<3500 7000..<7500")
  }

  /// Linux queues a FIN ahead of a gap with its sequence number (`tcp_data_queue_ofo`).
  @Test func `A FIN ahead of a gap is told in the block`() {
    var end = LoneEnd()
    end.data(500, 500, [.fin, .ack])
    #expect(end.reports() == ["ACK 0 500..<1001"])
    end.data(0, 500)
    #expect(end.reports() == ["ACK 1001"])
    #expect(end.end.receivedEnd == 1_000)
    #expect(end.end.state == .closeWait)
  }

  @Test func `A FIN alone ahead of a gap has a block of its own`() {
    var end = LoneEnd()
    end.data(500, 0, [.fin, .ack])
    #expect(end.reports() == ["ACK 0 500..<501"])
    #expect(end.end.state == .established)
    end.data(0, 500)
    #expect(end.reports() == ["ACK 501"])
    #expect(end.end.state == .closeWait)
  }

  @Test func `A second FIN behind the first counts for nothing`() {
    var end = LoneEnd()
    end.data(500, 100, [.fin, .ack])
    end.data(2_000, 100, [.fin, .ack])
    #expect(end.reports() == ["ACK 0 500..<601", "ACK 0 500..<601"])
  }

  // MARK: A clock that has gone round, RFC 7323 section 5.5

  @Test func `After 25 days of silence an earlier timestamp is no longer old`() {
    var end = LoneEnd()
    end.data(0, 500)
    end.data(500, 500, at: 25 * 86_400_000)
    #expect(end.end.receivedEnd == 1_000)
  }

  // MARK: D-SACK, RFC 2883 section 4.1

  @Test func `What is acknowledged and comes again is reported first, RFC 2883 section 4 1`() {
    var end = LoneEnd()
    end.data(0, 500)
    end.data(500, 500)
    end.data(500, 500)
    #expect(end.reports().last == "ACK 1000 500..<1000")
  }

  @Test func `A duplicate ahead of a gap stands before the block it lies in`() {
    var end = LoneEnd()
    end.data(0, 500)
    end.data(1_000, 500)
    end.data(1_500, 500)
    end.data(1_000, 500)
    #expect(end.reports().last == "ACK 500 1000..<1500 1000..<2000")
  }

  @Test func `A part that comes again is reported alone`() {
    var end = LoneEnd()
    end.data(0, 500)
    end.data(300, 500)
    #expect(end.reports().last == "ACK 800 300..<500")
    end.data(1_500, 500)
    end.data(1_300, 500)
    #expect(end.reports().last == "ACK 800 1500..<1800 1300..<2000")
  }

  @Test func `A duplicate is reported once`() {
    var end = LoneEnd()
    end.data(0, 500)
    end.data(0, 500)
    end.data(1_000, 500)
    #expect(end.reports() == ["ACK 500", "ACK 500 0..<500", "ACK 500 1000..<1500"])
  }

  @Test func `With a duplicate there is room for two blocks`() {
    var end = LoneEnd()
    end.data(0, 500)
    for offset in [1_000, 2_000, 3_000] { end.data(offset, 100) }
    end.data(0, 500)
    #expect(end.reports().last == "ACK 500 0..<500 3000..<3100 2000..<2100")
  }

  @Test func `Data carries blocks and makes room for them`() {
    var end = LoneEnd()
    end.data(1_000, 500)
    _ = end.take()
    end.write(2_000)
    let sent = end.take().map(\.segment)
    #expect(sent.map(\.payloadLength) == [988, 988, 24])
    #expect(sent.map { Int($0.blocks.count) } == [1, 1, 1])
    end.data(3_000, 500)
    _ = end.take()
    end.write(980)
    #expect(end.take().map(\.segment.payloadLength) == [980])
  }

  @Test func `Without SACK on both sides no block is sent`() {
    var deaf = LoneEnd(syn: LoneEnd.syn(offering: [.timestamps, .windowScale]))
    var unwilling = LoneEnd { $0.selectiveAcknowledgments = false }
    deaf.data(1_000, 500)
    unwilling.data(1_000, 500)
    #expect(deaf.reports() == ["ACK 0"])
    #expect(unwilling.reports() == ["ACK 0"])
  }
}
