internal import WeirPrimitives

extension TCPConnection {
  /// Bytes that still fit into the receive buffer.
  @inline(__always) var freeReceiveSpace: UInt32 {
    let held = received - min(received, readEnd) + SequencePosition(reassembly.byteCount)
    return receiveBuffer.capacity - min(receiveBuffer.capacity, UInt32(clamping: held))
  }

  /// The window as last told.
  @inline(__always) var currentWindow: UInt32 {
    UInt32(advertisedEnd > received ? advertisedEnd - received : 0)
  }

  /// Behind the last byte we let the peer send: what the buffer has room for, never taken back.
  ///
  /// `__tcp_select_window`: a nearly full buffer opens no further, so that the peer sends no silly
  /// segments, RFC 9293 section 3.8.6.2.2; what is offered is a multiple of the window's unit.
  @inline(__always) var offeredEnd: SequencePosition {
    let unit = SequencePosition(1) << SequencePosition(windowShift)
    let current = SequencePosition(currentWindow)
    var free = freeReceiveSpace
    let capacity = receiveBuffer.capacity
    if free < capacity / 2 {
      free = (free >> UInt32(windowShift)) << UInt32(windowShift)
      if free < capacity / 16 || free < min(UInt32(acknowledgments.receivedSize), capacity) {
        free = 0
      }
    }
    var offer = min(free, receiveBuffer.threshold)
    if windowShift == 0 { offer = min(offer, 65_535) }
    let window = max(SequencePosition(offer), current)
    return received + ((window + unit - 1) & ~(unit - 1))
  }

  /// The window for an outgoing segment; takes note that everything received is acknowledged.
  mutating func tellWindow() -> UInt32 {
    if freeReceiveSpace < receiveBuffer.capacity / 2 { acknowledgments.calm() }
    acknowledgments.noteAcknowledged(
      isNews: received > acknowledged, minimumDelay: settings.values.delayedAcknowledgment)
    acknowledged = received
    advertisedEnd = max(advertisedEnd, offeredEnd)
    return currentWindow
  }

  /// Whether what was read opens the window by so much that the peer must hear of it.
  ///
  /// `tcp_cleanup_rbuf`: it doubles. From a closed window that is any opening.
  @inline(__always) var opensWindow: Bool {
    guard !hasReachedEndOfStream else { return false }
    let window = SequencePosition(currentWindow)
    guard 2 * window <= SequencePosition(receiveBuffer.capacity) else { return false }
    let opened = offeredEnd - received
    return opened > 0 && opened >= 2 * window
  }
}
