/// Which links lead from one host to another: the shortest chain, of equals the first declared.
///
/// Everything is found once and from the side of the host that is connected to, because those are
/// few: one breadth-first tree for it gives the ways there and back of all its clients, at 16 bytes
/// a host.
struct RouteTable {
  /// A chain of directions of links; empty within one host.
  struct Route {
    fileprivate let start: UInt32
    let count: UInt8
  }

  /// The ways between two hosts, as numbers of routes.
  struct Pair {
    let there: UInt32
    let back: UInt32
  }

  /// Links that a packet may take: Linux sends with a time to live of 64 (`ip_default_ttl`).
  static let maximumLinks = 64

  private struct Exit {
    let direction: UInt32
    let host: UInt32
  }

  /// What is known from the side of one host; indexed by host.
  private struct Tree {
    /// Links from the root; ``RouteTable/unknown`` where no link leads.
    var distances: [UInt32]
    /// The direction that enters a host on the way from the root, and the host it comes from.
    var entries: [UInt32]
    var parents: [UInt32]
    /// Which exit of a host is on the way to the root, once it was asked for.
    var leaves: [UInt32]
  }

  private static let unknown = UInt32.max
  private var exits: [[Exit]]
  private var trees: [Tree?]
  private var routes: [Route] = []
  private var links: [UInt32] = []
  /// By source and destination; looked up only.
  private var pairs: [UInt64: Pair] = [:]

  init(hostCount: Int) {
    exits = Array(repeating: [], count: hostCount)
    trees = Array(repeating: nil, count: hostCount)
  }

  /// Adds a direction of a link; each link adds both of its own.
  mutating func add(direction: UInt32, from source: Int, to destination: Int) {
    exits[source].append(Exit(direction: direction, host: UInt32(destination)))
  }

  /// Whether any link leads away from a host.
  func hasExit(from host: Int) -> Bool { !exits[host].isEmpty }

  subscript(route: UInt32) -> Route { routes[Int(route)] }

  /// The direction that a route takes as its `hop`-th, counted from zero.
  func direction(_ route: Route, hop: UInt8) -> UInt32 {
    precondition(hop < route.count, "a route of \(route.count) links has no link \(hop)")
    return links[Int(route.start) + Int(hop)]
  }

  func directions(of route: UInt32) -> ArraySlice<UInt32> {
    let route = routes[Int(route)]
    return links[Int(route.start)..<Int(route.start) + Int(route.count)]
  }

  /// The ways between two hosts; nil when no chain of links within the limit leads there.
  mutating func ways(from source: Int, to destination: Int) -> Pair? {
    let key = UInt64(source) << 32 | UInt64(destination)
    if let known = pairs[key] { return known }
    if trees[destination] == nil { trees[destination] = tree(from: UInt32(destination)) }
    guard let (there, back) = walk(from: source, to: destination) else { return nil }
    let pair = Pair(there: append(there), back: append(back))
    pairs[key] = pair
    return pair
  }

  private mutating func append(_ directions: [UInt32]) -> UInt32 {
    routes.append(Route(start: UInt32(links.count), count: UInt8(directions.count)))
    links.append(contentsOf: directions)
    return UInt32(routes.count - 1)
  }

  /// Breadth first, in the order of declaration.
  private func tree(from root: UInt32) -> Tree {
    let none = [UInt32](repeating: Self.unknown, count: exits.count)
    var tree = Tree(distances: none, entries: none, parents: none, leaves: none)
    tree.distances[Int(root)] = 0
    var frontier = [root]
    var position = 0
    while position < frontier.count {
      let host = frontier[position]
      position += 1
      for exit in exits[Int(host)] where tree.distances[Int(exit.host)] == Self.unknown {
        tree.distances[Int(exit.host)] = tree.distances[Int(host)] + 1
        tree.entries[Int(exit.host)] = exit.direction
        tree.parents[Int(exit.host)] = host
        frontier.append(exit.host)
      }
    }
    return tree
  }

  /// Both chains between a host and the root of a known tree.
  ///
  /// Towards the root, taking at each host the first exit that comes nearer gives what a search
  /// from the source would find: of the shortest chains the one declared first, link by link.
  private mutating func walk(
    from source: Int, to root: Int
  ) -> (there: [UInt32], back: [UInt32])? {
    guard let distance = trees[root]?.distances[source], distance <= Self.maximumLinks else {
      return nil
    }
    var there: [UInt32] = []
    var host = source
    for left in (0..<distance).reversed() {
      guard let exit = exit(of: host, towards: root, leaving: left) else { return nil }
      there.append(exit.direction)
      host = Int(exit.host)
    }
    var back: [UInt32] = []
    host = source
    while host != root, let tree = trees[root] {
      back.append(tree.entries[host])
      host = Int(tree.parents[host])
    }
    return (there, back.reversed())
  }

  /// The first exit of a host after which so many links are left; remembered for the next asker.
  private mutating func exit(of host: Int, towards root: Int, leaving left: UInt32) -> Exit? {
    guard let known = trees[root]?.leaves[host] else { return nil }
    if known != Self.unknown { return exits[host][Int(known)] }
    let found = exits[host].firstIndex { trees[root]?.distances[Int($0.host)] == left }
    guard let found else { return nil }
    trees[root]?.leaves[host] = UInt32(found)
    return exits[host][found]
  }
}
