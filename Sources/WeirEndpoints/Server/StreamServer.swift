internal import WeirHTTP
internal import WeirKernel
public import WeirPrimitives
internal import WeirStreaming

/// A streaming server over HTTP/1.1 and HTTP/2, in the clear or behind a TLS handshake.
///
/// - `POST /api/chat` begins an answer and streams it; `?tokens=600&every=50ms&format=openai`, or
///   `?recording=NAME`. The stream is named by the request's `Idempotency-Key`, else by the server,
///   and its first event tells the name. The same key again means the same answer, whatever the
///   rest of the request says.
/// - `GET /api/chat/NAME` continues it behind `Last-Event-ID`; 204 when there is nothing left.
/// - `GET` of a topic's path follows the topic, behind `Last-Event-ID` if the history reaches back;
///   `?lastEventId=` stands for the header where there is none.
/// - `GET /` and of each plain resource answers `ok`; `?bytes=1MB&after=100ms` say how much and
///   when.
///
/// 400 for parameters or a key that mean nothing, 404 for other paths, 405 for other methods; what
/// is not HTTP is answered as ``HTTP1Violation/status`` says. HTTP/1.0 is streamed without chunks.
public struct StreamServer: Endpoint, Sendable {
  let name: String
  let seed: UInt64
  let configuration: ServerConfiguration
  let recordings: [(name: String, recording: Recording)]
  let encoder: EventStreamEncoder
  /// The comment that keeps a quiet response alive, as it is sent.
  let heartbeatComment: [UInt8]
  /// By socket.
  var connections: [ServerConnection] = []
  /// By number; those in ``freeExchanges`` are over.
  var exchanges: [Exchange] = []
  var freeExchanges: [UInt32] = []
  /// What exchanges wait for.
  var backlogs = SlotTable<Backlog>()
  /// Bodies that wait for windows of HTTP/2.
  var unsents = SlotTable<UnsentBody>()
  var sessions = SlotTable<ServerSession>()
  var handshakes = SlotTable<TLSHandshake>()
  var channels: [EventChannel] = []
  var rawStreams: [RawStream] = []
  /// Channels by path; looked up, never iterated.
  var channelNumbers: [[UInt8]: Int] = [:]
  /// Paths of plain resources; looked up, never iterated.
  let resources: Set<[UInt8]>
  /// Channels that have an event to come.
  var producingCount = 0
  var namedStreams: UInt64 = 0
  var isUp = false
  /// Buffers used for one event at a time.
  var spareEvent: [UInt8] = []
  var payload: [UInt8] = []
  var identifier: [UInt8] = []
  var typeName: [UInt8] = []

