internal import WeirHTTP
internal import WeirPrimitives

/// One request and its response.
///
/// Over HTTP/1.1 a socket carries one at a time, over HTTP/2 one on each stream.
struct Exchange: Sendable {
  let socket: SocketID
  /// On whose behalf the request was made; ``Mark/request`` where its marks did not say.
  let consumer: UInt32
  /// The channel whose events are being streamed; ``none`` before and without that.
  var channel = Exchange.none
  /// Its place among those attached to that channel; ``none`` once it is over.
  var place: UInt32 = 0
  /// Its record among the server's backlogs; ``none`` while nothing waits.
  var backlog = Exchange.none
  /// Its record among the bodies that wait for a window of HTTP/2; ``none`` while none does.
  var unsent = Exchange.none
  /// The stream of HTTP/2 that carries it; 0 over HTTP/1.1.
  let stream: UInt32
  /// How a body of HTTP/1.1 is put onto the wire.
  let framing: BodyFraming
  /// Whether the connection can carry another request behind this one.
  let persists: Bool
  /// In which order the history is being read and subscribed to; nil when it is not being read.
  var reading: ServerConfiguration.ReplayOrder?
  /// Whether its response is over once the history has been read.
  var endsBehindReading = false

  /// Stands for no exchange, channel or backlog.
  static let none = UInt32.max

  /// One over HTTP/1.1.
  init(socket: SocketID, consumer: UInt32, framing: BodyFraming, persists: Bool) {
    self.socket = socket
    self.consumer = consumer
    stream = 0
    self.framing = framing
    self.persists = persists
  }

  /// One on a stream of HTTP/2.
  init(socket: SocketID, consumer: UInt32, stream: UInt32) {
    self.socket = socket
    self.consumer = consumer
    self.stream = stream
    framing = .untilClose
    persists = true
  }

  /// Whether it has ended; its number may be given to another.
  var isOver: Bool { place == Exchange.none }

  mutating func end() { place = Exchange.none }

  /// Whether what is written to its body goes onto the wire at once, whatever its size.
  var goesStraight: Bool { stream == 0 && reading != .atomic }
}

/// How the bytes of a body are put onto the wire.
enum BodyFraming: UInt8, Sendable {
  /// The chunked coding of HTTP/1.1.
  case chunked
  /// As they are; the end of the connection ends the body (HTTP/1.0).
  case untilClose

  /// Appends a part of a body; the ends of its marks count from its first byte.
  func append(
    _ part: Span<UInt8>, marks partMarks: Span<Mark>, to bytes: inout [UInt8],
    _ marks: inout [Mark]
  ) {
    let start: Int
    switch self {
    case .chunked:
      start = HTTP1ChunkEncoder.appendChunk(part, to: &bytes).lowerBound
    case .untilClose:
      start = bytes.count
      part.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
    for index in partMarks.indices {
      var mark = partMarks[index]
      mark.end += UInt64(start)
      marks.append(mark)
    }
  }
}
