public import WeirKernel
internal import WeirPrimitives
public import WeirTCP

/// Kinds of events that the network schedules and handles itself.
public enum NetworkEvent {
  /// A packet leaves a link; the target is its place in the pool.
  public static let packetArrival: UInt16 = 1
  /// A connection's end has a deadline; the target is the end.
  public static let socketTimer: UInt16 = 2
}

/// Hosts, links and connections: takes what applications do, moves packets, tells owners.
///
/// It schedules its own events and records what can be observed. What the owners of sockets are to
/// be told is appended to ``signals`` for the world to hand on: the network calls nobody.
public struct Network: ~Copyable {
  public let configuration: TCPConfiguration
  let seed: UInt64
  var hosts: [Host]
  var directions: [LinkDirection]
  public let directionNames: [String]
  /// The component number under which a direction is recorded: its host's come first.
  let firstDirectionComponent: UInt32
  var ends: [SocketEnd] = []
  /// Connections cut off by a fault: nothing of theirs passes any more.
  var severed: [Bool] = []
  var routes: [[UInt32]] = []
  var packets = PacketPool()
  var effects = TCPEffects()
  /// What owners are to be told, oldest first; the world empties it.
  public var signals: [SocketSignal] = []
  /// Watched stream offsets, for faults at positions.
  var tripwires: [Tripwire] = []
  /// Tripwires whose offset the receiver has passed; the world empties it.
  public var trippedWires: [Tripwire] = []
  public internal(set) var deliveredPackets: UInt64 = 0
  public internal(set) var droppedPackets: UInt64 = 0
  public internal(set) var sentPackets: UInt64 = 0

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
    self.configuration = configuration
    self.seed = seed
    hosts = hostNames.enumerated().map { Host(name: $1, index: $0) }
    directions = []
    var names: [String] = []
    for link in links {
      for (suffix, from, to, parameters) in [
        (".up", link.first, link.second, link.up), (".down", link.second, link.first, link.down),
      ] {
        hosts[from].exits.append((UInt32(directions.count), UInt32(to)))
        directions.append(LinkDirection(parameters, name: link.name + suffix, seed: seed))
        names.append(link.name + suffix)
      }
    }
    directionNames = names
    firstDirectionComponent = UInt32(hostNames.count)
  }

  /// The names of what occurrences are recorded at: hosts, then directions of links.
  public var componentNames: [String] { hosts.map(\.name) + directionNames }
  /// Packets between links: sent, neither delivered nor dropped.
  public var packetsInFlight: Int { packets.inFlightCount }

  /// Handles an event of one of the kinds in ``NetworkEvent``.
  public mutating func handle(_ event: Event, _ kernel: inout Kernel) {
    switch event.kind {
    case NetworkEvent.packetArrival:
      packetArrived(event.target, &kernel)
    case NetworkEvent.socketTimer:
      let socket = SocketHandle(index: event.target)
      ends[Int(event.target)].timerAt = .distantFuture
      ends[Int(event.target)].timer = .none
      if kernel.now >= ends[Int(event.target)].tcp.nextDeadline {
        perform(socket, &kernel) { $0.timerFired(at: $1, into: &$2) }
      } else {
        rearmTimer(socket, &kernel)
      }
    default:
      preconditionFailure("the network knows no event kind \(event.kind)")
    }
  }

  /// The shortest chain of links between two hosts, as an index of `routes`; nil without one.
  mutating func route(from source: UInt32, to destination: UInt32) -> UInt32? {
    if let known = hosts[Int(source)].routes.first(where: { $0.host == destination }) {
      return known.route
    }
    guard let links = shortestPath(from: source, to: destination) else { return nil }
    routes.append(links)
    let index = UInt32(routes.count - 1)
    hosts[Int(source)].routes.append((destination, index))
    return index
  }

  /// Breadth first, in the order of declaration: of equally short routes the first declared.
  private func shortestPath(from source: UInt32, to destination: UInt32) -> [UInt32]? {
    if source == destination { return [] }
    var reachedBy = [(direction: UInt32, from: UInt32)?](repeating: nil, count: hosts.count)
    var frontier = [source]
    var position = 0
    while position < frontier.count {
      let host = frontier[position]
      position += 1
      for exit in hosts[Int(host)].exits where exit.host != source {
        guard reachedBy[Int(exit.host)] == nil else { continue }
        reachedBy[Int(exit.host)] = (exit.direction, host)
        if exit.host == destination {
          var path: [UInt32] = []
          var current = destination
          while current != source, let step = reachedBy[Int(current)] {
            path.append(step.direction)
            current = step.from
          }
          return path.reversed()
        }
        frontier.append(exit.host)
      }
    }
    return nil
  }
}
