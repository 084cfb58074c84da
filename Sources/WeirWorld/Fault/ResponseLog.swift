internal import WeirNetwork

/// Which response each connection carries, for faults at positions in them.
struct ResponseLog {
  struct Response {
    let socket: SocketHandle
    let consumer: UInt32
    /// Counted from 1 for each consumer.
    let number: UInt32
    /// The stream offset of its status line.
    let start: UInt64
  }

  /// Responses so far, by consumer.
  private var counts: [UInt32] = []
  /// The last one, by connection: of its two ends one answers.
  private var responses: [Response?] = []

  /// Takes note that what is written on a socket from an offset on answers a consumer.
  mutating func begin(on socket: SocketHandle, for consumer: UInt32, at start: UInt64) {
    while counts.count <= Int(consumer) { counts.append(0) }
    counts[Int(consumer)] += 1
    while responses.count <= Int(socket.connection) { responses.append(nil) }
    responses[Int(socket.connection)] = Response(
      socket: socket, consumer: consumer, number: counts[Int(consumer)], start: start)
  }

  /// The response being written on a socket.
  func last(on socket: SocketHandle) -> Response? {
    guard Int(socket.connection) < responses.count,
      let response = responses[Int(socket.connection)], response.socket == socket
    else { return nil }
    return response
  }
}
