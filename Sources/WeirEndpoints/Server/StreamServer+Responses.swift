internal import WeirHTTP
internal import WeirPrimitives

extension StreamServer {
  /// Sends the head of a streaming response, and whoever it is for will get what is emitted.
  mutating func startResponse(
    _ channel: Int, to request: AskedRequest, _ exchange: Int, into effects: inout Effects
  ) {
    var headers = HTTPHeaderList()
    append(request.contentType ?? "text/event-stream", to: &headers)
    headers.append("Cache-Control", "no-cache")
    let asked = exchanges[exchange]
    let isChunked = asked.framing == .chunked
    if isChunked { headers.append("Transfer-Encoding", "chunked") }
    if !isChunked || !asked.persists { headers.append("Connection", "close") }
    // The request is answered, and the stream may be open for hours.
    connections[Int(asked.socket.number)].parser.releaseMemory()
    effects.write(on: asked.socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(status: 200, headers: headers, to: &bytes)
    }
    if configuration.byteOrderMark, channels[channel].raw == nil {
      let (mark, none) = (Self.byteOrderMark, [Mark]())
      write(mark.span, marks: none.span, to: exchange, into: &effects)
    }
    if asked.consumer != Mark.request {
      effects.list.append(
        .subscribe(consumer: asked.consumer, stream: channels[channel].stream))
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Appends a `Content-Type`; an empty one, or one that no header can have, is left out.
  private func append(_ contentType: String, to headers: inout HTTPHeaderList) {
    let value = Array(contentType.utf8)
    if value.isEmpty || !HTTPHeaderList.isValue(value.span) { return }
    headers.append("Content-Type", value.span)
  }

  /// Ends a streaming response; the connection stays open for another request where it can.
  mutating func finishResponse(_ exchange: Int, into effects: inout Effects) {
    endBody(exchange, into: &effects)
    let closes = exchanges[exchange].framing == .untilClose || !exchanges[exchange].persists
    let socket = exchanges[exchange].socket
    endExchange(exchange, into: &effects)
    if closes { close(socket, into: &effects) }
  }

  /// Answers in one go; closes behind the answer when the request was the connection's last.
  ///
  /// - Parameter filler: bytes of the body behind `body`, whose content does not matter.
  mutating func respond(
    _ exchange: Int, status: Int, contentType: String = "text/plain",
    _ fields: HTTPHeaderList = HTTPHeaderList(), body: StaticString = "", filler: Int = 0,
    into effects: inout Effects
  ) {
    let asked = exchanges[exchange]
    var headers = HTTPHeaderList()
    if !HTTPStatus.forbidsContent(status) {
      append(contentType, to: &headers)
      headers.append(
        "Content-Length", decimal: UInt64(body.utf8CodeUnitCount) + UInt64(filler))
    }
    for field in fields { headers.append(Array(field.name).span, Array(field.value).span) }
    if !asked.persists { headers.append("Connection", "close") }
    effects.write(on: asked.socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(status: status, headers: headers, to: &bytes)
      bytes.append(body)
    }
    if filler > 0, !HTTPStatus.forbidsContent(status) {
      effects.list.append(.fill(asked.socket, count: UInt32(filler), marks: 0..<0))
    }
    endExchange(exchange, into: &effects)
    if !asked.persists { close(asked.socket, into: &effects) }
  }
}
