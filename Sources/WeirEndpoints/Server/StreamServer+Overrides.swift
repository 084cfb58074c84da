internal import WeirHTTP
internal import WeirPrimitives

extension StreamServer {
  /// Gives the answer that is configured instead of the usual one; returns whether there is one.
  ///
  /// A status of 200 leaves the usual answer and changes its type.
  mutating func override(
    _ request: inout AskedRequest, _ exchange: Int, at now: Instant, into effects: inout Effects
  ) -> Bool {
    guard let found = configuration.overrides.first(where: { $0.fits(request, at: now) }) else {
      return false
    }
    if found.status == 200 {
      request.contentType = found.contentType
      return false
    }
    var headers = HTTPHeaderList()
    if let host = found.location {
      let isSecure = connections[Int(exchanges[exchange].socket.number)].isSecure
      let location = location(host, request.target, isSecure: isSecure)
      if HTTPHeaderList.isValue(location.span) { headers.append("Location", location.span) }
    }
    respond(
      exchange, status: found.legalStatus, contentType: found.contentType ?? "text/plain", headers,
      into: &effects)
    return true
  }

  /// The address of the same path at another host, whose server listens where this one does.
  private func location(_ host: String, _ target: RequestTarget, isSecure: Bool) -> [UInt8] {
    var text = Array("\(isSecure ? "https" : "http")://\(host)".utf8)
    if !host.contains(":") { text += Array(":\(configuration.port)".utf8) }
    return text + target.text
  }
}

extension ServerConfiguration.Override {
  fileprivate func fits(_ request: AskedRequest, at now: Instant) -> Bool {
    now >= from && until.map { now < $0 } ?? true
      && path.map { request.target.path.elementsEqual($0.utf8) } ?? true
  }

  /// A final status; what is none is an error of the server.
  fileprivate var legalStatus: Int { (200...599).contains(status) ? status : 500 }
}
