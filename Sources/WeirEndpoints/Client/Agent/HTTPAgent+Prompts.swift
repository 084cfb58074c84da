internal import WeirHTTP
internal import WeirPrimitives

/// What is left of the body of a request over HTTP/2.
struct UnsentPrompt: Sendable {
  let stream: UInt32
  /// On whose behalf, for the request's mark.
  let consumer: UInt32
  var bytes: [UInt8]
}

extension HTTP2Session {
  /// Forgets what is left of a stream's prompt; returns whether anything was.
  @discardableResult
  mutating func forgetPrompt(of stream: UInt32) -> Bool {
    guard let place = prompts.firstIndex(where: { $0.stream == stream }) else { return false }
    prompts.remove(at: place)
    return true
  }
}

// HTTP/2: bodies of requests, which wait for windows as those of responses do.
extension HTTPAgent {
  /// Writes what the windows let through of the prompts that wait on a connection.
  mutating func sendPrompts(_ number: UInt32, into effects: inout Effects) {
    guard let place = connections[Int(number)].session.map(Int.init) else { return }
    for index in sessions[place].prompts.indices {
      var prompt = sessions[place].prompts[index]
      guard sessions[place].machine.sendWindow(ofStream: prompt.stream) > 0 else { continue }
      flush(connections[Int(number)].socket, into: &effects)
      effects.write(on: connections[Int(number)].socket) { bytes, marks in
        let start = bytes.count
        Self.write(&prompt.bytes, of: prompt.stream, &sessions[place].machine, into: &bytes)
        if prompt.bytes.isEmpty { Self.mark(bytes, from: start, for: prompt.consumer, in: &marks) }
      }
      sessions[place].prompts[index] = prompt
    }
    sessions[place].prompts.removeAll(where: \.bytes.isEmpty)
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
