internal import WeirPrimitives

/// When to acknowledge: at once, with the reply, when the application reads, or after 40 ms.
///
/// Not modelled: the adaptation of the delay (`icsk_ack.ato` between 40 and 200 ms); holding back
/// while the application does not read.
extension TCPConnection {
  /// TCP_MAX_QUICKACKS.
  static let maximumQuickAcknowledgments: UInt8 = 16

  /// Takes note of data in order: `tcp_event_data_recv`.
  ///
  /// After a pause the peer may be in slow start, which lives on acknowledgments.
  mutating func noteArrival(at now: Instant) {
    if lastReceivedAt == .zero || now.elapsed(since: lastReceivedAt) > retransmissionTimeout {
      quickAcknowledgments = Self.maximumQuickAcknowledgments
    }
    lastReceivedAt = now
  }

  /// Takes note of the likely end of a write: `tcp_measure_rcv_mss`.
  mutating func notePush(_ segment: Segment) {
    if segment.payloadLength < segmentSize || segment.flags.contains(.psh), pushes < 2 {
      pushes += 1
    }
  }

  /// Decides about the acknowledgment of a segment that used sequence numbers.
  ///
  /// `__tcp_ack_snd_check`: at once if told so, in quick mode, or for more than one full segment.
  mutating func scheduleAcknowledgment(
    isUrgent: Bool, at now: Instant, into effects: inout TCPEffects
  ) {
    let isQuick = quickAcknowledgments > 0 && !isInteractive
    let isMuch = received - acknowledged > SequencePosition(segmentSize)
    if isUrgent || isQuick || isMuch {
      sendAcknowledgment(into: &effects)
    } else if acknowledgeAt == .distantFuture {
      acknowledgeAt = now + configuration.delayedAcknowledgment
    } else if acknowledgeAt <= now + configuration.delayedAcknowledgment / 4 {
      sendAcknowledgment(into: &effects)  // it is as good as due: tcp_send_delayed_ack
    }
  }

  mutating func enterQuickAcknowledgment() {
    quickAcknowledgments = Self.maximumQuickAcknowledgments
    isInteractive = false
  }

  /// Whether a held-back acknowledgment goes now that the application has read: `tcp_cleanup_rbuf`.
  ///
  /// The end of a write goes when all is read, unless a reply is likely to carry it; the second
  /// end of a write goes in any case.
  @inline(__always) var acknowledgesRead: Bool {
    guard acknowledgeAt != .distantFuture, readEnd - 1 == receivedEnd else { return false }
    return pushes > 1 || pushes == 1 && !isInteractive
  }
}
