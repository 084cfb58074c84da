public import WeirPrimitives

/// The plain TCP programs on a host: those that connect and those that are connected to.
///
/// An acceptor is told by its driver what a connection is for, see ``expect(_:on:)``. Connections
/// that nobody told it of it reads and closes when the other end does.
public struct TransferProgram: Endpoint, Sendable {
  var flows: [TransferFlow] = []
  /// Flows by socket; `UInt32.max` for sockets of no flow.
  var socketFlows: [UInt32] = []
  /// The attempt that a socket belongs to, of flows that make several.
  var socketAttempts: [UInt32] = []
  /// Accepting flows by their numbers in the audit.
  private var acceptors: [UInt32: Int] = [:]  // lookup only
  /// Ports to listen on, each once.
  private var ports: [UInt16] = []
  /// Flows in which something may still happen here.
  var openCount = 0

  public init() {}

  public var isQuiet: Bool { openCount == 0 }

  /// Adds a transfer that this host opens; it begins when the command with its number is given.
  public mutating func add(
    _ request: TransferRequest, number: UInt32, to host: UInt32, name: String
  ) -> UInt32 {
    flows.append(
      TransferFlow(request, number: number, role: .opens(host: host), name: name))
    return UInt32(flows.count - 1)
  }

  /// Adds a transfer that another host opens.
  public mutating func addAcceptor(_ request: TransferRequest, number: UInt32, name: String) {
    guard request.isServed else { return }
    acceptors[number] = flows.count
    flows.append(TransferFlow(request, number: number, role: .accepts, name: name))
    if !ports.contains(request.port) { ports.append(request.port) }
  }

  /// Tells what an accepted connection is for, before it is told that it was accepted.
  public mutating func expect(_ number: UInt32, on socket: SocketID) {
    guard let index = acceptors[number] else { return }
    assign(socket, to: index)
  }

  /// The transfer's number that a socket belongs to.
  public func number(of socket: SocketID) -> UInt32? { flow(of: socket).map { flows[$0].number } }

  /// What this host saw of a transfer; nil where it has no such part in it.
  public func seen(_ number: UInt32, opens: Bool) -> TransferEnd? {
    if !opens { return acceptors[number].map { flows[$0].seen } }
    return flows.first { $0.number == number && $0.opens }?.seen
  }

  public mutating func handle(
    _ input: EndpointInput, at now: Instant, into effects: inout Effects
  ) {
    switch input {
    case .start:
      for port in ports { effects.list.append(.listen(port: port)) }
    case .crashed, .sent, .overfull:
      break
    case .command(let index):
      begin(Int(index), at: now, into: &effects)
    case .timer(let index):
      switch flows[Int(index)].request.action {
      case .messages: messageDue(Int(index), at: now, into: &effects)
      case .connects: attempt(Int(index), at: now, into: &effects)
      case .bulk, .idle: break
      }
    case .accepted(let socket, _):
      if let index = flow(of: socket) { established(index, at: now, into: &effects) }
    case .connected(let socket):
      if let index = flow(of: socket) { connected(index, socket, at: now, into: &effects) }
    case .writable(let socket):
      if let index = flow(of: socket) { write(index, into: &effects) }
    case .endOfStream(let socket):
      effects.list.append(.close(socket))
      guard let index = flow(of: socket) else { return }
      let isExpected = flows[index].seen.hasEverything
      over(index, isExpected ? .closed : .closedByPeer, at: now, into: &effects)
    case .failed(let socket, let failure):
      guard let index = flow(of: socket) else { return }
      if case .connects = flows[index].request.action {
        attemptEnded(index, socket, failure, at: now, into: &effects)
      } else {
        over(index, .failed(failure), at: now, into: &effects)
      }
    }
  }

