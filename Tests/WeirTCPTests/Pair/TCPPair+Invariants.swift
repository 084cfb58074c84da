import Testing
import WeirPrimitives

@testable import WeirTCP

extension TCPPair {
  /// What an observer of the path knows of each direction, kept apart from the machines.
  struct Watch {
    /// Bytes each side's application wrote.
    var written: [UInt64] = [0, 0]
    /// Stream bytes of each sender that reached the other side.
    var arrived: [[Bool]] = [[], []]
    /// Behind the bytes of each sender that reached the other side without a gap.
    var prefix = [0, 0]
    /// The highest position each side has been allowed to send up to.
    var allowed: [SequencePosition] = [1, 1]
    var lastReceivedEnd: [UInt64] = [0, 0]
    var lastAdvertised: [SequencePosition] = [0, 0]

    mutating func leaves(_ segment: Segment, from side: Side, in pair: TCPPair) {
      let end = pair[side]
      expectInvariants(of: segment, from: end)
      guard segment.payloadLength > 0, !segment.flags.contains(.rst) else { return }
      let position = SequencePosition.nearest(
        to: end.next, sequenceNumber: segment.sequence, initial: end.sendInitial)!
      let last = position + SequencePosition(segment.payloadLength)
      #expect(last <= allowed[side.rawValue], "a segment of \(side) leaves the peer's window")
      #expect(last - 1 <= written[side.rawValue], "\(side) sends what nobody wrote")
      #expect(segment.payloadLength <= UInt32(end.segmentSize))
    }

    mutating func arrives(_ segment: Segment, at side: Side, in pair: TCPPair) {
      let sender = pair[side.other]
      if segment.flags.contains(.ack), !segment.flags.contains(.rst) {
        let end = pair[side]
        let told = SequencePosition.nearest(
          to: end.next, sequenceNumber: segment.acknowledgment, initial: end.sendInitial)
        if let told {
          let limit = told + SequencePosition(segment.window)
          allowed[side.rawValue] = max(allowed[side.rawValue], limit)
        }
      }
      guard segment.payloadLength > 0 else { return }
      let position = SequencePosition.nearest(
        to: sender.next, sequenceNumber: segment.sequence, initial: sender.sendInitial)
      guard let position, position > 0 else { return }
      let index = side.other.rawValue
      let first = Int(position) - 1
      let last = first + Int(segment.payloadLength)
      guard last <= 1 << 24 else { return }  // a forged segment
      if arrived[index].count < last {
        arrived[index] += Array(repeating: false, count: last - arrived[index].count)
      }
      for offset in first..<last { arrived[index][offset] = true }
      while prefix[index] < arrived[index].count, arrived[index][prefix[index]] {
        prefix[index] += 1
      }
    }
  }

  /// What holds after every step.
  mutating func checkInvariants(of side: Side) {
    let end = self[side]
    let index = side.rawValue
    let sender = side.other.rawValue
    let received = end.receivedEnd
    #expect(received <= UInt64(watch.prefix[sender]), "\(side) claims what has not arrived")
    #expect(received >= watch.lastReceivedEnd[index], "the stream of \(side) runs backwards")
    watch.lastReceivedEnd[index] = received
    #expect(end.advertisedEnd >= watch.lastAdvertised[index], "\(side) takes its window back")
    watch.lastAdvertised[index] = end.advertisedEnd
    #expect(end.acknowledgedEnd <= self[side.other].receivedEnd, "\(side) believes too much")
    expectInvariants(of: end)
  }
}
