internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

/// Kinds of events that the world schedules beside the network's.
enum WorldEvent {
  /// An endpoint's timer; the target is the endpoint, the argument the timer.
  static let endpointTimer: UInt16 = 16
  /// An instruction to an endpoint; the argument is the command.
  static let command: UInt16 = 17
  /// A fault begins; the target is the rule.
  static let faultBegins: UInt16 = 18
  /// A fault ends; the target is the rule, the argument the outage.
  static let faultEnds: UInt16 = 19
  /// The scenario's duration is over.
  static let durationReached: UInt16 = 20
  /// What is still owed has had its time.
  static let settled: UInt16 = 21
  /// A socket could not be opened; the target is the endpoint, the argument the error and, in the
  /// lower 32 bits, the socket.
  static let connectFailed: UInt16 = 22
}

/// One run in the making: components, time, faults, the account.
///
/// Owned by one thread and stepped by it. Things happen to components, components say what they
/// want done, and the world alone does it, in order: no component ever calls another.
public struct World: ~Copyable {
  /// Where an endpoint's state is kept.
  enum Program {
    case client(Int)
    case server(Int)
    case custom(Int)
    case transfer(Int)
  }

  /// What the world keeps for an endpoint.
  struct EndpointRecord {
    let program: Program
    let host: Int
    var timers: [EventHandle] = []
    /// Sockets by the endpoint's own numbers; nil for those it is done with.
    var sockets: [SocketHandle?] = []
    /// Bytes that may be unacknowledged on a socket before it is told.
    var backlogLimit = Int.max
    /// Whether it reads by asking.
    var readsOnRequest = false
    /// Whether ``demands`` has an entry for each socket.
    var keepsDemands: Bool {
      if case .transfer = program { return true }
      return readsOnRequest
    }
    var demands: [SocketDemand] = []
  }

  /// The plan, expanded.
  public let plan: WorldPlan
  public let seed: UInt64
  var kernel: Kernel
  var network: Network
  var endpoints: [EndpointRecord] = []
  var clients: [StreamClient] = []
  var servers: [StreamServer] = []
  var customs: [any Endpoint] = []
  var transferPrograms: [TransferProgram] = []
  /// Their numbers among the endpoints.
  var transferEndpoints: [UInt32] = []
  /// What the transfer programs do, in the order of the workload.
  var transfers: [Transfer] = []
  var ledger: Ledger
  var faults: FaultSchedule
  var outages: [Outage] = []
  var timeline: [TimelineEntry] = []
  var effects = Effects()
  /// Sockets whose owners have asked for bytes since they were last looked at.
  var askedReads: [AskedSocket] = []
  /// What endpoints are to be told of what they have just done, oldest first.
  var replies: [Reply] = []
  /// The consumer's purpose that a stream serves, for faults at positions; by stream.
  var streamPurposes: [String] = []
  /// Identities of streams in the trace: hashes of their names; by stream.
  var streamKeys: [UInt64] = []
  /// The endpoint that emits a stream; by stream.
  var streamOwners: [UInt32] = []
  /// What was answered so far, for faults at positions.
  var responses = ResponseLog()
  /// Crashes that keep each server down, by server.
  var serverCrashes: [Int] = []
  /// Commands not yet given.
  var pendingCommands = 0
  /// Consumers that wait for a last event and have not ended.
  var unfinishedAnswers = 0
  /// Servers that were killed and will not start again, by index: they emit nothing more.
  var deadServers: [Int] = []
  /// Faults that will end: the run is not over before.
  var ongoingFaults = 0
  var end: RunEnd?
  /// The end of the time to settle; `none` while some source may still emit.
  var settling = EventHandle.none
  /// Takes the packets of a capture.
  var packetTaker: ((CapturedPacket) -> Void)?
  /// Whether an expectation asks how long the ends of connections hold them alive.
  let watchesEnds: Bool
  /// What it is told of, by socket, and the hosts of those, by connection.
  var endTimes: [EndTimes] = []
  var endHosts: [(opener: Int, acceptor: Int)] = []
  /// What else is noted because an expectation asks for it.
  let watches: Watches
  /// How much of its stream the end that opened a connection has read, by connection.
  var readEnds: [UInt64] = []
  /// Whether something has happened after which the run could be over.
  var mayBeOver = true

