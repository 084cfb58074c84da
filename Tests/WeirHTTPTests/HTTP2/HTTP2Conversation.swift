import TestSupport
import Testing
import WeirHTTP
import WeirPrimitives

/// What one machine goes through: bytes from its peer, and calls by its application.
struct HTTP2Conversation: Sendable {
  typealias Call = @Sendable (inout HTTP2Connection, inout [UInt8]) -> Void

  enum Step: Sendable {
    case bytes([UInt8])
    case call(Call)
    case at(TimeSpan)
  }

  var role: HTTP2Connection.Role
  var options = HTTP2Options()
  var steps: [Step]

  /// A server that has got preface and SETTINGS.
  static func server(
    _ options: HTTP2Options = HTTP2Options(), settings: [UInt8] = HTTP2Wire.settings(),
    _ steps: Step...
  ) -> Self {
    let start = [Step.bytes(HTTP2Wire.preface + settings + HTTP2Wire.settingsAck)]
    return Self(role: .server, options: options, steps: start + steps)
  }

  /// A client that has got SETTINGS and sent a request, stream 1.
  static func client(
    _ options: HTTP2Options = HTTP2Options(), settings: [UInt8] = HTTP2Wire.settings(),
    method: HTTPMethod = .get, endsStream: Bool = true, _ steps: Step...
  ) -> Self {
    let start = [
      Step.bytes(settings + HTTP2Wire.settingsAck),
      .request(method, endsStream: endsStream),
    ]
    return Self(role: .client, options: options, steps: start + steps)
  }

  /// Runs it with the bytes whole.
  func run() -> HTTP2Transcript { run { [$0] } }

  /// Runs it whole, byte by byte, and with each bytes step cut at every index; all must agree.
  func runInEveryWay(sourceLocation: SourceLocation = #_sourceLocation) -> HTTP2Transcript {
    let whole = run()
    let bytewise = run { $0.map { [$0] } }
    #expect(bytewise == whole, "byte by byte", sourceLocation: sourceLocation)
    let longest = steps.reduce(0) { most, step in
      if case .bytes(let bytes) = step { return max(most, bytes.count) }
      return most
    }
    for index in 1..<max(2, min(longest, 400)) {
      let cut = run { bytes in
        index < bytes.count ? [Array(bytes[..<index]), Array(bytes[index...])] : [bytes]
      }
      if cut != whole {
        Issue.record("cut at \(index): \(cut) instead of \(whole)", sourceLocation: sourceLocation)
        break
      }
    }
    return whole
  }

  private func run(pieces: ([UInt8]) -> [[UInt8]]) -> HTTP2Transcript {
    var connection = HTTP2Connection(role, options: options)
    var transcript = HTTP2Transcript()
    var now = Instant.zero
    connection.start(into: &transcript.output)
    for step in steps {
      switch step {
      case .call(let call): call(&connection, &transcript.output)
      case .at(let time): now = Instant.zero + time
      case .bytes(let bytes):
        for piece in pieces(bytes) {
          guard transcript.take(piece, from: &connection, now: now) else { return transcript }
        }
      }
    }
    return transcript
  }
}

extension HTTP2Conversation.Step {
  static func request(_ method: HTTPMethod = .get, endsStream: Bool = true) -> Self {
    .call { connection, output in
      let head = HTTP2RequestHead(
        method: method, scheme: method == .connect ? [] : Array("http".utf8),
        authority: Array("a".utf8), path: method == .connect ? [] : Array("/".utf8))
      _ = connection.request(head, endsStream: endsStream, into: &output)
    }
  }

  static func respond(_ stream: UInt32, endsStream: Bool = false) -> Self {
    .call {
      $0.respond(
        stream: stream, status: 200, headers: HTTPHeaderList(), endsStream: endsStream, into: &$1)
    }
  }

  static func write(_ stream: UInt32, _ count: Int, endsStream: Bool = false) -> Self {
    .call {
      let bytes = [UInt8](repeating: 0x79, count: count)
      _ = $0.writeData(stream: stream, bytes.span, endsStream: endsStream, into: &$1)
    }
  }

  static func reset(_ stream: UInt32, _ code: HTTP2ErrorCode = .cancel) -> Self {
    .call { $0.reset(stream: stream, code, into: &$1) }
  }
}

/// What a machine reported and wrote, in a form that does not depend on how its input was cut.
struct HTTP2Transcript: Equatable, CustomStringConvertible {
  enum Entry: Equatable {
    case request(UInt32, HTTP2RequestHead, endsStream: Bool)
    case response(UInt32, HTTP2ResponseHead, endsStream: Bool)
    case interim(UInt32, HTTP2ResponseHead)
    case trailers(UInt32, HTTPHeaderList)
    case data(UInt32, [UInt8])
    case other(HTTP2Event)
  }

  var entries: [Entry] = []
  var output: [UInt8] = []

  var sent: [HTTP2Sent] { HTTP2Sent.all(in: output) }
  /// What is neither a head nor data.
  var events: [HTTP2Event] {
    entries.compactMap { entry in
      if case .other(let event) = entry { return event }
      return nil
    }
  }
  var requests: [HTTP2RequestHead] {
    entries.compactMap { entry in
      if case .request(_, let head, _) = entry { return head }
      return nil
    }
  }
  var responses: [HTTP2ResponseHead] {
    entries.compactMap { entry in
      if case .response(_, let head, _) = entry { return head }
      return nil
    }
  }
  func body(of stream: UInt32) -> [UInt8] {
    entries.flatMap { entry in
      if case .data(stream, let bytes) = entry { return bytes }
      return []
    }
  }

  var description: String { "\(entries), then \(sent)" }

  /// Takes the events of one piece; false after the end of the connection.
  mutating func take(
    _ piece: [UInt8], from connection: inout HTTP2Connection, now: Instant
  ) -> Bool {
    var position = 0
    while true {
      let event = connection.next(in: piece.span, at: &position, now: now, into: &output)
      guard let event else { break }
      switch event {
      case .head(let stream, let endsStream):
        entries.append(
          connection.role == .server
            ? .request(stream, connection.requestHead, endsStream: endsStream)
            : .response(stream, connection.responseHead, endsStream: endsStream))
      case .interim(let stream): entries.append(.interim(stream, connection.responseHead))
      case .trailers(let stream): entries.append(.trailers(stream, connection.trailers))
      case .data(let stream, let range): append(stream, Array(piece[range]))
      case .violation:
        entries.append(.other(event))
        return false
      default: entries.append(.other(event))
      }
    }
    #expect(position == piece.count)
    return true
  }

  private mutating func append(_ stream: UInt32, _ bytes: [UInt8]) {
    if case .data(stream, let earlier) = entries.last {
      entries[entries.count - 1] = .data(stream, earlier + bytes)
    } else {
      entries.append(.data(stream, bytes))
    }
  }
}