  public mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    guard let index = flow(of: socket), !flows[index].writes else { return }
    if flows[index].seen.firstByteAt == nil { flows[index].seen.firstByteAt = now }
    flows[index].seen.lastByteAt = now
    flows[index].seen.readCount += UInt64(bytes.count)
    for mark in marks {
      let number = flows[index].number
      effects.list.append(
        .handOver(stream: mark.stream, number: mark.number, consumer: number))
      if mark.number == flows[index].request.eventCount {
        flows[index].seen.hasEverything = true
        effects.list.append(.status(.complete, consumer: number))
        effects.list.append(
          .note(Note(.receivedAll, consumer: number, value: flows[index].seen.readCount)))
      }
    }
    // Who sends a bulk closes its side behind it; after messages it is the reader who does.
    if flows[index].seen.hasEverything, case .messages = flows[index].request.action {
      effects.list.append(.close(socket))
      over(index, .closed, at: now, into: &effects)
    }
  }

  // MARK: Connections

  func flow(of socket: SocketID) -> Int? {
    guard Int(socket.number) < socketFlows.count else { return nil }
    let index = socketFlows[Int(socket.number)]
    return index == .max ? nil : Int(index)
  }

  mutating func assign(_ socket: SocketID, to index: Int) {
    while socketFlows.count <= Int(socket.number) {
      socketFlows.append(.max)
      socketAttempts.append(0)
    }
    socketFlows[Int(socket.number)] = UInt32(index)
    flows[index].socket = socket
  }

  private mutating func begin(_ index: Int, at now: Instant, into effects: inout Effects) {
    openCount += 1
    flows[index].seen.startedAt = now
    effects.list.append(.status(.running, consumer: flows[index].number))
    if case .connects = flows[index].request.action {
      attempt(index, at: now, into: &effects)
    } else {
      _ = open(index, into: &effects)
    }
  }

  /// Opens a connection for a flow and returns its socket.
  mutating func open(_ index: Int, into effects: inout Effects) -> SocketID {
    guard case .opens(let host) = flows[index].role else {
      preconditionFailure("who accepts does not connect")
    }
    let socket = effects.connect(host: host, port: flows[index].request.port)
    assign(socket, to: index)
    return socket
  }

  private mutating func connected(
    _ index: Int, _ socket: SocketID, at now: Instant, into effects: inout Effects
  ) {
    if case .connects = flows[index].request.action {
      effects.list.append(.close(socket))
      attemptEnded(index, socket, nil, at: now, into: &effects)
      return
    }
    effects.list.append(.note(Note(.connected, consumer: flows[index].number)))
    established(index, at: now, into: &effects)
  }

  private mutating func established(
    _ index: Int, at now: Instant, into effects: inout Effects
  ) {
    // Whoever is connected to in a series of connects has nothing to do but to close behind them.
    if case .connects = flows[index].request.action { return }
    if !flows[index].opens { openCount += 1 }
    flows[index].seen.establishedAt = now
    if flows[index].writes { beginWriting(index, at: now, into: &effects) }
  }

  /// A connection is over at this end.
  private mutating func over(
    _ index: Int, _ ending: TransferEnd.Ending, at now: Instant, into effects: inout Effects
  ) {
    guard let socket = flows[index].socket else { return }
    socketFlows[Int(socket.number)] = .max
    flows[index].socket = nil
    // The end of a series of connects that nobody counts here.
    if case .connects = flows[index].request.action { return }
    flows[index].seen.endedAt = now
    flows[index].seen.ending = ending
    openCount -= 1
    let number = flows[index].number
    if case .messages = flows[index].request.action, flows[index].writes {
      effects.list.append(.cancelTimer(UInt32(index)))
    }
    switch ending {
    case .closed:
      break
    case .closedByPeer:
      if flows[index].writes { break }
      effects.list.append(.note(Note(.closedByPeer, consumer: number)))
      effects.list.append(.status(.failed, consumer: number))
    case .failed(let failure):
      effects.list.append(
        .note(Note(.socketFailed, consumer: number, value: UInt64(failure.rawValue))))
      effects.list.append(.status(.failed, consumer: number))
    }
  }
}