  /// Builds a world from a plan without problems.
  ///
  /// - Throws: the first problem of the plan, or the first thing that cannot be run yet.
  public init(_ plan: WorldPlan, seed: UInt64, keepsFullTrace: Bool = false) throws(PlanError) {
    if let problem = plan.problems.first ?? plan.unsupported.first?.error { throw problem }
    guard seed < 1 << 53 else {
      throw PlanError(
        path: "seed", problem: "the seed \(seed)",
        remedy: "a seed below 2^53, so that JSON can carry it")
    }
    let expansion = PlanExpansion(plan)
    let plan = expansion.plan
    let roster = expansion.roster
    self.plan = plan
    self.seed = seed
    kernel = Kernel(bounds: plan.bounds, keepsFullTrace: keepsFullTrace)
    network = Network(
      hosts: plan.hosts.map(\.name),
      links: plan.links.map { link in
        guard let first = roster.place(of: link.first), let second = roster.place(of: link.second)
        else { preconditionFailure("the ends of \(link.name) were checked before") }
        return Network.LinkDeclaration(
          name: link.name, first: first, second: second, up: link.up, down: link.down)
      },
      configurations: plan.hosts.map { plan.configuration(of: $0, seed: seed) }, seed: seed)
    ledger = Ledger(consumers: [])
    watchesEnds = plan.expectations.contains {
      if case .endsAgree = $0 { true } else { false }
    }
    watches = Watches(plan.expectations)
    faults = FaultSchedule(plan, hosts: roster, seed: seed)
    effects.notesDraws = keepsFullTrace
    effects.notesTexts = plan.expectations.contains(.textIntact)
    effects.notesPositions = plan.expectations.contains(.reconnectHeader)
    scheduleFaults()
    addPrograms(roster)
    addTransfers(roster)
    scheduleEnd()
  }

  /// Runs to the end and judges.
  ///
  /// - Parameter isInterrupted: asked every few thousand events; once it says so, the run ends
  ///   with what has happened so far.
  public mutating func run(isInterrupted: () -> Bool = { false }) -> RunResult {
    start()
    while end == nil {
      step()
      if kernel.eventCount & 4_095 == 0, isInterrupted() { end = .interrupted }
    }
    return result()
  }

  /// Handles the next event and everything it leads to at this instant.
  mutating func step() {
    switch kernel.next() {
    case .event(let event):
      handle(event)
      deliverSignals()
      if mayBeOver, end == nil { checkWhetherOver() }
    case .idle:
      end = .idle
    case .bound(let bound):
      end = .bound(bound)
    }
    if packetTaker != nil { handOverCaptured() }
  }

  private mutating func handle(_ event: Event) {
    switch event.kind {
    case NetworkEvent.packetArrival, NetworkEvent.socketTimer, NetworkEvent.capacityFree,
      NetworkEvent.tooLargeReport:
      network.handle(event, &kernel)
    case WorldEvent.endpointTimer:
      endpoints[Int(event.target)].timers[Int(event.argument)] = .none
      give(.timer(UInt32(event.argument)), to: event.target)
    case WorldEvent.command:
      pendingCommands -= 1
      give(.command(UInt32(event.argument)), to: event.target)
    case WorldEvent.faultBegins:
      beginFault(Int(event.target))
    case WorldEvent.faultEnds:
      endFault(Int(event.target), outage: Int(event.argument))
    case WorldEvent.durationReached:
      end = .durationReached
    case WorldEvent.connectFailed:
      connectFailed(event.argument, for: event.target)
    case WorldEvent.settled:
      end = .settled
    default:
      preconditionFailure("nobody knows event kind \(event.kind)")
    }
  }

  /// Ends the run when no source will emit and nothing is owed; gives what is owed time to settle.
  ///
  /// A program of the user's own that does not say that it is quiet is a source of which nothing
  /// is known: with it a run ends at its duration, or when nothing is left to happen.
  mutating func checkWhetherOver() {
    mayBeOver = false
    guard customs.allSatisfy(\.isQuiet), pendingCommands == 0 else { return }
    if findActiveSource() {
      kernel.cancel(settling)
      settling = .none
    } else if ledger.openCount == 0, unfinishedAnswers == 0 {
      end = .finished
    } else if settling == .none {
      settling = kernel.schedule(
        at: kernel.now + plan.settle, target: 0, kind: WorldEvent.settled)
    }
  }

  /// Mutating, for a world that is only looked at would be copied, all 900 bytes.
  private mutating func findActiveSource() -> Bool {
    if ongoingFaults > 0 { return true }
    for program in transferPrograms.indices where !transferPrograms.span[program].isQuiet {
      return true
    }
    for server in servers.indices where !servers.span[server].isQuiet {
      if !deadServers.contains(server) { return true }
    }
    return false
  }
}
