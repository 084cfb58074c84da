internal import WeirHTTP
internal import WeirKernel
internal import WeirPrimitives

/// What makes the requests of a client's programs: connections, their pool, HTTP.
///
/// A request is known by its slot, which is its consumer's index: each has one at a time. It is
/// wished for with ``begin(_:to:reads:at:into:)``, reported ``Event/ready(_:)`` once it has a
/// connection, written with `send`, and ended by ``Event/end(_:)``, ``Event/lost(_:_:)`` or
/// ``cancel(_:at:into:)``.
///
/// HTTP/1.1 connections carry one request at a time (browsers do not pipeline); who waits gets the
/// first connection that is free or new, the oldest request first. HTTP/2 has one connection for
/// each origin.
struct HTTPAgent: Sendable {
  enum Event: Sendable, Equatable {
    /// It has a connection and is to be written.
    case ready(UInt32)
    case head(UInt32)
    /// Body bytes, as a range of those at hand.
    case body(UInt32, Range<Int>)
    case end(UInt32)
    /// Its connection, or its response, broke off; the reason as in ``Note/Kind/connectionLost``.
    case lost(UInt32, UInt64)
  }

  static let noSlot = UInt32.max

  let options: HTTPClientOptions
  let limits: PoolLimits
  /// Whose draws the jitter of PINGs is.
  let name: String
  let seed: UInt64
  var origins: [AgentOrigin] = []
  /// By slot.
  var requests: [AgentRequest] = []
  var connections: [AgentConnection] = []
  var spareConnections: [UInt32] = []
  /// Connections by socket; `UInt32.max` for those that are gone.
  var connectionNumbers: [UInt32] = []
  var sessions: [HTTP2Session] = []
  /// What the machine of each session has to say.
  var outputs: [[UInt8]] = []
  /// What is to be told, oldest first.
  private var events: [Event] = []
  private var toldEvents = 0
  var openCount = 0
  /// Whether the total was reached and has not fallen far enough since.
  var isFull = false
  /// Requests wished for so far.
  private var wishes: UInt32 = 0

  init(
    options: HTTPClientOptions = HTTPClientOptions(), limits: PoolLimits = .none,
    name: String = "", seed: UInt64 = 0
  ) {
    self.options = options
    self.limits = limits
    self.name = name
    self.seed = seed
  }

  // MARK: Events

  mutating func tell(_ event: Event) { events.append(event) }

  /// What has happened beside what arrives.
  mutating func nextEvent() -> Event? {
    guard toldEvents < events.count else { return nil }
    let event = events[toldEvents]
    toldEvents += 1
    if toldEvents == events.count {
      events.removeAll(keepingCapacity: true)
      toldEvents = 0
    }
    return event
  }

  // MARK: Requests

  /// The number of an origin.
  mutating func origin(host: UInt32, port: UInt16, name: [UInt8]) -> UInt32 {
    if let known = origins.firstIndex(where: { $0.host == host && $0.port == port }) {
      return UInt32(known)
    }
    origins.append(
      AgentOrigin(host: host, port: port, isSecure: options.tls != .off, name: name))
    return UInt32(origins.count - 1)
  }

  /// Wishes for a connection.
  ///
  /// - Parameter reads: whether the body is read as it comes.
  mutating func begin(
    _ slot: UInt32, to origin: UInt32, reads: Bool = true, at now: Instant,
    into effects: inout Effects
  ) {
    while requests.count <= Int(slot) { requests.append(AgentRequest()) }
    requests[Int(slot)] = AgentRequest(
      state: .waiting, origin: origin, since: now, reads: reads, order: wishes)
    wishes &+= 1
    if !limits.keeps, options.version != .http2 {
      open(origin, for: slot, at: now, into: &effects)
    } else {
      origins[Int(origin)].waiting.append(slot)
      serve(origin, at: now, into: &effects)
    }
  }

  /// Puts a request back among those who wait, at the place that its age gives it.
  mutating func putBack(_ slot: UInt32, at now: Instant) {
    let order = requests[Int(slot)].order
    let origin = Int(requests[Int(slot)].origin)
    requests[Int(slot)].state = .waiting
    requests[Int(slot)].isWritten = false
    requests[Int(slot)].since = now
    let place = origins[origin].waiting.firstIndex { requests[Int($0)].order > order }
    origins[origin].waiting.insert(slot, at: place ?? origins[origin].waiting.count)
  }

  /// Whether a request has not ended.
  func isUnderWay(_ slot: UInt32) -> Bool {
    Int(slot) < requests.count && requests[Int(slot)].state != .none
  }

  /// Whether a request waits for a slot, not only for its own connection to stand.
  func isQueued(_ slot: UInt32) -> Bool {
    guard isUnderWay(slot), requests[Int(slot)].state == .waiting else { return false }
    let origin = origins[Int(requests[Int(slot)].origin)]
    guard let place = origin.waiting.firstIndex(of: slot) else { return false }
    return origin.shared == nil
      ? place >= origin.connecting
      : connections[Int(origin.shared ?? 0)].phase == .open
  }

