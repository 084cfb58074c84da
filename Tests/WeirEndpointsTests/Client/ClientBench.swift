import Testing
import WeirPrimitives

@testable import WeirEndpoints

extension Bench where Program == StreamClient {
  /// A client with one consumer, number 7, that asks for an answer called k.
  static func chat(
    query: String = "tokens=2", format: TokenFormat = .plain, policy: ClientPolicy = ClientPolicy()
  ) -> Bench {
    client([(.chat(query: query, format: format), policy)])
  }

  /// A client with one consumer, number 7, that follows a topic.
  static func follow(_ path: String = "/events", policy: ClientPolicy = ClientPolicy()) -> Bench {
    client([(.follow(path: path), policy)])
  }

  /// A client with consumers numbered from 7.
  static func client(_ consumers: [(ConsumerRequest, ClientPolicy)]) -> Bench {
    var client = StreamClient()
    for (index, (request, policy)) in consumers.enumerated() {
      let command = client.add(
        request, number: UInt32(7 + index), key: "k", policy: policy, host: 1, port: 80,
        hostName: "api")
      #expect(command == UInt32(index))
    }
    return Bench(client)
  }

  /// Begins and connects the first consumer on socket 0, and forgets that it did.
  mutating func begin() {
    give(.command(0))
    give(.connected(SocketID(0)))
    _ = news()
  }

  /// The request written on a socket.
  func request(on socket: UInt32) -> String { text(on: socket) }

  mutating func receiveHead(_ status: String = "200 OK", on socket: UInt32) {
    receive(
      "HTTP/1.1 \(status)\r\nContent-Type: text/event-stream\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n", on: socket)
  }
}

/// A response of events in chunks, with a mark on each.
struct MarkedResponse {
  var bytes: [UInt8]
  var marks: [Mark] = []

  init(contentType: String = "text/event-stream") {
    bytes = Array(
      "HTTP/1.1 200 OK\r\nContent-Type: \(contentType)\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
  }

  /// Appends a chunk; with a number its last byte is marked as the end of that event.
  mutating func append(_ text: String, number: UInt32? = nil) {
    bytes += Array(String(text.utf8.count, radix: 16).utf8) + Array("\r\n".utf8)
    bytes += Array(text.utf8)
    if let number {
      marks.append(
        Mark(
          end: UInt64(bytes.count), length: UInt32(text.utf8.count), stream: 5, number: number))
    }
    bytes += Array("\r\n".utf8)
  }

  mutating func end() { bytes += Array("0\r\n\r\n".utf8) }
}

extension Bench where Program == StreamClient {
  /// Hands over a response cut into reads, each with the marks that are complete in it.
  mutating func receive(_ response: MarkedResponse, cut pieces: [[UInt8]], on socket: UInt32) {
    var offset: UInt64 = 0
    for piece in pieces {
      let end = offset + UInt64(piece.count)
      let marks = response.marks.filter { $0.end > offset && $0.end <= end }.map {
        Mark(end: $0.end - offset, length: $0.length, stream: $0.stream, number: $0.number)
      }
      receive(piece, marks: marks, on: socket)
      offset = end
    }
  }
}

/// A text as one chunk of a chunked body.
func chunk(_ text: String) -> String {
  String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n"
}
