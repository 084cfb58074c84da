internal import WeirHTTP
internal import WeirKernel
public import WeirPrimitives
internal import WeirStreaming

/// The client programs on a host: one consumer for each thing it was told to stream or ask for.
///
/// An answer is asked for with one POST; every later request is a GET that continues it, unless
/// its policy says otherwise. A status of 500 or more, a lost connection and a response that ends
/// too early make the client wait and connect again. Any other status but 200, or a body that is
/// no event stream, makes it give up; a 204 too, which says that nothing is left. An `EventSource`
/// follows its own rules.
///
/// Programs in the tabs of a browser share its connections and live as long as their pages.
///
/// Not modelled: a limit on attempts.
public struct StreamClient: Endpoint, Sendable {
  /// What a command of the workload begins.
  enum Command: Sendable {
    case begin(UInt32)
    case openPage(UInt32)
    case page(UInt32, PageAction)
  }

  var consumers: [StreamConsumer] = []
  var pages: [Page] = []
  var commands: [Command] = []
  /// The page in front; nil for none.
  var visiblePage: UInt32?
  let habits: BrowserHabits?
  var agent: HTTPAgent
  /// Whose readers have been given something of the read at hand.
  var readers: [UInt32] = []
  /// Reused for what an `EventSource` asks for.
  var outputs: [EventSourceOutput] = []

  /// - Parameters:
  ///   - options: how it speaks HTTP.
  ///   - limits: how many connections it may have, and whether it keeps them.
  ///   - habits: those of its browser, where programs run in tabs.
  ///   - name: the host's, and `seed` the run's: they decide what is drawn.
  public init(
    options: HTTPClientOptions = HTTPClientOptions(), limits: PoolLimits = .none,
    habits: BrowserHabits? = nil, name: String = "", seed: UInt64 = 0
  ) {
    self.habits = habits
    agent = HTTPAgent(options: options, limits: limits, name: name, seed: seed)
  }

  /// Makes the origin of a server known, so that redirects can lead there.
  public mutating func know(host: UInt32, port: UInt16, hostName: String) {
    _ = agent.origin(host: host, port: port, name: Array(hostName.utf8))
  }

  /// Adds a consumer; it begins when the command with its number is given.
  ///
  /// - Parameters:
  ///   - number: its number in the audit.
  ///   - key: the name it gives to an answer it asks for.
  ///   - page: the page it runs in, by the number ``addPage(_:)`` returned.
  /// - Returns: the number of the command that begins it.
  @discardableResult
  public mutating func add(
    _ request: ConsumerRequest, number: UInt32, key: String, policy: ClientPolicy,
    host: UInt32, port: UInt16, hostName: String, page: UInt32? = nil
  ) -> UInt32 {
    let name = Array(hostName.utf8)
    let home = agent.origin(host: host, port: port, name: name)
    consumers.append(
      StreamConsumer(
        request: request, number: number, key: Array(key.utf8), policy: policy, home: home,
        hostName: name, page: page ?? StreamConsumer.noPage))
    let index = UInt32(consumers.count - 1)
    if let page { pages[Int(page)].consumers.append(index) }
    commands.append(.begin(index))
    return UInt32(commands.count - 1)
  }

  public mutating func handle(
    _ input: EndpointInput, at now: Instant, into effects: inout Effects
  ) {
    switch input {
    case .start, .accepted, .writable, .sent, .overfull, .crashed:
      break
    case .command(let number):
      obey(commands[Int(number)], at: now, into: &effects)
    case .timer(let timer):
      timerFired(timer, at: now, into: &effects)
    case .connected(let socket):
      agent.connected(socket, at: now, into: &effects)
    case .endOfStream(let socket):
      agent.endOfStream(socket, at: now, into: &effects)
    case .failed(let socket, let failure):
      agent.failed(socket, failure, at: now, into: &effects)
    }
    handleEvents(at: now, into: &effects)
  }

  private mutating func obey(
    _ command: Command, at now: Instant, into effects: inout Effects
  ) {
    switch command {
    case .begin(let index): beginInPage(Int(index), at: now, into: &effects)
    case .openPage(let page): openPage(page, at: now, into: &effects)
    case .page(let page, let action): act(action, on: page, at: now, into: &effects)
    }
  }

  // Timers: what they are for in the lower two bits, whose they are above.
  static func watchdogTimer(_ index: Int) -> UInt32 { UInt32(index) << 2 }
  static func waitTimer(_ index: Int) -> UInt32 { UInt32(index) << 2 | 1 }
  static func pageTimer(_ page: UInt32) -> UInt32 { page << 2 | 2 }

  private mutating func timerFired(
    _ timer: UInt32, at now: Instant, into effects: inout Effects
  ) {
    let owner = timer >> 2
    switch timer & 3 {
    case 0: watchdogDue(Int(owner), at: now, into: &effects)
    case 1: waitIsOver(Int(owner), at: now, into: &effects)
    case 2: pageTimerFired(owner, at: now, into: &effects)
    default: agent.timerFired(owner, at: now, into: &effects)
    }
  }

  public mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    if let slot = agent.slot(of: socket) { consumers[Int(slot)].lastByteAt = now }
    var reading = Reading(offset: offset, marks: marks)
    var position = 0
    while let event = agent.next(in: bytes, at: &position, on: socket, at: now, into: &effects) {
      handle(event, bytes, &reading, at: now, into: &effects)
      handleEvents(at: now, into: &effects)
    }
    handleEvents(at: now, into: &effects)
    // A read is all that a socket gives at once, as `fetch` has it, whatever frames it came in.
    while let index = readers.popLast() { consumers[Int(index)].reader.endRead() }
    agent.flush(socket, into: &effects)
  }

  private mutating func handle(
    _ event: HTTPAgent.Event, _ bytes: Span<UInt8>, _ reading: inout Reading, at now: Instant,
    into effects: inout Effects
  ) {
    switch event {
    case .ready(let slot):
      sendRequest(Int(slot), at: now, into: &effects)
    case .head(let slot):
      consumers[Int(slot)].lastByteAt = now
      receiveHead(Int(slot), at: now, into: &effects)
    case .body(let slot, let range):
      consumers[Int(slot)].lastByteAt = now
      receiveBody(bytes, range, Int(slot), &reading, at: now, into: &effects)
    case .end(let slot):
      responseEnded(Int(slot), reason: Note.cleanEnd, at: now, into: &effects)
    case .lost(let slot, let reason):
      responseEnded(Int(slot), reason: reason, at: now, into: &effects)
    }
  }

  /// Handles what the agent has to tell beside what arrives.
  mutating func handleEvents(at now: Instant, into effects: inout Effects) {
    var none = Reading(offset: 0, marks: [])
    while let event = agent.nextEvent() {
      handle(event, Span(), &none, at: now, into: &effects)
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

  /// Who holds the connections to each origin, and who waits.
  public mutating func poolReports() -> [PoolReport] {
    agent.reports { consumers[Int($0)].number }
  }
}
