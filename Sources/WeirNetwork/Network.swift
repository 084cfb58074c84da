public import WeirKernel
internal import WeirPrimitives
public import WeirTCP

/// Kinds of events that the network schedules and handles itself.
public enum NetworkEvent {
  /// A packet leaves a link; the target is its place in the pool.
  public static let packetArrival: UInt16 = 1
  /// A connection's end has a deadline; the target is where the end is kept.
  public static let socketTimer: UInt16 = 2
  /// A link can send the next packet that waits for it by name; the target is its direction.
  public static let capacityFree: UInt16 = 5
  /// The sender of a packet that was too large learns of it; the target is its socket.
  public static let tooLargeReport: UInt16 = 6
}

/// Hosts, links and connections: takes what applications do, moves packets, tells owners.
///
/// It schedules its own events and records what can be observed. What the owners of sockets are to
/// be told is appended to ``signals`` for the world to hand on: the network calls nobody.
public struct Network: ~Copyable {
  /// How TCP behaves, by host.
  public let configurations: [TCPConfiguration]
  let seed: UInt64
  var hosts: [Host]
  var directions: Table<LinkDirection>
  var clientPorts = ClientPorts()
  public let directionNames: [String]
  /// The component number under which a direction is recorded: its host's come first.
  let firstDirectionComponent: UInt32
  var routes: RouteTable
  /// The ends of connections, two by two; the places are used again.
  var ends = Table<SocketEnd>()
  var connections = Table<Connection>()
  var directory = ConnectionDirectory()
  /// Places of connections to which nothing can happen any more.
  var finished: [Int] = []
  /// Segments sent more than once by ends that are gone: by end, where there were any, and by host.
  var pastRetransmissions: [SocketHandle: UInt64] = [:]  // lookup only
  var pastRetransmissionCounts: [UInt64]
  var packets = PacketPool()
  /// Memory for the bytes that ends have sent.
  var blocks = BlockPool()
  var effects = TCPEffects()
  /// Connections of which a packet was dropped from a queue; see ``settle()``.
  var unsettled: [Int] = []
  /// Listens at interfaces while a capture is on.
  var tap: PacketTap?
  /// Bytes whose segments are to be lost, as armed.
  var dropWires: [DropWire] = []
  /// What owners are to be told, oldest first; the world empties it.
  public var signals: [SocketSignal] = []
  /// Tripwires whose offset the receiver has passed, or whose segment was lost for the first time;
  /// the world empties it.
  public var trippedWires: [Tripwire] = []
  public internal(set) var deliveredPackets: UInt64 = 0
  public internal(set) var droppedPackets: UInt64 = 0
  public internal(set) var sentPackets: UInt64 = 0
  /// Copies that links have made.
  public internal(set) var duplicatedPackets: UInt64 = 0

  /// Declares a link between two hosts, by their indices; `up` leads from the first.
  public struct LinkDeclaration {
    public var name: String
    public var first: Int
    public var second: Int
    public var up: LinkParameters
    public var down: LinkParameters

    public init(
      name: String, first: Int, second: Int, up: LinkParameters, down: LinkParameters
    ) {
      self.name = name
      self.first = first
      self.second = second
      self.up = up
      self.down = down
    }
  }

  public init(
    hosts hostNames: [String], links: [LinkDeclaration], configuration: TCPConfiguration,
    seed: UInt64
  ) {
    self.init(
      hosts: hostNames, links: links,
      configurations: Array(repeating: configuration, count: hostNames.count), seed: seed)
  }

  /// Makes a network whose hosts each have a configuration of their own.
  public init(
    hosts hostNames: [String], links: [LinkDeclaration], configurations: [TCPConfiguration],
    seed: UInt64
  ) {
    precondition(configurations.count == hostNames.count, "each host has one configuration")
    self.configurations = configurations
    self.seed = seed
    hosts = hostNames.map { Host(name: $0) }
    pastRetransmissionCounts = Array(repeating: 0, count: hostNames.count)
    directions = Table(capacity: links.count * 2)
    routes = RouteTable(hostCount: hostNames.count)
    var names: [String] = []
    for link in links {
      for (suffix, from, to, parameters) in [
        (".up", link.first, link.second, link.up), (".down", link.second, link.first, link.down),
      ] {
        routes.add(direction: UInt32(directions.count), from: from, to: to)
        directions.append(LinkDirection(parameters, name: link.name + suffix, seed: seed))
        names.append(link.name + suffix)
      }
    }
    directionNames = names
    firstDirectionComponent = UInt32(hostNames.count)
  }

  /// The names of what occurrences are recorded at: hosts, then directions of links.
  public var componentNames: [String] { hosts.map(\.name) + directionNames }
  /// Empties ``signals`` and keeps its memory.
  public mutating func forgetSignals() {
    // Mostly one or two: one by one is cheaper than the general way.
    while !signals.isEmpty { signals.removeLast() }
  }

  /// One of ``componentNames``.
  public func componentName(_ component: UInt32) -> String {
    let index = Int(component)
    return index < hosts.count ? hosts[index].name : directionNames[index - hosts.count]
  }

  /// Packets on their way: sent or copied, neither delivered nor dropped.
  public var packetsInFlight: Int { packets.inFlightCount }

  /// Handles an event of one of the kinds in ``NetworkEvent``.
  public mutating func handle(_ event: Event, _ kernel: inout Kernel) {
    if !unsettled.isEmpty { settle() }
    if !finished.isEmpty { forgetFinished() }
    switch event.kind {
    case NetworkEvent.packetArrival:
      packetArrived(event.target, &kernel)
    case NetworkEvent.socketTimer:
      timerDue(EndPlace(event.target), hasYielded: event.argument == 1, &kernel)
    case NetworkEvent.capacityFree:
      capacityFree(Int(event.target), outages: UInt16(event.argument), &kernel)
    case NetworkEvent.tooLargeReport:
      tooLargeReported(SocketHandle(index: event.target), mtu: event.argument, &kernel)
    default:
      preconditionFailure("the network knows no event kind \(event.kind)")
    }
  }
}
