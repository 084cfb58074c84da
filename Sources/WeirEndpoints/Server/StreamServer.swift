internal import WeirHTTP
internal import WeirKernel
public import WeirPrimitives
internal import WeirStreaming

/// A streaming server over HTTP/1.1.
///
/// - `POST /api/chat` begins an answer and streams it; `?tokens=600&every=50ms&format=openai`, or
///   `?recording=NAME`. The stream is named by the request's `Idempotency-Key`, else by the server,
///   and its first event tells the name.
/// - `GET /api/chat/NAME` continues it behind `Last-Event-ID`; 204 when there is nothing left.
/// - `GET` of a topic's path follows the topic, behind `Last-Event-ID` if the history reaches back.
/// - `GET /` answers `ok`.
public struct StreamServer: Endpoint, Sendable {
  let name: String
  let seed: UInt64
  let configuration: ServerConfiguration
  let recordings: [(name: String, recording: Recording)]
  var connections: [ServerConnection] = []
  var channels: [EventChannel] = []
  /// Channels by name; looked up, never iterated.
  var channelNumbers: [[UInt8]: Int] = [:]
  var namedStreams: UInt64 = 0
  var isUp = false
  /// Buffers used for one event at a time.
  var spareEvent: [UInt8] = []
  var payload: [UInt8] = []
  var identifier: [UInt8] = []

  public init(
    name: String, seed: UInt64, configuration: ServerConfiguration,
    recordings: [(name: String, recording: Recording)] = []
  ) {
    self.name = name
    self.seed = seed
    self.configuration = configuration
    self.recordings = recordings
  }

  public mutating func handle(
    _ input: EndpointInput, at now: Instant, into effects: inout Effects
  ) {
    switch input {
    case .start:
      start(at: now, into: &effects)
    case .accepted(let socket, _):
      let index = Int(socket.number)
      while connections.count <= index { connections.append(ServerConnection()) }
    case .timer(let timer):
      if timer & 1 == 0 {
        emitDue(Int(timer >> 1), at: now, into: &effects)
      } else {
        sendHeartbeat(SocketID(timer >> 1), at: now, into: &effects)
      }
    case .endOfStream(let socket):
      // A client that has shut down its side has gone: nginx and others close at once.
      drop(socket, into: &effects)
      effects.list.append(.close(socket))
    case .failed(let socket, _):
      drop(socket, into: &effects)
    case .crashed:
      crash(into: &effects)
    case .command, .connected:
      break
    }
  }

  public mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    let index = Int(socket.number)
    if let mark = marks.last(where: { $0.stream == Mark.request }) {
      connections[index].consumer = mark.number
      effects.list.append(.serve(socket, consumer: mark.number))
    }
    var position = 0
    while !connections[index].isClosed,
      let event = connections[index].parser.next(in: bytes, at: &position)
    {
      switch event {
      case .head, .body:
        break  // Bodies of requests carry nothing this server looks at.
      case .end:
        answer(socket, at: now, into: &effects)
      case .violation(let violation):
        refuse(socket, status: violation.status ?? 400, into: &effects)
      }
    }
  }

  // MARK: Coming and going

  private mutating func start(at now: Instant, into effects: inout Effects) {
    isUp = true
    effects.list.append(.listen(port: configuration.port))
    for publication in configuration.publications {
      if let known = channelNumbers[Array(publication.path.utf8)] {
        scheduleNext(known, at: now, into: &effects)
      } else {
        let number = openChannel(
          name: Array(publication.path.utf8), script: publication.script,
          startsAt: publication.startsAt, into: &effects)
        scheduleNext(number, at: now, into: &effects)
      }
    }
  }

  /// Forgets what was in memory; a log survives, and so do topics, whose events come from elsewhere.
  private mutating func crash(into effects: inout Effects) {
    isUp = false
    effects.list.append(.note(Note(.crashed)))
    for index in connections.indices { connections[index].isClosed = true }
    for index in channels.indices {
      channels[index].attached = []
      effects.list.append(.cancelTimer(UInt32(index) << 1))
      if configuration.history != .log {
        channels[index].history = EventHistory(configuration.history)
        if !channels[index].isTopic { channelNumbers[channels[index].name] = nil }
      }
      if !channels[index].isTopic { channels[index].isProducing = false }
    }
  }

  mutating func drop(_ socket: SocketID, into effects: inout Effects) {
    let index = Int(socket.number)
    guard index < connections.count, !connections[index].isClosed else { return }
    connections[index].isClosed = true
    if let channel = connections[index].channel {
      channels[channel].attached.removeAll { $0 == socket }
      effects.list.append(.cancelTimer(socket.number << 1 | 1))
    }
    connections[index].channel = nil
  }

  /// Whether a client could still get an event by asking for it.
  public func canReplay(stream: UInt32, number: UInt32) -> Bool {
    guard let channel = channels.first(where: { $0.stream == stream }) else { return false }
    return channel.history.holds(number) && channelNumbers[channel.name] != nil
  }

  /// Whether no event is left to be emitted.
  public var isQuiet: Bool { !isUp || channels.allSatisfy { $0.nextDue == nil } }
}
