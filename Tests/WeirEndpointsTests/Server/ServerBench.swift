import Testing
import WeirHTTP
import WeirPrimitives
import WeirStreaming

@testable import WeirEndpoints

/// A response as a client reads it.
struct ReadResponse: Equatable {
  var status = 0
  var headers: [String] = []
  var body = ""
  /// Whether its end has arrived.
  var isWhole = false
}

extension Bench where Program == StreamServer {
  /// A server that has been started.
  static func server(
    history: HistoryPolicy = .log, heartbeat: TimeSpan? = nil,
    publications: [ServerConfiguration.Publication] = [],
    recordings: [(name: String, recording: Recording)] = []
  ) -> Bench {
    var configuration = ServerConfiguration()
    configuration.history = history
    configuration.heartbeat = heartbeat
    configuration.publications = publications
    var bench = Bench(
      StreamServer(
        name: "api", seed: 1, configuration: configuration, recordings: recordings))
    bench.give(.start)
    return bench
  }

  /// A server that keeps a log and sends no heartbeats, with what else is wanted.
  static func server(_ change: (inout ServerConfiguration) -> Void) -> Bench {
    var configuration = ServerConfiguration()
    configuration.history = .log
    configuration.heartbeat = nil
    change(&configuration)
    var bench = Bench(StreamServer(name: "api", seed: 1, configuration: configuration))
    bench.give(.start)
    return bench
  }

  /// Opens a connection, asks, and forgets what the server said about it except the response.
  mutating func ask(
    _ line: String, _ fields: String..., on socket: UInt32, by consumer: UInt32? = nil
  ) {
    give(.accepted(SocketID(socket), port: 80))
    let request = Self.request(line, fields)
    var marks: [Mark] = []
    if let consumer {
      marks = [
        Mark(
          end: UInt64(request.count), length: UInt32(request.count), stream: Mark.request,
          number: consumer)
      ]
    }
    receive(request, marks: marks, on: socket)
  }

  /// The bytes of a request without a body.
  static func request(_ line: String, _ fields: [String] = []) -> [UInt8] {
    var text = line.contains(" HTTP/") ? line : line + " HTTP/1.1"
    text += "\r\nHost: api\r\n"
    for field in fields { text += field + "\r\n" }
    return Array((text + "\r\n").utf8)
  }

  /// The responses on a connection, of which so many are expected.
  func responses(on socket: UInt32, count: Int = 1, hasEnded: Bool = false) -> [ReadResponse] {
    var parser = HTTP1ResponseParser()
    var responses = [ReadResponse()]
    parser.expectResponse(to: .get)
    var position = 0
    let bytes = Int(socket) < written.count ? written[Int(socket)] : []
    var event = parser.next(in: bytes.span, at: &position)
    while let found = event ?? (hasEnded ? parser.endOfStream() : nil) {
      let last = responses.count - 1
      switch found {
      case .head:
        responses[last].status = parser.responseHead.status
        responses[last].headers = parser.responseHead.headers.map {
          String(decoding: $0.name, as: UTF8.self) + ": "
            + String(decoding: $0.value, as: UTF8.self)
        }
      case .body(let range):
        responses[last].body += String(decoding: bytes[range], as: UTF8.self)
      case .end:
        responses[last].isWhole = true
        guard responses.count < count else {
          #expect(position == bytes.count, "bytes behind the last response")
          return responses
        }
        responses.append(ReadResponse())
        parser.expectResponse(to: .get)
      case .violation(let violation):
        Issue.record("the server \(violation)")
        return responses
      }
      event = parser.next(in: bytes.span, at: &position)
    }
    return responses
  }

  func response(on socket: UInt32, hasEnded: Bool = false) -> ReadResponse {
    responses(on: socket, hasEnded: hasEnded)[0]
  }

  /// The events of the response on a connection: `type data #id`.
  func events(on socket: UInt32) -> [String] { readEvents(response(on: socket).body) }

  /// The ids of the events of the response on a connection.
  func ids(on socket: UInt32) -> [Int] {
    events(on: socket).compactMap { $0.split(separator: "#").last.flatMap { Int($0) } }
  }
}

/// Reads a body as a browser does: `type data #id`, and `comment`.
func readEvents(_ body: String) -> [String] {
  var parser = EventStreamParser()
  var position = 0
  var events: [String] = []
  let bytes = Array(body.utf8)
  while true {
    switch parser.next(in: bytes.span, at: &position) {
    case .needMore: return events
    case .event:
      events.append("\(parser.eventTypeText) \(parser.dataText) #\(parser.lastEventIDText)")
    case .comment: events.append("comment")
    case .retry(let time): events.append("retry \(time)")
    case .violation(let violation): Issue.record("the stream broke a limit: \(violation)")
    }
  }
}

/// A topic with so many events, one a second from the start.
func topic(_ path: String, count: Int, every: TimeSpan = .seconds(1))
  -> ServerConfiguration.Publication
{
  ServerConfiguration.Publication(
    path: path, startsAt: .zero, script: .publications(count: count, every: every))
}
