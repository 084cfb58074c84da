import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

/// A network and its loop, with closures for applications; a class so that `#expect` can look in.
final class SmallWorld {
  var kernel: Kernel
  var network: Network
  /// All signals so far, with their instants.
  var told: [(at: Instant, signal: SocketSignal)] = []
  /// What each end has read; looked up only.
  var received: [SocketHandle: [UInt8]] = [:]
  /// The marks that came with it and the instants they came at, by end.
  var marks: [SocketHandle: [(mark: Mark, at: Instant)]] = [:]
  var tripped: [(at: Instant, wire: Tripwire)] = []
  var accepted: [SocketHandle] = []
  /// When senders were told that a packet was too large.
  var reports: [Instant] = []
  /// How many unread bytes an end takes of so many that are there.
  var appetite: (Int) -> Int = { $0 }
  var application: (SmallWorld, SocketSignal) -> Void = { _, _ in }
  var onTrip: (SmallWorld, Tripwire) -> Void = { _, _ in }
  private var tasks: [(SmallWorld) -> Void] = []
  private static let task: UInt16 = 100

  init(
    hosts: [String] = ["a", "b"], links: [Network.LinkDeclaration], seed: UInt64 = 1,
    bounds: RunBounds = RunBounds(), configuration: TCPConfiguration = TCPConfiguration()
  ) {
    kernel = Kernel(bounds: bounds, keepsFullTrace: true)
    network = Network(hosts: hosts, links: links, configuration: configuration, seed: seed)
  }

  /// Two hosts and one link with the same parameters both ways.
  convenience init(_ parameters: LinkParameters, seed: UInt64 = 1) {
    self.init(links: [link("l", 0, 1, parameters)], seed: seed)
  }

  func at(_ instant: Instant, _ task: @escaping (SmallWorld) -> Void) {
    tasks.append(task)
    kernel.schedule(at: instant, target: UInt32(tasks.count - 1), kind: Self.task)
  }