  public init(
    name: String, seed: UInt64, configuration: ServerConfiguration,
    recordings: [(name: String, recording: Recording)] = []
  ) {
    self.name = name
    self.seed = seed
    self.configuration = configuration
    self.recordings = recordings
    resources = Set(configuration.resources.map { Array($0.utf8) })
    encoder = EventStreamEncoder(terminator: configuration.lineEnding.terminator)
    var comment: [UInt8] = []
    encoder.appendComment(Array("heartbeat".utf8).span, to: &comment)
    heartbeatComment = comment
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
      if !isUp {
        // Its handshake ended as the process died.
        connections[index].isClosed = true
        effects.list.append(.abort(socket))
      }
    case .timer(let number):
      if isUp { act(on: ServerTimer(number: number), at: now, into: &effects) }
    case .endOfStream(let socket):
      // A client that has shut down its side has gone: nginx and others close at once.
      if isOpen(socket) { close(socket, into: &effects) }
    case .failed(let socket, _):
      drop(socket, into: &effects)
    case .overfull(let socket):
      dropSlowReader(socket, into: &effects)
    case .crashed:
      crash(into: &effects)
    case .command, .connected, .writable, .sent:
      break
    }
  }

  private mutating func act(
    on timer: ServerTimer, at now: Instant, into effects: inout Effects
  ) {
    switch timer {
    case .emission(let channel): emitDue(channel, at: now, into: &effects)
    case .heartbeat(let exchange): sendHeartbeat(exchange, at: now, into: &effects)
    case .later(let exchange): goOn(exchange, at: now, into: &effects)
    case .connection(let socket): connectionIsDue(socket, at: now, into: &effects)
    }
  }

  public mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    guard isOpen(socket) else { return }
    switch connections[Int(socket.number)].wire {
    case .http1:
      readRequests(bytes, offset: offset, marks: marks, on: socket, at: now, into: &effects)
    case .http2:
      readFrames(bytes, offset: offset, marks: marks, on: socket, at: now, into: &effects)
    case .unknown, .handshake:
      findWire(bytes, offset: offset, marks: marks, on: socket, at: now, into: &effects)
    }
  }

  public var backlogLimit: ByteCount? { configuration.backlogLimit }

  /// Resets a connection whose client does not read: it would hold ever more memory.
  private mutating func dropSlowReader(_ socket: SocketID, into effects: inout Effects) {
    guard isOpen(socket), let limit = configuration.backlogLimit else { return }
    note(tooSlow: connections[Int(socket.number)].consumer, limit, into: &effects)
    drop(socket, into: &effects)
    effects.list.append(.abort(socket))
  }

  func note(tooSlow consumer: UInt32, _ limit: ByteCount, into effects: inout Effects) {
    effects.list.append(
      .note(
        Note(
          .tooSlow, consumer: consumer == Mark.request ? Note.nobody : consumer,
          value: UInt64(limit.bytes))))
  }

  // MARK: Coming and going

  private mutating func start(at now: Instant, into effects: inout Effects) {
    isUp = true
    effects.list.append(.listen(port: configuration.port))
    for publication in configuration.publications {
      let path = Array(publication.path.utf8)
      let number =
        channelNumbers[path]
        ?? openChannel(
          name: path, path: path, script: publication.script, startsAt: publication.startsAt,
          into: &effects)
      scheduleNext(number, at: now, into: &effects)
    }
  }

  /// Forgets what was in memory; a log survives, and topics, whose events come from elsewhere.
  ///
  /// What a topic was to publish in the meantime it publishes when the server is back.
  private mutating func crash(into effects: inout Effects) {
    isUp = false
    effects.list.append(.note(Note(.crashed)))
    for index in connections.indices { drop(SocketID(UInt32(index)), into: &effects) }
    for index in channels.indices {
      if channels[index].nextDue != nil {
        effects.list.append(.cancelTimer(ServerTimer.emission(index).number))
        if !channels[index].isTopic {
          channels[index].breakOff()
          producingCount -= 1
        }
      }
      if configuration.history != .log {
        channels[index].history = EventHistory(configuration.history)
        if !channels[index].isTopic, !channels[index].isForgotten {
          channelNumbers[channels[index].path] = nil
          channels[index].isForgotten = true
        }
      }
    }
  }

  // MARK: Queries

  /// Whether a client could still get an event by asking for it.
  public func canReplay(stream: UInt32, number: UInt32) -> Bool {
    var (low, high) = (0, channels.count)
    while low < high {
      let middle = (low + high) / 2
      if channels[middle].stream < stream { low = middle + 1 } else { high = middle }
    }
    guard low < channels.count, channels[low].stream == stream else { return false }
    let isHeld =
      if let raw = channels[low].raw {
        rawStreams[Int(raw)].part(of: number).map { channels[low].history.holds(UInt32($0 + 1)) }
          ?? false
      } else {
        channels[low].history.holds(number)
      }
    return isHeld && !channels[low].isForgotten
  }

  /// Whether no event is left to be emitted, and no answer that takes its time to be given.
  ///
  /// A server that is down is not quiet while a topic has events to come: it may start again.
  public var isQuiet: Bool { producingCount == 0 && backlogs.count == 0 }
}
