import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

/// An agent alone.
///
/// Slot N asks for `/N`, and is written as soon as it can be.
struct AgentProgram: Endpoint {
  var agent: HTTPAgent
  /// What it has told: `ready 0`, `head 0 200`, `body 0 2`, `end 0`, `lost 0 3`.
  var told: [String] = []
  /// Slots whose bodies nobody reads.
  var unread: Set<UInt32> = []  // lookup only
  var writesAtOnce = true

  enum Wish: UInt32 { case begin, cancel, write }

  /// The number of a command: what, at which origin, which slot.
  static func command(_ wish: Wish, _ slot: UInt32, at origin: UInt32 = 0) -> UInt32 {
    wish.rawValue << 24 | origin << 16 | slot
  }

  mutating func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    switch input {
    case .command(let number):
      let slot = number & 0xFFFF
      switch Wish(rawValue: number >> 24) {
      case .begin:
        agent.begin(
          slot, to: number >> 16 & 0xFF, reads: !unread.contains(slot), at: now, into: &effects)
      case .cancel: agent.cancel(slot, at: now, into: &effects)
      case .write: write(slot, at: now, into: &effects)
      case nil: break
      }
    case .timer(let timer): agent.timerFired(timer >> 2, at: now, into: &effects)
    case .connected(let socket): agent.connected(socket, at: now, into: &effects)
    case .endOfStream(let socket): agent.endOfStream(socket, at: now, into: &effects)
    case .failed(let socket, let error): agent.failed(socket, error, at: now, into: &effects)
    case .start, .accepted, .writable, .sent, .overfull, .crashed: break
    }
    takeEvents(at: now, into: &effects)
  }

  mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    var position = 0
    while let event = agent.next(in: bytes, at: &position, on: socket, at: now, into: &effects) {
      take(event, at: now, into: &effects)
      takeEvents(at: now, into: &effects)
    }
    takeEvents(at: now, into: &effects)
    agent.flush(socket, into: &effects)
  }

  private mutating func takeEvents(at now: Instant, into effects: inout Effects) {
    while let event = agent.nextEvent() { take(event, at: now, into: &effects) }
  }

  private mutating func take(
    _ event: HTTPAgent.Event, at now: Instant, into effects: inout Effects
  ) {
    switch event {
    case .ready(let slot):
      told.append("ready \(slot)")
      if writesAtOnce { write(slot, at: now, into: &effects) }
    case .head(let slot): told.append("head \(slot) \(agent.responseHead(slot).status)")
    case .body(let slot, let range): told.append("body \(slot) \(range.count)")
    case .end(let slot): told.append("end \(slot)")
    case .lost(let slot, let reason): told.append("lost \(slot) \(reason)")
    }
  }

  private mutating func write(_ slot: UInt32, at now: Instant, into effects: inout Effects) {
    let isWritten = agent.send(
      slot, method: .get, target: Array("/\(slot)".utf8), headers: HTTPHeaderList(), body: "",
      consumer: slot, at: now, into: &effects)
    if !isWritten { told.append("not written \(slot)") }
  }
}

extension Bench where Program == AgentProgram {
  /// An agent that knows three origins: port 80 of the hosts 1, 2 and 3.
  static func agent(
    _ limits: PoolLimits = PoolLimits(perOrigin: 6, keeps: true),
    _ version: HTTPVersion = .http11, seed: UInt64 = 1,
    _ change: (inout HTTPClientOptions) -> Void = { _ in }
  ) -> Bench {
    var options = HTTPClientOptions()
    options.version = version
    change(&options)
    var agent = HTTPAgent(options: options, limits: limits, name: "laptop", seed: seed)
    for (index, name) in ["a", "b", "c"].enumerated() {
      #expect(
        agent.origin(host: UInt32(index + 1), port: 80, name: Array(name.utf8)) == UInt32(index))
    }
    return Bench(AgentProgram(agent: agent))
  }

  mutating func wish(_ slot: UInt32, at origin: UInt32 = 0) {
    give(.command(AgentProgram.command(.begin, slot, at: origin)))
  }

  mutating func cancel(_ slot: UInt32) { give(.command(AgentProgram.command(.cancel, slot))) }
  mutating func write(_ slot: UInt32) { give(.command(AgentProgram.command(.write, slot))) }
  mutating func connect(_ socket: UInt32) { give(.connected(SocketID(socket))) }

  /// What the agent has told since the last call.
  mutating func told() -> [String] {
    defer { program.told = [] }
    return program.told
  }

  /// A whole answer of two bytes on a socket.
  mutating func answer(on socket: UInt32, _ fields: String = "") {
    receive("HTTP/1.1 200 OK\r\n\(fields)Content-Length: 2\r\n\r\nok", on: socket)
  }

  /// The targets asked for on a socket over HTTP/1.1, in order.
  func targets(on socket: UInt32) -> [String] {
    text(on: socket).split(separator: "\r\n").filter { $0.hasPrefix("GET ") }
      .map { String($0.dropFirst(4).prefix { $0 != " " }) }
  }

  /// A connection to the first origin that has carried a request and is idle, on socket 0.
  mutating func keepOne() {
    wish(0)
    connect(0)
    answer(on: 0)
    #expect(news() == ["connect 0 to 1:80"])
    #expect(told() == ["ready 0", "head 0 200", "body 0 2", "end 0"])
  }
}
