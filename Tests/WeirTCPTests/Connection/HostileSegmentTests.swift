import TestSupport
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

/// Segments with any bits at any time, from a peer that knows the numbers.
@Suite struct ForgedSegmentTests {
  @Test(arguments: [0..<100, 100..<200] as [Range<UInt64>])
  func `Nothing a peer sends traps, or breaks what holds for an end`(seeds: Range<UInt64>) {
    for seed in seeds {
      var forger = Forger(seed: seed)
      for _ in 0..<150 { forger.step() }
    }
  }
}

private struct Forger {
  private var choices: TestChoices
  private var end: LoneEnd

  init(seed: UInt64) {
    var choices = TestChoices(seed: seed)
    let offered = SegmentOptions(rawValue: UInt8(choices.below(8)))
    let isReno = choices.below(2) == 0
    let buffer = [4_000, 131_072][choices.below(2)] as UInt32
    let usesCork = choices.below(4) == 0
    end = LoneEnd(window: UInt32(choices.below(100_000)), syn: LoneEnd.syn(offering: offered)) {
      $0.congestion = isReno ? .reno : .cubic
      $0.receiveBuffer = buffer
      $0.cork = usesCork
      $0.keepAlive = .init(idle: .seconds(3), interval: .seconds(1), count: 5)
    }
    self.choices = choices
  }

  mutating func step() {
    switch choices.below(8) {
    case 0:
      if end.end.acceptsWrites { end.write(choices.below(6_000), more: choices.below(4) == 0) }
    case 1: readSome()
    case 2: end.run(until: end.milliseconds + Int64(choices.below(700)))
    case 3 where choices.below(40) == 0: end.act { $0.finish(at: $1, into: &$2) }
    case 4 where choices.below(60) == 0:
      let mtu = UInt16(choices.below(1_500))
      end.act { $0.pathMTUReported(mtu, at: $1, into: &$2) }
    default: end.receive(segment())
    }
    _ = end.take()
  }

  private mutating func readSome() {
    let unread = Int(end.end.receivedEnd - (end.end.readEnd - 1))
    guard unread > 0, end.end.state != .closed else { return }
    let offset = end.end.readEnd - 1 + UInt64(choices.below(unread) + 1)
    end.act { $0.read(upTo: offset, at: $1, into: &$2) }
  }

  /// A number near to one that means something.
  private mutating func near(_ position: SequencePosition, initial: UInt32) -> UInt32 {
    let number = position.sequenceNumber(initial: initial)
    switch choices.below(12) {
    case 0: return UInt32(truncatingIfNeeded: choices.next())
    case 1..<6: return number
    default: return number &+ UInt32(choices.below(8_000)) &- 4_000
    }
  }

  private mutating func segment() -> Segment {
    var flags: SegmentFlags = .ack
    if choices.below(12) == 0 { flags = SegmentFlags(rawValue: UInt8(choices.below(32))) }
    if choices.below(30) != 0 { flags.remove(.rst) }
    let told =
      choices.below(2) == 0
      ? end.end.next : end.end.unacknowledged + UInt64(choices.below(3_000))
    var segment = Segment(
      sequence: near(end.end.received, initial: Segment.peerInitial),
      acknowledgment: near(told, initial: Segment.ownInitial),
      payloadLength: choices.below(3) == 0 ? UInt32(choices.below(3_000)) : 0,
      window: UInt32(choices.below(60_000)), flags: flags)
    if choices.below(20) == 0 { segment.payloadLength = UInt32(truncatingIfNeeded: choices.next()) }
    if choices.below(10) == 0 { segment.window = UInt32(truncatingIfNeeded: choices.next()) }
    segment.options = SegmentOptions(rawValue: UInt8(choices.below(8)))
    if choices.below(4) == 0 {
      segment.timestamp = UInt32(truncatingIfNeeded: choices.next())
      segment.timestampEcho = UInt32(truncatingIfNeeded: choices.next())
    }
    for _ in 0..<choices.below(4) {
      let start = end.end.unacknowledged + UInt64(choices.below(8_000))
      segment.blocks.append(
        .init(
          start: near(start, initial: Segment.ownInitial),
          end: near(start + UInt64(choices.below(4_000)), initial: Segment.ownInitial)))
    }
    return segment
  }
}