  @discardableResult
  func connect(from source: Int = 0, to destination: Int = 1, port: UInt16 = 80) -> SocketHandle {
    do {
      return try network.connect(
        from: source, to: destination, port: port, owner: UInt32(source), localSocket: 0, &kernel)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  @discardableResult
  func write(_ bytes: [UInt8], marks: [Mark] = [], on socket: SocketHandle) -> UInt64? {
    bytes.withUnsafeBytes { network.write($0, marks: marks[...], on: socket, &kernel) }
  }

  /// Reads what the appetite allows.
  func read(_ socket: SocketHandle) {
    let unread = network.unread(socket)
    let end = unread.lowerBound + UInt64(min(appetite(unread.count), unread.count))
    network.withUnread(socket, unread.lowerBound..<end) { bytes, marks in
      received[socket, default: []].append(contentsOf: bytes)
      self.marks[socket, default: []].append(contentsOf: marks.map { ($0, kernel.now) })
    }
    network.consume(socket, upTo: end, &kernel)
  }

  /// Handles one event and what it leads to at its instant.
  func step() -> Scheduler.Step {
    let step = kernel.next()
    guard case .event(let event) = step else { return step }
    if event.kind == Self.task {
      tasks[Int(event.target)](self)
    } else {
      network.handle(event, &kernel)
    }
    drain()
    return step
  }

  func drain() {
    var position = 0
    while position < network.signals.count || !network.trippedWires.isEmpty {
      while !network.trippedWires.isEmpty {
        let wire = network.trippedWires.removeFirst()
        tripped.append((kernel.now, wire))
        onTrip(self, wire)
      }
      guard position < network.signals.count else { continue }
      let signal = network.signals[position]
      position += 1
      told.append((kernel.now, signal))
      if signal.acceptedOn != nil { accepted.append(signal.socket) }
      if signal.signals.contains(.readable) { read(signal.socket) }
      application(self, signal)
    }
    network.signals.removeAll()
  }

  /// Runs until nothing is due any more, or a bound or an instant is reached.
  @discardableResult
  func run(until end: Instant = .distantFuture) -> BoundReached? {
    drain()
    if end < .distantFuture { at(end) { _ in } }
    defer {
      let problem = network.unbalanced()
      precondition(problem == nil, problem ?? "")
    }
    while true {
      let step = step()
      switch step {
      case .idle: return nil
      case .bound(let bound): return bound
      case .event(let event):
        if event.kind == NetworkEvent.tooLargeReport { reports.append(event.instant) }
        if kernel.now >= end { return nil }
      }
    }
  }

  // `#expect` takes calls apart, which a network that cannot be copied does not allow.

  func unread(_ socket: SocketHandle) -> Range<UInt64> { network.unread(socket) }

  func isUndelivered(sentBy socket: SocketHandle, upTo offset: UInt64) -> Bool {
    network.isUndelivered(sentBy: socket, upTo: offset)
  }

  /// What became of the packets of a direction, by its name.
  func counts(_ name: String) -> LinkCounts {
    let direction = network.directionNames.firstIndex(of: name)
    return network.linkCounts(direction: direction ?? -1)
  }

  var digest: UInt64 { kernel.recorder.digest.value }

  /// The instants at which a component recorded something.
  func instants(_ kind: OccurrenceKind, at component: String) -> [Instant] {
    occurrences(kind, at: component).map(\.instant)
  }

  func occurrences(_ kind: OccurrenceKind, at component: String) -> [Occurrence] {
    let index = network.componentNames.firstIndex(of: component).map(UInt32.init)
    return kernel.recorder.occurrences.filter { $0.component == index && $0.kind == kind }
  }

  func signals(of socket: SocketHandle) -> TCPSignals {
    told.filter { $0.signal.socket == socket }.reduce([]) { $0.union($1.signal.signals) }
  }

  func failure(of socket: SocketHandle) -> TCPFailure? {
    told.first { $0.signal.socket == socket && $0.signal.failure != nil }?.signal.failure
  }
}

func link(
  _ name: String, _ first: Int, _ second: Int, _ parameters: LinkParameters
) -> Network.LinkDeclaration {
  Network.LinkDeclaration(
    name: name, first: first, second: second, up: parameters, down: parameters)
}

func parameters(
  delay: TimeSpan = .milliseconds(10), jitter: TimeSpan = .zero, loss: Ratio = .zero,
  rate: BitRate? = nil
) -> LinkParameters {
  var parameters = LinkParameters()
  parameters.delay = delay
  parameters.jitter = jitter
  parameters.loss = loss
  parameters.rate = rate
  return parameters
}

func milliseconds(_ count: Int64) -> Instant { .zero + .milliseconds(count) }
func nanoseconds(_ count: Int64) -> Instant { Instant(nanoseconds: count) }

extension LinkDirection {
  /// Offers a packet where nobody keeps the draws.
  mutating func offer(_ packet: Packet, flow: UInt64, at now: Instant) -> Verdict {
    var recorder = Recorder()
    guard isImpaired else { return offer(packet, flow: flow, at: now, into: &recorder) }
    var packet = packet
    switch admit(&packet, flow: flow, isCopy: false, at: now, into: &recorder) {
    case .dropped(let reason): return .dropped(reason)
    case .admitted:
      let arrival = forward(packet, flow: flow, at: now, into: &recorder)
      precondition(arrival != nil, "nothing waits by name without CoDel")
      return .arrives(at: arrival ?? .distantFuture)
    }
  }
}

/// A packet of 1,500 bytes on the wire, unless told otherwise.
func packet(_ number: UInt32 = 0, payload: UInt32 = 1_448) -> Packet {
  var segment = Segment(sequence: 1, payloadLength: payload, flags: [.ack])
  segment.options = [.timestamps]
  return Packet(segment: segment, sender: EndPlace(0), number: number)
}

extension LinkDirection.Verdict {
  /// When the packet comes out; nil when it does not.
  var arrival: Instant? {
    if case .arrives(let instant) = self { return instant }
    return nil
  }
}
