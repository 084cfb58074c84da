internal import WeirPrimitives
internal import WeirTCP

/// A byte of a stream whose segment is lost, so often, at the reader's door.
struct DropWire {
  /// The end that writes the stream.
  let writer: SocketHandle
  /// The offset of the byte, counted from zero.
  let offset: UInt64
  /// The rule that says so.
  let rule: UInt32
  /// Transmissions still to be lost.
  var remaining: UInt32
  var hasActed = false
}

/// Losses of chosen segments: a box at the reader's end of the way drops them, and does no more.
extension Network {
  /// Lets the next so many transmissions of the byte at a stream offset get lost.
  ///
  /// Told by ``trippedWires`` at the first of them. On a connection that is gone, never.
  public mutating func dropSegments(
    _ rule: UInt32, writer: SocketHandle, carrying offset: UInt64, count: UInt32
  ) {
    let pending = dropWires
    dropWires = pending.filter { directory.place(of: $0.writer) != nil }
    guard directory.place(of: writer) != nil, count > 0 else { return }
    dropWires.append(
      DropWire(writer: writer, offset: offset, rule: rule, remaining: count))
  }

  /// Whether a segment that has come to its reader is to be lost.
  mutating func isDropped(_ segment: Segment, from sender: EndPlace) -> Bool {
    guard segment.payloadLength > 0 else { return false }
    let writer = handle(of: sender)
    var first: UInt64?
    for index in dropWires.indices where dropWires[index].writer == writer {
      let start = first ?? streamOffset(of: segment, at: sender.peer)
      first = start
      let wire = dropWires[index]
      guard start <= wire.offset, wire.offset < start + UInt64(segment.payloadLength) else {
        continue
      }
      if !wire.hasActed {
        trippedWires.append(Tripwire(writer: writer, offset: wire.offset, rule: wire.rule))
      }
      dropWires[index].hasActed = true
      dropWires[index].remaining -= 1
      tap?.drops(writer.connection, because: wire.rule)
      if wire.remaining == 1 { dropWires.remove(at: index) }
      return true
    }
    return false
  }
}
