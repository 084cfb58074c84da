internal import WeirHTTP
public import WeirPrimitives
internal import WeirStreaming

/// The client programs on a host: one consumer for each thing it was told to stream.
///
/// An answer is asked for with one POST, never repeated whatever happens; every later request is a
/// GET that continues it. A status of 500 or more, a lost connection and a response that ends too
/// early make the client wait and connect again. Any other status but 200, or a body that is no
/// event stream, makes it give up; a 204 too, which says that nothing is left.
///
/// Not modelled: redirects, which a browser would follow (a 3xx is given up like a 404), keeping a
/// connection for the next request, and a limit on attempts.
public struct StreamClient: Endpoint, Sendable {
  var consumers: [StreamConsumer] = []
  /// Consumers by socket; `UInt32.max` for sockets that are done with.
  var socketConsumers: [UInt32] = []
  /// Reused for what an `EventSource` asks for.
  var outputs: [EventSourceOutput] = []

  public init() {}

  /// Adds a consumer; it begins when the command with its number is given.
  ///
  /// - Parameters:
  ///   - number: its number in the audit.
  ///   - key: the name it gives to an answer it asks for.
  /// - Returns: the number of the command that begins it.
  public mutating func add(
    _ request: ConsumerRequest, number: UInt32, key: String, policy: ClientPolicy,
    host: UInt32, port: UInt16, hostName: String
  ) -> UInt32 {
    consumers.append(
      StreamConsumer(
        request: request, number: number, key: Array(key.utf8), policy: policy, host: host,
        port: port, hostName: Array(hostName.utf8)))
    return UInt32(consumers.count - 1)
  }

  public mutating func handle(
    _ input: EndpointInput, at now: Instant, into effects: inout Effects
  ) {
    switch input {
    case .start, .accepted, .writable, .sent, .overfull, .crashed:
      break
    case .command(let index):
      begin(Int(index), at: now, into: &effects)
    case .timer(let timer):
      if timer & 1 == 0 {
        watchdogDue(Int(timer >> 1), at: now, into: &effects)
      } else {
        waitIsOver(Int(timer >> 1), at: now, into: &effects)
      }
    case .connected(let socket):
      guard let index = consumer(of: socket) else { return }
      sendRequest(index, at: now, into: &effects)
    case .endOfStream(let socket):
      guard let index = consumer(of: socket) else { return }
      let isWhole = consumers[index].http.endOfStream() == .end
      connectionLost(
        index, reason: isWhole ? Note.cleanEnd : Note.brokenResponse, at: now, into: &effects)
    case .failed(let socket, let failure):
      guard let index = consumer(of: socket) else { return }
      forgetSocket(index, into: &effects)
      connectionLost(index, reason: UInt64(failure.rawValue), at: now, into: &effects)
    }
  }

  public mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    guard let index = consumer(of: socket) else { return }
    consumers[index].lastByteAt = now
    var reading = Reading(offset: offset, marks: marks)
    var position = 0
    while consumers[index].socket == socket,
      let event = consumers[index].http.next(in: bytes, at: &position)
    {
      switch event {
      case .head:
        receiveHead(index, at: now, into: &effects)
      case .body(let range):
        receiveBody(bytes, range, index, &reading, at: now, into: &effects)
      case .end:
        connectionLost(index, reason: Note.cleanEnd, at: now, into: &effects)
      case .violation:
        connectionLost(index, reason: Note.brokenResponse, at: now, into: &effects)
      }
    }
  }

  /// Where in the connection's stream the bytes at hand lie, and which marks are still ahead.
  struct Reading {
    let offset: UInt64
    var marks: ArraySlice<Mark>

    /// The mark of the event that was dispatched behind an index; those before it are passed.
    ///
    /// An event that ends in CRLF is dispatched at the CR, one byte before its mark; no event is so
    /// short that this could be the mark of another.
    mutating func mark(endingAt index: Int) -> Mark? {
      let end = offset + UInt64(index)
      while let first = marks.first, first.end < end { marks.removeFirst() }
      guard let first = marks.first, first.end - end <= 1 else { return nil }
      return first
    }
  }

  func consumer(of socket: SocketID) -> Int? {
    guard Int(socket.number) < socketConsumers.count else { return nil }
    let index = socketConsumers[Int(socket.number)]
    return index == .max ? nil : Int(index)
  }

  /// Opens a connection for a consumer.
  mutating func connect(_ index: Int, at now: Instant, into effects: inout Effects) {
    let socket = effects.connect(host: consumers[index].host, port: consumers[index].port)
    while socketConsumers.count <= Int(socket.number) { socketConsumers.append(.max) }
    socketConsumers[Int(socket.number)] = UInt32(index)
    consumers[index].socket = socket
    consumers[index].http = HTTP1ResponseParser()
    consumers[index].phase = .connecting
    consumers[index].awaitsLineFeed = false
    consumers[index].lastByteAt = now
    if let watchdog = consumers[index].policy.watchdog {
      effects.list.append(.setTimer(UInt32(index) << 1, at: now + watchdog))
    }
  }

  /// Closes a consumer's connection, if it has one.
  mutating func disconnect(_ index: Int, into effects: inout Effects) {
    guard let socket = consumers[index].socket else { return }
    effects.list.append(.close(socket))
    forgetSocket(index, into: &effects)
  }

  /// Lets go of a consumer's connection; what it still brings is not for the consumer.
  private mutating func forgetSocket(_ index: Int, into effects: inout Effects) {
    guard let socket = consumers[index].socket else { return }
    socketConsumers[Int(socket.number)] = .max
    consumers[index].socket = nil
    if consumers[index].policy.watchdog != nil {
      effects.list.append(.cancelTimer(UInt32(index) << 1))
    }
  }
}
