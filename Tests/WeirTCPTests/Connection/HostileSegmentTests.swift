import Testing
import WeirPrimitives

@testable import WeirTCP

/// What a peer that errs or lies can do: nothing but end its own connection.
@Suite struct HostileSegmentTests {
  @Test func `Two ends that disagree about what was sent do not answer each other for ever`() {
    var left = TCPConnection.fixture(.established)
    var right = TCPConnection.fixture(.established)
    right.receiveInitial = Segment.ownInitial
    var effects = TCPEffects()
    left.receive(.fromPeer(.ack, at: 1, acknowledging: 500), at: .zero, into: &effects)
    var exchanged = 0
    while let segment = effects.segments.popLast(), exchanged < 100 {
      exchanged += 1
      swap(&left, &right)
      left.receive(segment, at: .zero, into: &effects)
    }
    #expect(exchanged < 3)
  }

  @Test func `Challenges are answered at most twice a second`() {
    var end = TCPConnection.fixture(.established)
    var effects = TCPEffects()
    for millisecond in 0..<1_000 {
      end.receive(.fromPeer(.rst, at: 7), at: at(milliseconds: Int64(millisecond)), into: &effects)
    }
    #expect(effects.segments.count == 2)
  }

  @Test func `A FIN before the end of what has arrived is no end of the stream`() {
    var end = TCPConnection.fixture(.established)
    var effects = TCPEffects()
    end.receive(.fromPeer(.ack, at: 1, length: 100), at: .zero, into: &effects)
    end.read(upTo: 100, at: .zero, into: &effects)
    end.acknowledged = 1
    end.receive(.fromPeer([.fin, .ack], at: 1, length: 50), at: .zero, into: &effects)
    #expect(end.receivedEnd == 100)
    #expect(!end.hasReachedEndOfStream)
    #expect(end.state == .established)
  }

  @Test func `Data beyond the FIN is cut off, however it arrives`() {
    var end = TCPConnection.fixture(.established)
    var effects = TCPEffects()
    end.receive(.fromPeer(.ack, at: 101, length: 100), at: .zero, into: &effects)
    end.receive(.fromPeer([.fin, .ack], at: 51, length: 100), at: .zero, into: &effects)
    end.receive(.fromPeer(.ack, at: 1, length: 80), at: .zero, into: &effects)
    #expect(end.receivedEnd == 150)
    #expect(end.state == .closeWait)
    #expect(end.reassembly.isEmpty)
  }

  @Test func `An old acknowledgment does not bring an old window back`() {
    var end = TCPConnection.fixture(.established)
    var effects = TCPEffects()
    end.write(100_000, at: .zero, into: &effects)
    end.receive(.fromPeer(.ack, at: 1, window: 90_000), at: .zero, into: &effects)
    #expect(end.peerWindowEnd == 100_001)
    end.receive(
      .fromPeer(.ack, at: 1, acknowledging: 1_449, window: 120_000), at: .zero, into: &effects)
    #expect(end.peerWindowEnd == 121_449)
    end.receive(.fromPeer(.ack, at: 1, window: 10), at: .zero, into: &effects)
    #expect(end.peerWindowEnd == 121_449)
  }
}