  /// Ends a request whose response is no longer wanted.
  mutating func cancel(_ slot: UInt32, at now: Instant, into effects: inout Effects) {
    guard isUnderWay(slot) else { return }
    let request = requests[Int(slot)]
    requests[Int(slot)].state = .none
    switch request.state {
    case .none: break
    case .waiting:
      if let place = origins[Int(request.origin)].waiting.firstIndex(of: slot) {
        origins[Int(request.origin)].waiting.remove(at: place)
      } else if connections[Int(request.connection)].slot == slot {
        close(request.connection, at: now, into: &effects)
      }
    case .active:
      if connections[Int(request.connection)].session != nil {
        reset(request, at: now, into: &effects)
      } else {
        close(request.connection, at: now, into: &effects)
      }
    }
  }

  /// The head of the response under way.
  mutating func responseHead(_ slot: UInt32) -> HTTPResponseHead {
    let request = requests[Int(slot)]
    let connection = Int(request.connection)
    if connections[connection].session != nil { return sessionHead(request) }
    return connections[connection].http1.responseHead
  }

  // MARK: What happens to connections

  /// The connection of a socket; nil for one that is gone.
  func connection(of socket: SocketID) -> UInt32? {
    guard Int(socket.number) < connectionNumbers.count else { return nil }
    let number = connectionNumbers[Int(socket.number)]
    return number == .max ? nil : number
  }

  /// The slot of the request that an HTTP/1.1 connection carries or was opened for.
  func slot(of socket: SocketID) -> UInt32? {
    guard let number = connection(of: socket) else { return nil }
    let slot = connections[Int(number)].slot
    return slot == Self.noSlot ? nil : slot
  }

  mutating func connected(_ socket: SocketID, at now: Instant, into effects: inout Effects) {
    guard let number = connection(of: socket) else { return }
    if options.tls != .off {
      beginHandshake(number, into: &effects)
    } else if options.version == .http2 {
      beginSession(number, at: now, into: &effects)
    } else {
      isReady(number, at: now, into: &effects)
    }
  }

  /// The peer will send no more: the response ends, or breaks off.
  mutating func endOfStream(_ socket: SocketID, at now: Instant, into effects: inout Effects) {
    guard let number = connection(of: socket) else { return }
    let isWhole =
      connections[Int(number)].session == nil
      && connections[Int(number)].http1.endOfStream() == .end
    effects.list.append(.close(socket))
    isGone(
      number, reason: isWhole ? Note.cleanEnd : Note.brokenResponse, at: now, into: &effects)
  }

  mutating func failed(
    _ socket: SocketID, _ error: SocketError, at now: Instant, into effects: inout Effects
  ) {
    guard let number = connection(of: socket) else { return }
    isGone(number, reason: UInt64(error.rawValue), at: now, into: &effects)
  }

  /// Reads on from `position` to the next thing that concerns a request.
  ///
  /// Nil when all bytes are taken, or the connection is gone.
  mutating func next(
    in bytes: Span<UInt8>, at position: inout Int, on socket: SocketID, at now: Instant,
    into effects: inout Effects
  ) -> Event? {
    guard let number = connection(of: socket) else { return nil }
    if connections[Int(number)].phase == .securing {
      shakeHands(in: bytes, at: &position, number, at: now, into: &effects)
      if connection(of: socket) == nil { return nil }
    }
    if connections[Int(number)].session != nil {
      return nextOfSession(in: bytes, at: &position, number, at: now, into: &effects)
    }
    return nextOfHTTP1(in: bytes, at: &position, number, on: socket, at: now, into: &effects)
  }

  private mutating func nextOfHTTP1(
    in bytes: Span<UInt8>, at position: inout Int, _ number: UInt32, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) -> Event? {
    let slot = connections[Int(number)].slot
    guard slot != Self.noSlot, connections[Int(number)].phase == .open else {
      // Nobody has asked for anything: what comes has no meaning, and the connection none either.
      if position < bytes.count {
        effects.list.append(.close(socket))
        isGone(number, reason: Note.brokenResponse, at: now, into: &effects)
      }
      return nil
    }
    if position < bytes.count { connections[Int(number)].sawByte = true }
    guard let event = connections[Int(number)].http1.next(in: bytes, at: &position) else {
      return nil
    }
    switch event {
    case .head: return .head(slot)
    case .body(let range): return .body(slot, range)
    case .end:
      requests[Int(slot)].state = .none
      let isClean = position == bytes.count && connections[Int(number)].http1.persists
      if limits.keeps, isClean {
        connections[Int(number)].slot = Self.noSlot
        connections[Int(number)].served += 1
        isReady(number, at: now, into: &effects)
      } else {
        close(number, at: now, into: &effects)
      }
      return .end(slot)
    case .violation:
      requests[Int(slot)].state = .none
      close(number, at: now, into: &effects)
      return .lost(slot, Note.brokenResponse)
    }
  }
}
