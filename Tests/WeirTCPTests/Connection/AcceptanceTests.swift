import Testing
import WeirPrimitives

@testable import WeirTCP

/// What is believed of a segment: RST and SYN by RFC 5961, old duplicates by their timestamps.
@Suite struct AcceptanceTests {
  private func reset(_ offset: Int) -> Segment { .fromPeer(.rst, at: UInt32(offset + 1)) }

  @Test func `Only the exact number resets, others in the window are challenged`() {
    var end = LoneEnd()
    end.data(0, 100)
    _ = end.take()
    end.receive(reset(101))
    #expect(end.lines() == ["0ms ACK 100"])
    #expect(end.failure == nil)
    end.receive(reset(99))
    #expect(end.lines() == [])
    end.receive(reset(100))
    #expect(end.failure == .reset)
  }

  @Test func `Behind a gap the right edge of what arrived resets too`() {
    var end = LoneEnd()
    end.data(500, 500)
    end.receive(reset(900))
    #expect(end.failure == nil)
    end.receive(reset(1_000))
    #expect(end.failure == .reset)
  }

  @Test func `A SYN in an open connection is challenged wherever it lies`() {
    for offset in [-1, 0, 50, 300_000] {
      var end = LoneEnd()
      end.receive(.fromPeer(.syn, at: UInt32(truncatingIfNeeded: offset + 1)))
      #expect(end.lines() == ["0ms ACK 0"])
      #expect(end.end.state == .established)
    }
  }

  @Test func `Data with an acknowledgment older than any window is not taken`() {
    var end = LoneEnd(window: 2_000)
    for offset in stride(from: 1_000, through: 10_000, by: 1_000) {
      end.write(1_000)
      end.acknowledge(offset, window: 2_000)
    }
    _ = end.take()
    end.receive(.fromPeer(.ack, at: 1, acknowledging: 8_000, length: 50))
    #expect(end.lines() == ["0ms ACK 0"])
    #expect(end.end.receivedEnd == 0)
    end.receive(.fromPeer(.ack, at: 1, acknowledging: 8_001, length: 50))
    #expect(end.end.receivedEnd == 50)
  }

  @Test func `Data beyond the window is answered, not taken, and hurries nothing`() {
    var end = LoneEnd()
    end.end.acknowledgments.calm()
    end.data(900_000, 100)
    #expect(end.lines() == ["0ms ACK 0"])
    #expect(end.end.acknowledgments.quick == 0)
    #expect(end.end.reassembly.isEmpty)
  }

  // MARK: Timestamps

  private func stamped(_ offset: Int, _ length: UInt32, _ time: UInt32) -> Segment {
    var segment = Segment.fromPeer(.ack, at: UInt32(offset + 1), length: length)
    segment.timestamp = time
    return segment
  }

  @Test func `Data with an older timestamp is an old duplicate: PAWS, RFC 7323 section 5`() {
    var end = LoneEnd()
    end.receive(stamped(0, 100, 80_000))
    end.receive(stamped(100, 100, 79_999))
    #expect(end.end.receivedEnd == 100)
    #expect(end.lines() == ["0ms ACK 100", "0ms ACK 100"])
    end.receive(stamped(100, 100, 80_000))
    #expect(end.end.receivedEnd == 200)
  }

  @Test func `Timestamps wrap`() {
    var end = LoneEnd()
    end.receive(stamped(0, 10, 0x7FFF_FFFF))
    end.receive(stamped(10, 10, 0xFFFF_FFF0))
    end.receive(stamped(20, 10, 5))
    #expect(end.end.receivedEnd == 30)
    end.receive(stamped(30, 10, 0xFFFF_FFF0))
    #expect(end.end.receivedEnd == 30)
  }

  @Test func `A RST is taken whatever its timestamp`() {
    var end = LoneEnd()
    end.receive(stamped(0, 100, 80_000))
    var old = reset(100)
    old.timestamp = 1
    end.receive(old)
    #expect(end.failure == .reset)
  }

  @Test func `An overtaken acknowledgment does not take the echo back`() {
    var end = LoneEnd()
    end.receive(stamped(0, 100, 80_000))
    end.receive(stamped(100, 0, 79_000))
    _ = end.take()
    end.write(10)
    #expect(end.take().first?.segment.timestampEcho == 80_000)
  }

  @Test func `What lies ahead of a gap is not echoed, RFC 7323 section 4 3`() {
    var end = LoneEnd()
    end.receive(stamped(0, 100, 80_000))
    end.receive(stamped(200, 100, 80_050))
    #expect(end.take().last?.segment.timestampEcho == 80_000)
    end.receive(stamped(100, 100, 80_060))
    #expect(end.take().last?.segment.timestampEcho == 80_060)
  }
}
