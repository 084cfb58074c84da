import Testing
import WeirPrimitives

@testable import WeirTCP

/// How the offered window opens, and how the buffer grows with what is read.
@Suite struct ReceiveBufferTests {
  @Test func `The first window is 64,240, then multiples of the unit up to five eighths`() {
    var end = LoneEnd()
    #expect(end.end.receiveBuffer.threshold == 64_240)
    #expect(end.end.receiveBuffer.capacity == 81_920)
    for number in 0..<12 {
      end.data(number * 1_000, 1_000)
      end.act { $0.read(upTo: $0.receivedEnd, at: $1, into: &$2) }
    }
    let windows = end.take().map(\.segment.window)
    #expect(windows.allSatisfy { $0 % 1_024 == 0 })
    // 64,240 and twice a segment for each, rounded up.
    #expect(windows.prefix(4) == [66_560, 68_608, 70_656, 72_704])
    #expect(windows.max() == 81_920)
    // A segment less than all: each was unread when it opened the window.
    #expect(end.end.receiveBuffer.threshold == 80_920)
  }

  @Test func `Small segments do not open the window`() {
    var end = LoneEnd()
    for number in 0..<50 {
      end.data(number * 100, 100)
      end.act { $0.read(upTo: $0.receivedEnd, at: $1, into: &$2) }
    }
    #expect(end.end.receiveBuffer.threshold == 64_240)
  }

  @Test func `Data that nobody reads shuts the window and never takes it back`() {
    var end = LoneEnd {
      $0.receiveBuffer = 32_000
      $0.receiveBufferMaximum = 32_000
    }
    var edge: UInt32 = 0
    for number in 0..<25 { end.data(number * 1_000, 1_000, at: Int64(number)) }
    for sent in end.take() {
      let right = sent.segment.acknowledgment &- Segment.peerInitial + sent.segment.window
      #expect(right >= edge)
      edge = right
    }
    // Five eighths of 32,000, plus the byte of the SYN.
    #expect(edge == 20_001)
    #expect(end.end.receivedEnd == 20_000)
  }

  @Test func `The buffer grows when a round trip brings more than the last`() {
    var buffer = ReceiveBuffer(TCPConfiguration())
    buffer.noteEcho(1_000, now: 1_100, segmentSize: 1_448)
    // 14,480 are expected of the first round trip.
    buffer.noteRead(to: 14_481, aheadOfGap: 0, at: at(milliseconds: 1_000))
    #expect(buffer.size == 131_072)
    // 60,000 in a round trip: twice, and more for the rise, times two for overhead.
    buffer.noteRead(to: 74_481, aheadOfGap: 0, at: at(milliseconds: 1_100))
    let window = 120_000 + 120_000 * (60_000 - 14_480) / 14_480 * 2
    #expect(buffer.size == UInt32(window * 2))
    // A slower one takes nothing back.
    buffer.noteRead(to: 75_000, aheadOfGap: 0, at: at(milliseconds: 1_200))
    #expect(buffer.size == UInt32(window * 2))
  }

  @Test func `It is measured once a round trip and never grows beyond its maximum`() {
    var configuration = TCPConfiguration()
    configuration.receiveBufferMaximum = 200_000
    var buffer = ReceiveBuffer(configuration)
    buffer.noteEcho(1_000, now: 1_100, segmentSize: 1_448)
    buffer.noteRead(to: 1, aheadOfGap: 0, at: at(milliseconds: 1_000))
    buffer.noteRead(to: 900_000, aheadOfGap: 0, at: at(milliseconds: 1_099))
    #expect(buffer.size == 131_072)
    buffer.noteRead(to: 900_000, aheadOfGap: 0, at: at(milliseconds: 1_100))
    #expect(buffer.size == 200_000)
  }

  @Test func `Without a measured round trip it stays`() {
    var buffer = ReceiveBuffer(TCPConfiguration())
    buffer.noteRead(to: 900_000, aheadOfGap: 0, at: at(milliseconds: 9_000))
    #expect(buffer.size == 131_072)
  }

  @Test func `A bulk transfer on a long path opens the window beyond where it began`() {
    var client = TCPConfiguration()
    client.sendBuffer = client.sendBufferMaximum
    var pair = TCPPair(client: client)
    pair.establish()
    pair.write(.client, 3_000_000)
    pair.run(for: .seconds(3))
    #expect(pair[.server].receivedEnd == 3_000_000)
    let windows = pair.log.filter { $0.side == .server }.map(\.window)
    #expect(windows.max() ?? 0 > 1_000_000)
    #expect(pair[.client].retransmissionCount == 0)
  }
}
