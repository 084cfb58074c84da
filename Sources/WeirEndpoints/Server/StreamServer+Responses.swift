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
    if asked.stream == 0 {
      sendPlainHead(asked, &headers, into: &effects)
    } else {
      sendHead(exchange, status: 200, headers, endsStream: false, into: &effects)
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

  private mutating func sendPlainHead(
    _ asked: Exchange, _ headers: inout HTTPHeaderList, into effects: inout Effects
  ) {
    let isChunked = asked.framing == .chunked
    if isChunked { headers.append("Transfer-Encoding", "chunked") }
    if !isChunked || !asked.persists { headers.append("Connection", "close") }
    // The request is answered, and the stream may be open for hours.
    connections[Int(asked.socket.number)].parser.releaseMemory()
    effects.write(on: asked.socket) { bytes, _ in
      HTTP1HeadEncoder.appendResponse(status: 200, headers: headers, to: &bytes)
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
  ///
  /// Over HTTP/2 what the windows did not let through is still sent.
  mutating func finishResponse(_ exchange: Int, into effects: inout Effects) {
    detach(exchange, into: &effects)
    let closes = exchanges[exchange].framing == .untilClose || !exchanges[exchange].persists
    if endBody(exchange, into: &effects) { finish(exchange, closes: closes, into: &effects) }
  }

  /// Ends an exchange whose response has been written, and a connection of HTTP/1.1 with its last.
  private mutating func finish(_ exchange: Int, closes: Bool, into effects: inout Effects) {
    let asked = exchanges[exchange]
    let session = connections[Int(asked.socket.number)].record
    endExchange(exchange, into: &effects)
    if asked.stream != 0 {
      closeIfRetired(Int(session), into: &effects)
    } else if closes {
      close(asked.socket, into: &effects)
    }
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
    let length = HTTPStatus.forbidsContent(status) ? 0 : body.utf8CodeUnitCount + filler
    var headers = HTTPHeaderList()
    if !HTTPStatus.forbidsContent(status) {
      append(contentType, to: &headers)
      headers.append("Content-Length", decimal: UInt64(length))
    }
    for field in fields { headers.append(Array(field.name).span, Array(field.value).span) }
    if asked.stream == 0 {
      if !asked.persists { headers.append("Connection", "close") }
      effects.write(on: asked.socket) { bytes, _ in
        HTTP1HeadEncoder.appendResponse(status: status, headers: headers, to: &bytes)
        if length > 0 { bytes.append(body) }
      }
    } else {
      sendHead(exchange, status: status, headers, endsStream: length == 0, into: &effects)
    }
    let isWritten =
      length == 0 || writeBody(body, filler: filler, to: exchange, into: &effects)
    if isWritten { finish(exchange, closes: !asked.persists, into: &effects) }
  }
}
