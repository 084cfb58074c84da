internal import WeirHTTP
internal import WeirPrimitives

// HTTP/2: bodies of requests, which wait for windows as those of responses do.
extension HTTPAgent {
  /// Writes what the windows let through of the bodies that wait on a connection.
  mutating func sendBodies(_ number: UInt32, into effects: inout Effects) {
    guard let place = connections[Int(number)].session.map(Int.init) else { return }
    for slot in sessions[place].slots
    where slot != Self.noSlot && !requests[Int(slot)].body.isEmpty {
      let (stream, consumer) = (requests[Int(slot)].stream, requests[Int(slot)].consumer)
      guard sessions[place].machine.sendWindow(ofStream: stream) > 0 else { continue }
      flush(connections[Int(number)].socket, into: &effects)
      effects.write(on: connections[Int(number)].socket) { bytes, marks in
        let start = bytes.count
        Self.write(
          &requests[Int(slot)].body, of: stream, &sessions[place].machine, into: &bytes)
        if requests[Int(slot)].body.isEmpty {
          Self.mark(bytes, from: start, for: consumer, in: &marks)
        }
      }
    }
  }

  /// Writes as much of a body as the windows let through, and keeps the rest.
  static func write(
    _ body: inout [UInt8], of stream: UInt32, _ machine: inout HTTP2Connection,
    into bytes: inout [UInt8]
  ) {
    while !body.isEmpty {
      let written = machine.writeData(stream: stream, body.span, endsStream: true, into: &bytes)
      guard written.count > 0 else { return }
      body.removeFirst(written.count)
    }
  }

  /// Marks the end of a request; bytes that were written before the last ones are left out.
  static func mark(
    _ bytes: [UInt8], from start: Int, for consumer: UInt32, in marks: inout [Mark]
  ) {
    marks.append(
      Mark(
        end: UInt64(bytes.count), length: UInt32(bytes.count - start), stream: Mark.request,
        number: consumer))
  }
}
