import WeirPrimitives

@testable import WeirTCP

extension TCPPair {
  /// One segment as it was sent.
  struct Sent {
    var at: Instant
    var side: Side
    var flags: SegmentFlags
    /// Stream offset of the first byte; the SYN is at -1.
    var offset: Int64
    var length: Int
    /// The stream offset it acknowledges up to; a FIN counts one.
    var acknowledges: Int64
    var window: Int
    var isDropped: Bool

    init(at: Instant, side: Side, segment: Segment, end: TCPConnection, fault: Fault?) {
      self.at = at
      self.side = side
      flags = segment.flags
      let position = SequencePosition.nearest(
        to: end.next, sequenceNumber: segment.sequence, initial: end.sendInitial)
      offset = Int64(position ?? 0) - 1
      length = Int(segment.payloadLength)
      let acknowledged = SequencePosition.nearest(
        to: end.received, sequenceNumber: segment.acknowledgment, initial: end.receiveInitial)
      acknowledges = Int64(acknowledged ?? 0) - 1
      window = Int(segment.window)
      if case .drop = fault { isDropped = true } else { isDropped = false }
    }

    /// Such as `50ms client PSH 0+100`; of a plain acknowledgment, `50ms client ACK 100`.
    var line: String {
      let head = "\(text(at)) \(side)"
      if flags == .ack, length == 0 { return "\(head) ACK \(acknowledges)" }
      var names: [String] = []
      if flags.contains(.syn) { names.append("SYN") }
      if flags.contains(.fin) { names.append("FIN") }
      if flags.contains(.rst) { names.append("RST") }
      if flags.contains(.psh) { names.append("PSH") }
      if flags.contains(.ack), flags.contains(.syn) { names.append("ACK") }
      if names.isEmpty { names.append("DATA") }
      if flags.contains(.syn) { return "\(head) \(names.joined(separator: "+"))" }
      let range = flags.contains(.rst) ? "" : " \(offset)+\(length)"
      return "\(head) \(names.joined(separator: "+"))\(range)"
    }
  }

  /// One telling of the application.
  struct Told {
    var at: Instant
    var side: Side
    var signals: TCPSignals
    var failure: TCPFailure?
  }

  var lines: [String] { log.map(\.line) }

  func lines(from side: Side) -> [String] { log.filter { $0.side == side }.map(\.line) }

  /// Data segments of a side.
  func data(from side: Side) -> [Sent] { log.filter { $0.side == side && $0.length > 0 } }

  /// When a side sent anything, in milliseconds.
  func instants(from side: Side) -> [Double] {
    log.filter { $0.side == side }.map { Double($0.at.nanoseconds) / 1e6 }
  }

  /// When a side was told something first.
  func instant(_ signal: TCPSignals, _ side: Side) -> Instant? {
    told.first { $0.side == side && $0.signals.contains(signal) }?.at
  }

  func failure(_ side: Side) -> TCPFailure? {
    told.last { $0.side == side && $0.failure != nil }?.failure
  }
}

/// An instant in milliseconds, exact.
func text(_ instant: Instant) -> String {
  let (whole, rest) = instant.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
  if rest == 0 { return "\(whole)ms" }
  var digits = String(rest + 1_000_000).dropFirst()
  while digits.last == "0" { digits.removeLast() }
  return "\(whole).\(digits)ms"
}

func at(milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
