import Testing
import WeirPrimitives

@testable import WeirTCP

/// One end whose peer is written out segment by segment.
///
/// Offsets count from the first byte, times in milliseconds from the end of the handshake, which
/// measures a round trip of 100 ms. A full segment has 1,000 bytes. Every step checks what must
/// hold whatever happens.
struct LoneEnd {
  /// When the handshake ends.
  static let start = at(milliseconds: 100)
  static let segment = 1_000

  var end: TCPConnection
  var now = LoneEnd.start
  /// What was sent and not yet taken.
  private(set) var segments: [(at: Instant, segment: Segment)] = []
  private(set) var signals: TCPSignals = []
  private(set) var failure: TCPFailure?
  private var effects = TCPEffects()
  private var advertised: SequencePosition = 0
  /// The time on the peer's clock behind that of this end, in milliseconds.
  private let peerClock: UInt32 = 77_000

  /// The SYN of a peer; without options given, of one that offers everything.
  static func syn(
    offering options: SegmentOptions = [.timestamps, .selectiveAcknowledgments, .windowScale]
  ) -> Segment {
    var syn = Segment.fromPeer(.syn, at: 0, window: 64_000)
    syn.maximumSegmentSize = UInt16(segment) + (options.contains(.timestamps) ? 12 : 0)
    syn.options = options
    syn.windowShift = 7
    syn.timestamp = 77_000
    return syn
  }

  /// A server whose handshake has just ended.
  init(
    window: UInt32 = 8_000_000, syn: Segment = LoneEnd.syn(),
    _ change: (inout TCPConfiguration) -> Void = { _ in }
  ) {
    var configuration = TCPConfiguration()
    configuration.sendBuffer = configuration.sendBufferMaximum
    change(&configuration)
    end = TCPConnection(configuration: configuration, initialSequence: Segment.ownInitial)
    end.accept(syn, at: .zero, into: &effects)
    effects.removeAll()
    receive(.fromPeer(.ack, at: 1, window: window), echo: -100)
    segments = []
    signals = []
  }

  // MARK: The application

  mutating func write(_ count: Int, more: Bool = false) {
    act { $0.write(count, more: more, at: $1, into: &$2) }
  }

  /// Writes so many full segments.
  mutating func write(segments count: Int) { write(count * Self.segment) }

  mutating func act(_ body: (inout TCPConnection, Instant, inout TCPEffects) -> Void) {
    body(&end, now, &effects)
    finishStep()
  }

  // MARK: The peer

  /// Hands in a segment; `echo` is the time in milliseconds whose timestamp it echoes.
  mutating func receive(_ segment: Segment, echo: Int64? = nil) {
    var segment = segment
    if end.usesTimestamps || end.state == .synReceived && !segment.flags.contains(.syn) {
      segment.options.insert(.timestamps)
      if segment.timestamp == 0 { segment.timestamp = peerTime }
      let echoed =
        echo.map { Self.start + .milliseconds($0) }
        ?? Instant(nanoseconds: max(0, now.nanoseconds - 100_000_000))
      if segment.timestampEcho == 0 { segment.timestampEcho = end.timestamp(at: echoed) }
    }
    act { $0.receive(segment, at: $1, into: &$2) }
  }

  var peerTime: UInt32 { peerClock + UInt32(now.nanoseconds / 1_000_000) }

  /// The peer acknowledges up to an offset, and blocks ahead of it; the first may be a D-SACK.
  mutating func acknowledge(
    _ offset: Int, _ blocks: Range<Int>..., echo: Int64? = nil, window: UInt32 = 8_000_000,
    at milliseconds: Int64? = nil
  ) {
    if let milliseconds { run(until: milliseconds) }
    var segment = Segment.fromPeer(
      .ack, at: UInt32(truncatingIfNeeded: end.received), acknowledging: UInt32(offset + 1),
      window: window)
    for block in blocks {
      segment.blocks.append(
        SelectiveBlocks.Block(
          start: Segment.ownInitial &+ UInt32(block.lowerBound + 1),
          end: Segment.ownInitial &+ UInt32(block.upperBound + 1)))
    }
    receive(segment, echo: echo)
  }

  /// The peer sends bytes from an offset of its own stream.
  mutating func data(
    _ offset: Int, _ length: Int, _ flags: SegmentFlags = .ack, at milliseconds: Int64? = nil
  ) {
    if let milliseconds { run(until: milliseconds) }
    receive(
      .fromPeer(
        flags, at: UInt32(offset + 1), acknowledging: UInt32(end.acknowledgedEnd + 1),
        length: UInt32(length), window: 8_000_000))
  }

  // MARK: Time

  /// Runs the timers up to and at a time, and stands there.
  mutating func run(until milliseconds: Int64) {
    let limit = Self.start + .milliseconds(milliseconds)
    while end.nextDeadline <= limit {
      now = max(now, end.nextDeadline)
      act { $0.timerFired(at: $1, into: &$2) }
      #expect(end.nextDeadline > now, "a timer is left in the past in \(end.state)")
    }
    now = max(now, limit)
  }

  var milliseconds: Int64 { now.elapsed(since: Self.start).nanoseconds / 1_000_000 }

  /// When the next timer is due, in milliseconds; nil when none is.
  var deadline: Double? {
    guard end.nextDeadline != .distantFuture else { return nil }
    return Double(end.nextDeadline.elapsed(since: Self.start).nanoseconds) / 1e6
  }

  // MARK: What was sent

  /// Takes what was sent, such as `100ms 0+1000` or `140ms ACK 500`.
  mutating func lines() -> [String] { take().map { line($0.at, $0.segment) } }

  /// Takes what was sent, with the blocks of each, such as `ACK 0 [2000..<3000]`.
  mutating func reports() -> [String] {
    take().map { _, segment in
      let initial = Segment.peerInitial &+ 1
      let blocks = (0..<Int(segment.blocks.count)).map { index in
        let block = segment.blocks[index]
        return " \(block.start &- initial)..<\(block.end &- initial)"
      }
      return "ACK \(segment.acknowledgment &- initial)\(blocks.joined())"
    }
  }

  mutating func take() -> [(at: Instant, segment: Segment)] {
    defer { segments = [] }
    return segments
  }

  private func line(_ instant: Instant, _ segment: Segment) -> String {
    let time = text(Instant.zero + instant.elapsed(since: Self.start))
    let offset = Int32(bitPattern: segment.sequence &- Segment.ownInitial &- 1)
    let acknowledged = segment.acknowledgment &- Segment.peerInitial &- 1
    if segment.flags.contains(.rst) { return "\(time) RST \(offset)" }
    if segment.flags.contains(.syn) { return "\(time) SYN" }
    if segment.sequenceLength == 0 {
      // A probe lies one before what is acknowledged.
      if offset < Int32(end.acknowledgedEnd) { return "\(time) PROBE \(offset)" }
      return "\(time) ACK \(acknowledged)"
    }
    return "\(time) \(segment.flags.contains(.fin) ? "FIN " : "")\(offset)+\(segment.payloadLength)"
  }

  private mutating func finishStep() {
    for segment in effects.segments {
      segments.append((now, segment))
      expectInvariants(of: segment, from: end)
    }
    signals.formUnion(effects.signals)
    if let failure = effects.failure { self.failure = failure }
    effects.removeAll()
    expectInvariants(of: end)
    #expect(end.advertisedEnd >= advertised, "the window is taken back")
    advertised = end.advertisedEnd
  }
}
