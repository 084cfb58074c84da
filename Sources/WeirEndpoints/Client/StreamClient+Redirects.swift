internal import WeirHTTP
internal import WeirPrimitives

extension StreamClient {
  /// The most redirects in a row that are followed: 20 in the Fetch standard.
  private static let redirectLimit = 20

  /// Where a response sends its request on; nil for one that is an answer.
  func redirection(_ index: Int, _ head: HTTPResponseHead) -> Destination? {
    switch head.status {
    case 301, 302, 303, 307, 308: break
    default: return nil
    }
    guard let location = head.headers.value(of: "Location") else { return nil }
    let here = consumers[index].destination?.origin ?? consumers[index].home
    return destination(of: location, from: here) ?? Destination(origin: .max, target: [])
  }

  /// Makes the request once more at another place.
  ///
  /// 301, 302 and 303 make a GET of a POST (Fetch, "HTTP-redirect fetch"); it then asks for what it
  /// is sent to.
  mutating func follow(
    _ destination: Destination, _ index: Int, at now: Instant, into effects: inout Effects
  ) {
    let status = agent.responseHead(UInt32(index)).status
    if status == 307 || status == 308, consumers[index].hasPosted, !consumers[index].hasStreamed {
      consumers[index].hasPosted = false
    }
    consumers[index].redirects += 1
    agent.cancel(UInt32(index), at: now, into: &effects)
    consumers[index].isConnected = false
    guard consumers[index].redirects <= Self.redirectLimit, destination.origin != .max else {
      // A name that nobody knows, or a circle: a network error.
      connectionLost(
        index, reason: UInt64(SocketError.hostUnreachable.rawValue), at: now, into: &effects)
      return
    }
    consumers[index].destination = destination
    connect(index, at: now, into: &effects)
  }

  /// The origin and target of a URL, absolute or of the same origin; nil where its host is unknown.
  func destination(of url: some Collection<UInt8>, from here: UInt32) -> Destination? {
    let url = Array(url)[...]
    if url.first == UInt8(ascii: "/"), url.dropFirst().first != UInt8(ascii: "/") {
      return Destination(origin: here, target: Self.target(url))
    }
    for index in agent.origins.indices {
      let text = Array(agent.origins[index].text.utf8)
      guard url.starts(with: text) else { continue }
      var rest = url.dropFirst(text.count)
      // The port that is the scheme's own may be said.
      let port = Array(agent.origins[index].isSecure ? ":443".utf8 : ":80".utf8)
      if rest.starts(with: port) { rest = rest.dropFirst(port.count) }
      if rest.isEmpty { return Destination(origin: UInt32(index), target: [UInt8(ascii: "/")]) }
      if rest.first == UInt8(ascii: "/") {
        return Destination(origin: UInt32(index), target: Self.target(rest))
      }
    }
    return nil
  }

  /// What a request can say of the path and query of a URL that a server has named.
  ///
  /// Bytes that are not visible ASCII are percent-encoded, as the URL standard has it, and a
  /// fragment is left out.
  private static func target(_ url: ArraySlice<UInt8>) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var target: [UInt8] = []
    for byte in url.prefix(while: { $0 != UInt8(ascii: "#") }) {
      if byte > ASCII.space, byte < 0x7F {
        target.append(byte)
      } else {
        target += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return target
  }
}
