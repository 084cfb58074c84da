public import WeirEndpoints
public import WeirAudit
internal import WeirKernel
internal import WeirNetwork
public import WeirPrimitives

/// An endpoint of a world, by its place in it.
public struct EndpointID: Sendable, Hashable {
  let index: UInt32

  init(_ index: UInt32) { self.index = index }
}

/// The world step by step, for a driver that runs programs between the steps.
///
/// `start()`, then `advance()` until it says that the run is over, then `finish()`. Between two
/// steps the driver may ``act(as:_:)`` for the endpoints it has put on hosts: time stands still
/// until it advances again.
extension World {
  /// The current instant.
  public var now: Instant { kernel.now }
  /// Why the run has ended; nil while it has not.
  public var ending: RunEnd? { end }

  /// Begins the run: every program is told to start.
  public mutating func start() {
    for endpoint in endpoints.indices { give(.start, to: UInt32(endpoint)) }
    deliverSignals()
  }

  /// Handles the next event and everything it leads to at its instant.
  ///
  /// - Returns: whether the run goes on.
  public mutating func advance() -> Bool {
    guard end == nil else { return false }
    step()
    return end == nil
  }

  /// Does what an endpoint wants done, now, and tells everybody what comes of it.
  public mutating func act(as endpoint: EndpointID, _ act: (inout Effects) -> Void) {
    prepareEffects(for: endpoint.index)
    act(&effects)
    perform(for: endpoint.index)
    deliverSignals()
  }

  /// Has the world look whether the run is over: a program has become quiet.
  public mutating func noteQuiet() {
    if end == nil { checkWhetherOver() }
  }

  /// Ends the run, unless it has ended before.
  public mutating func stop(_ reason: RunEnd) { end = end ?? reason }

  /// Judges what has happened.
  ///
  /// - Parameter others: what the driver has found, to stand behind what the plan expects.
  public mutating func finish(_ others: [Finding] = []) -> RunResult { result(others) }

  // MARK: What a driver may ask

  /// Bytes that an endpoint may write on a socket before its send buffer is full; nil once
  /// nothing written on it would be sent.
  public mutating func writableBytes(_ socket: SocketID, of endpoint: EndpointID) -> Int? {
    guard let handle = handle(socket, of: endpoint.index), network.acceptsWrites(handle) else {
      return nil
    }
    return network.sendSpace(handle)
  }

  /// Whether somebody on an endpoint's host listens on a port.
  public func isListening(port: UInt16, as endpoint: EndpointID) -> Bool {
    network.listener(host: endpoints[Int(endpoint.index)].host, port: port) != nil
  }

  /// Whether anything but the end of the run is still to happen.
  public var hasPendingEvents: Bool { kernel.pendingCount > (settling == .none ? 1 : 2) }
  /// When the next event is due; nil when none is.
  public var nextInstant: Instant? { kernel.nextInstant }
  /// Events handled so far.
  public var eventCount: UInt64 { kernel.eventCount }

  /// Adds one who is to get a stream's events on an endpoint's host, and returns its number.
  public mutating func addReader(of purpose: String, as endpoint: EndpointID) -> UInt32 {
    let host = plan.hosts[endpoints[Int(endpoint.index)].host].name
    ledger.add(ConsumerRecord(host: host, purpose: purpose))
    return UInt32(ledger.consumers.count - 1)
  }

  /// The stream that a consumer became a recipient of last; nil for none.
  public func latestStream(of consumer: UInt32) -> UInt32? {
    ledger.consumers[Int(consumer)].latestStream
  }

  /// Tells something on behalf of an endpoint: part of the story and of the digest.
  public mutating func note(_ text: String, as endpoint: EndpointID) {
    let host = endpoints[Int(endpoint.index)].host
    timeline.append(
      TimelineEntry(at: kernel.now, host: plan.hosts[host].name, content: .told(text)))
    var hash = StableHash()
    hash.combine(text)
    kernel.record(
      component: UInt32(host), .programNote, hash.value, UInt64(text.utf8.count))
  }

  /// The index of a host, as ``Effects/connect(host:port:)`` names it; nil for an unknown name.
  public func hostIndex(_ name: String) -> UInt32? {
    plan.hosts.firstIndex { $0.name == name }.map(UInt32.init)
  }
}
