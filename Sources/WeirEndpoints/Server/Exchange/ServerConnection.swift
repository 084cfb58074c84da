internal import WeirHTTP
internal import WeirPrimitives

/// A server's side of one connection.
struct ServerConnection: Sendable {
  var parser = HTTP1RequestParser()
  /// On whose behalf the last request was made, as its mark says.
  var consumer = Mark.request
  /// The request of HTTP/1.1 that is being answered; ``Exchange/none`` between requests.
  var exchange = Exchange.none
  /// Its record among the handshakes or sessions.
  var record = Exchange.none
  var wire = Wire.unknown
  /// Whether it began with a TLS handshake.
  var isSecure = false
  var isClosed = false
  /// First bytes that do not tell what is spoken, or requests that wait until the response before
  /// them has ended.
  var held = HeldRequests()

  /// What is spoken on it.
  enum Wire: UInt8, Sendable {
    /// Nothing that tells has arrived.
    case unknown
    case handshake, http1, http2
  }

  /// The most bytes of requests that may wait; more end the connection.
  ///
  /// RFC 9112 section 9.3.2: responses come in the order of their requests, so a request behind
  /// an open stream waits.
  ///
  /// Not modelled: a server that stops reading, so that the client's window fills.
  static let heldByteLimit = 65_536
}

/// Bytes of requests that cannot be answered yet, with the marks among them.
struct HeldRequests: Sendable {
  var bytes: [UInt8] = []
  /// Their ends count from the first byte held.
  var marks: [Mark] = []

  mutating func append(_ more: Span<UInt8>, offset: UInt64, marks newMarks: ArraySlice<Mark>) {
    let start = UInt64(bytes.count)
    more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    for mark in newMarks where mark.end > offset {
      var mark = mark
      mark.end = mark.end - offset + start
      marks.append(mark)
    }
  }
}
