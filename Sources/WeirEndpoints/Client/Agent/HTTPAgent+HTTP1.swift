internal import WeirHTTP
internal import WeirPrimitives

extension HTTPAgent {
  /// Writes a request that has its connection; returns whether it was written.
  ///
  /// - Parameters:
  ///   - headers: without Host; Content-Length where there is a body.
  ///   - consumer: on whose behalf, for the request's mark.
  mutating func send(
    _ slot: UInt32, method: HTTPMethod, target: [UInt8], headers: HTTPHeaderList,
    body: StaticString, consumer: UInt32, at now: Instant, into effects: inout Effects
  ) -> Bool {
    let request = requests[Int(slot)]
    // Whoever was given a connection may have been given up, or given another, at the same instant.
    guard request.state == .active, !request.isWritten else { return false }
    let number = Int(request.connection)
    if connections[number].session != nil {
      return sendInSession(
        slot, method: method, target: target, headers: headers, body: body, consumer: consumer,
        at: now, into: &effects)
    }
    requests[Int(slot)].isWritten = true
    let host = origins[Int(request.origin)].authority
    connections[number].http1.expectResponse(to: method)
    let fields = connectionFields(before: headers)
    effects.write(on: connections[number].socket) { bytes, marks in
      let start = bytes.count
      HTTP1HeadEncoder.appendRequest(
        method, target: target.span, host: host.span, headers: fields, to: &bytes)
      bytes.append(body)
      marks.append(
        Mark(
          end: UInt64(bytes.count), length: UInt32(bytes.count - start), stream: Mark.request,
          number: consumer))
    }
    return true
  }

  /// The headers of a request behind what it says of its connection.
  ///
  /// Browsers ask to keep it, though HTTP/1.1 does so by itself: Chromium 156, as measured.
  private func connectionFields(before headers: HTTPHeaderList) -> HTTPHeaderList {
    guard limits.keeps else { return headers }
    var fields = HTTPHeaderList()
    fields.append("Connection", "keep-alive")
    for field in headers { fields.append(field.name.span, field.value.span) }
    return fields
  }

  /// Who holds the connections to each origin, and who waits.
  ///
  /// - Parameter consumer: the number of a slot's consumer in the audit.
  func reports(consumer: (UInt32) -> UInt32) -> [PoolReport] {
    origins.indices.map { index in
      let origin = origins[index]
      let isShared = origin.shared.map { connections[Int($0)].session != nil } ?? false
      var held: [PoolReport.Entry] = []
      for (slot, request) in requests.enumerated()
      where request.state == .active && Int(request.origin) == index {
        held.append(PoolReport.Entry(consumer: consumer(UInt32(slot)), since: request.since))
      }
      let waiting = origin.waiting.map {
        PoolReport.Entry(consumer: consumer($0), since: requests[Int($0)].since)
      }
      return PoolReport(
        origin: origin.text, version: isShared ? .http2 : .http11,
        limit: isShared ? origin.shared.flatMap { streamLimit(ofSessionOn: $0) } : limits.perOrigin,
        held: held, waiting: waiting, idle: origin.idle.count)
    }
  }
}
