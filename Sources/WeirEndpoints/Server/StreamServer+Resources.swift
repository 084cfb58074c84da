internal import WeirPrimitives

extension StreamServer {
  /// The most bytes that may be asked for.
  private static let resourceLimit = ByteCount.mebibytes(64)

  /// Sends a plain resource, of the size and so much later as the query says.
  mutating func sendResource(
    _ request: AskedRequest, _ exchange: Int, at now: Instant, into effects: inout Effects
  ) {
    guard let after = try? TimeSpan(text: request.target.parameter("after") ?? "0s"),
      let size = try? ByteCount(text: request.target.parameter("bytes") ?? "0"),
      size <= Self.resourceLimit
    else {
      respond(exchange, status: 400, into: &effects)
      return
    }
    let isSized = request.target.parameter("bytes") != nil
    let resource = Resource(
      contentType: request.contentType ?? "text/plain",
      text: isSized ? "" : request.target.path == Self.rootPath ? "ok\n" : "ok",
      filler: Int(size.bytes))
    if after == .zero {
      send(resource, exchange, into: &effects)
    } else {
      wait(exchange, until: now + after, for: Backlog(task: .send(resource)), into: &effects)
    }
  }

  mutating func send(_ resource: Resource, _ exchange: Int, into effects: inout Effects) {
    respond(
      exchange, status: 200, contentType: resource.contentType, body: resource.text,
      filler: resource.filler, into: &effects)
  }
}
