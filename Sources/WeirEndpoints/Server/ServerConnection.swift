internal import WeirHTTP
internal import WeirPrimitives

/// A server's side of one connection: the request being read and the response being streamed.
struct ServerConnection: Sendable {
  var parser = HTTP1RequestParser()
  /// On whose behalf the last request was made, as its mark says.
  var consumer = Mark.request
  /// The channel whose events are being streamed; nil between responses.
  var channel: Int?
  var isClosed = false
}

/// The target of a request, taken apart.
struct RequestTarget {
  let path: [UInt8]
  private let query: [UInt8]

  init(_ target: [UInt8]) {
    let cut = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
    path = Array(target[..<cut])
    query = Array(target[cut...].dropFirst())
  }

  /// The value of a query parameter; percent-encoding is not undone.
  func parameter(_ name: String) -> String? {
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1)
      if let key = parts.first, key.elementsEqual(name.utf8) {
        return String(decoding: parts.dropFirst().first ?? [], as: UTF8.self)
      }
    }
    return nil
  }

  /// What follows a prefix of the path, if it has that prefix and more.
  func remainder(after prefix: StaticString) -> [UInt8]? {
    let length = prefix.utf8CodeUnitCount
    guard path.count > length, prefix.withUTF8Buffer({ path.prefix(length).elementsEqual($0) })
    else { return nil }
    return Array(path[length...])
  }
}
