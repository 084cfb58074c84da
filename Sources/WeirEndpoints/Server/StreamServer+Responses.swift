internal import WeirHTTP
internal import WeirPrimitives

extension StreamServer {
  /// Sends the head of a streaming response and attaches the socket to the channel.
  mutating func startResponse(
    _ channel: Int, _ socket: SocketID, at now: Instant, into effects: inout Effects
  ) {
    let index = Int(socket.number)
    // RFC 9112 section 6.1: no Transfer-Encoding unless the request says HTTP/1.1 or later.
    let isChunked = connections[index].parser.requestHead.minorVersion >= 1
    let persists = isChunked && connections[index].parser.persists
    connections[index].isChunked = isChunked
    // The request is answered, and the stream may be open for hours.
    connections[index].parser.releaseMemory()
    effects.write(on: socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(
        status: 200, headers: Self.streamHeaders(isChunked: isChunked, persists: persists),
        to: &bytes)
    }
    attach(socket, to: channel)
    let consumer = connections[index].consumer
    if consumer != Mark.request {
      effects.list.append(.subscribe(consumer: consumer, stream: channels[channel].stream))
    }
    if let heartbeat = configuration.heartbeat {
      effects.list.append(.setTimer(Self.heartbeatTimer(socket), at: now + heartbeat))
    }
  }

  private static func streamHeaders(isChunked: Bool, persists: Bool) -> HTTPHeaderList {
    var headers = HTTPHeaderList()
    headers.append("Content-Type", "text/event-stream")
    headers.append("Cache-Control", "no-cache")
    if isChunked { headers.append("Transfer-Encoding", "chunked") }
    if !persists { headers.append("Connection", "close") }
    return headers
  }

  /// Ends a streaming response; the connection stays open for another request where it can.
  mutating func finishResponse(_ socket: SocketID, into effects: inout Effects) {
    guard detach(socket, into: &effects) else { return }
    let index = Int(socket.number)
    if connections[index].isChunked {
      effects.write(on: socket) { bytes, _ in HTTP1ChunkEncoder.appendLastChunk(to: &bytes) }
    }
    if !connections[index].isChunked || !connections[index].parser.persists {
      close(socket, into: &effects)
    }
  }

  /// Answers in one go; closes behind the answer when the request was the connection's last.
  mutating func respond(
    _ socket: SocketID, status: Int, body: StaticString = "", allow: StaticString? = nil,
    into effects: inout Effects
  ) {
    let persists = connections[Int(socket.number)].parser.persists
    var headers = HTTPHeaderList()
    if status != 204 {
      headers.append("Content-Type", "text/plain")
      headers.append("Content-Length", decimal: UInt64(body.utf8CodeUnitCount))
    }
    if let allow { headers.append("Allow", allow) }
    if !persists { headers.append("Connection", "close") }
    effects.write(on: socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(status: status, headers: headers, to: &bytes)
      bytes.append(body)
    }
    if !persists { close(socket, into: &effects) }
  }

  private mutating func close(_ socket: SocketID, into effects: inout Effects) {
    drop(socket, into: &effects)
    effects.list.append(.close(socket))
  }
}
