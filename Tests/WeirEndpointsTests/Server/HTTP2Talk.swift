import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

/// A response on a stream of HTTP/2, as a client reads it.
struct StreamedResponse: Equatable {
  var status = 0
  var headers: [String] = []
  var body: [UInt8] = []
  var isWhole = false
  var reset: HTTP2ErrorCode?

  var text: String { String(decoding: body, as: UTF8.self) }
  var events: [String] { readEvents(text) }
}

/// A client of HTTP/2 on a socket of a server that is driven by hand.
struct HTTP2Talk {
  var bench: Bench<StreamServer>
  let socket: UInt32
  private var client: HTTP2Connection
  private var output: [UInt8] = []
  private var position = 0
  /// Responses by stream; those never asked for are empty.
  private(set) var responses: [StreamedResponse] = []
  /// Everything else that came, in words.
  private(set) var log: [String] = []
  /// Whether what arrives is read by the program, which gives its credit back.
  var reads = true
  /// Whether bytes go to the server one by one.
  var cuts = false

  init(
    _ bench: Bench<StreamServer>, on socket: UInt32 = 0, window: UInt32 = 65_535,
    credit: HTTP2ConnectionCredit = .onReceipt
  ) {
    self.bench = bench
    self.socket = socket
    var options = HTTP2Options()
    options.settings.initialWindow = window
    options.connectionCredit = credit
    client = HTTP2Connection(.client, options: options)
    client.start(into: &output)
  }

  /// Opens the connection and sends the preface.
  mutating func open() {
    bench.give(.accepted(SocketID(socket), port: 80))
    exchange()
  }

  subscript(stream: UInt32) -> StreamedResponse {
    Int(stream) < responses.count ? responses[Int(stream)] : StreamedResponse()
  }

  /// Asks; returns the stream, 0 where the server allows none.
  @discardableResult
  mutating func ask(
    _ line: String, _ fields: [(StaticString, StaticString)] = [], by consumer: UInt32? = nil
  ) -> UInt32 {
    let parts = line.split(separator: " ")
    var headers = HTTPHeaderList()
    for (name, value) in fields { headers.append(name, value) }
    let head = HTTP2RequestHead(
      method: parts[0] == "POST" ? .post : .get, scheme: Array("http".utf8),
      authority: Array("api".utf8), path: Array(parts[1].utf8), headers: headers)
    send()
    let stream = client.request(head, endsStream: true, into: &output) ?? 0
    send(by: consumer)
    exchange()
    return stream
  }

  mutating func reset(_ stream: UInt32) {
    client.reset(stream: stream, .cancel, into: &output)
    exchange()
  }

  mutating func ping() {
    client.ping(7, into: &output)
    exchange()
  }

  /// Gives credit for so many bytes of a stream.
  mutating func consume(_ count: Int, of stream: UInt32) {
    client.returnCredit(stream: stream, count, into: &output)
    exchange()
  }

  mutating func run(until milliseconds: Int64) {
    // In steps, for what the client says in between.
    while bench.now < .zero + .milliseconds(milliseconds) {
      let due = bench.nextDue ?? .distantFuture
      bench.run(until: min(due, .zero + .milliseconds(milliseconds)))
      exchange()
    }
  }

  /// Exchanges bytes until neither has any more.
  mutating func exchange() {
    repeat {
      send()
      read()
    } while !output.isEmpty
  }

  private mutating func send(by consumer: UInt32? = nil) {
    var bytes: [UInt8] = []
    swap(&bytes, &output)
    if bytes.isEmpty { return }
    let mark = consumer.map {
      Mark(
        end: UInt64(bytes.count), length: UInt32(bytes.count), stream: Mark.request, number: $0)
    }
    guard cuts else {
      return bench.receive(bytes, marks: mark.map { [$0] } ?? [], on: socket)
    }
    for (index, byte) in bytes.enumerated() {
      let isLast = index == bytes.count - 1
      let last = mark.map { Mark(end: 1, length: $0.length, stream: $0.stream, number: $0.number) }
      bench.receive([byte], marks: isLast ? last.map { [$0] } ?? [] : [], on: socket)
    }
  }

  private mutating func read() {
    guard Int(socket) < bench.written.count else { return }
    let bytes = bench.written[Int(socket)]
    while let event = client.next(
      in: bytes.span, at: &position, now: bench.now, into: &output)
    {
      take(event, bytes)
      if case .violation = event { return }
    }
  }

  private mutating func take(_ event: HTTP2Event, _ bytes: [UInt8]) {
    switch event {
    case .head(let stream, _):
      while responses.count <= Int(stream) { responses.append(StreamedResponse()) }
      responses[Int(stream)].status = client.responseHead.status
      responses[Int(stream)].headers = client.responseHead.headers.map {
        String(decoding: $0.name, as: UTF8.self) + ": " + String(decoding: $0.value, as: UTF8.self)
      }
    case .data(let stream, let range):
      responses[Int(stream)].body += bytes[range]
      log.append("\(stream): \(range.count)")
      if reads { client.returnCredit(stream: stream, range.count, into: &output) }
    case .end(let stream): responses[Int(stream)].isWhole = true
    case .reset(let stream, let code):
      while responses.count <= Int(stream) { responses.append(StreamedResponse()) }
      responses[Int(stream)].reset = code
    case .settings: log.append("settings, \(client.peerStreamLimit ?? -1) streams")
    case .goAway(let last, let code): log.append("goaway \(last) \(code)")
    case .settingsAcknowledged, .windowOpened: break
    case .pong: log.append("pong")
    case .ping: log.append("ping")
    case .violation(let violation): Issue.record("the server \(violation)")
    case .trailers, .interim, .unprocessed, .streamViolation: log.append("\(event)")
    }
  }

  /// Drops what was logged and returns it.
  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }
}
