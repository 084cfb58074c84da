import TestSupport
import Testing

@testable import WeirNetwork

@Suite("RouteTable")
struct RouteTableTests {
  private func table(_ hosts: Int, _ links: [(Int, Int)]) -> RouteTable {
    var table = RouteTable(hostCount: hosts)
    for (index, link) in links.enumerated() {
      table.add(direction: UInt32(index * 2), from: link.0, to: link.1)
      table.add(direction: UInt32(index * 2 + 1), from: link.1, to: link.0)
    }
    return table
  }

  private struct Ways: Equatable {
    var there: [UInt32]
    var back: [UInt32]
  }

  private func ways(_ table: inout RouteTable, _ source: Int, _ destination: Int) -> Ways? {
    guard let pair = table.ways(from: source, to: destination) else { return nil }
    func directions(_ number: UInt32) -> [UInt32] {
      (0..<table[number].count).map { table.direction(table[number], hop: $0) }
    }
    return Ways(there: directions(pair.there), back: directions(pair.back))
  }

  @Test("A route takes the shortest chain and comes back over the same links")
  func shortest() {
    var table = table(5, [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)])
    #expect(ways(&table, 0, 3) == Ways(there: [6, 8], back: [9, 7]))
    #expect(ways(&table, 2, 1) == Ways(there: [3], back: [2]))
    var chain = self.table(4, [(0, 1), (1, 2), (2, 3)])
    #expect(ways(&chain, 0, 3) == Ways(there: [0, 2, 4], back: [5, 3, 1]))
  }

  @Test("Of equally short chains the one declared first is taken, link by link")
  func ties() {
    // Two hosts in the middle, and two links to the second of them.
    var table = table(4, [(0, 2), (0, 1), (0, 1), (1, 3), (2, 3)])
    // There by the first link of host 0, back by the first link of host 3: not the same way.
    #expect(ways(&table, 0, 3) == Ways(there: [0, 8], back: [7, 3]))
    #expect(ways(&table, 0, 1) == Ways(there: [2], back: [3]))
  }

  @Test("A host reaches itself without a link, and others not at all without one")
  func none() {
    var table = table(3, [(0, 1)])
    #expect(ways(&table, 2, 2) == Ways(there: [], back: []))
    #expect(ways(&table, 0, 2) == nil)
    #expect(ways(&table, 2, 0) == nil)
  }

  @Test("64 links are within the time to live of a packet, 65 are not")
  func limit() {
    var table = table(70, (0..<69).map { ($0, $0 + 1) })
    #expect(ways(&table, 0, 64)?.there.count == 64)
    #expect(ways(&table, 0, 65) == nil)
  }

  @Test("In random networks both ways are what a plain search from the source finds")
  func againstPlainSearch() {
    var choices = TestChoices(seed: 1)
    for _ in 0..<60 {
      let count = 2 + choices.below(9)
      let links = (0..<choices.below(2 * count)).map { _ in
        (choices.below(count), choices.below(count))
      }
      var table = table(count, links)
      for source in 0..<count {
        for destination in 0..<count {
          let there = plainSearch(count, links, from: source, to: destination)
          let back = plainSearch(count, links, from: destination, to: source)
          let found = ways(&table, source, destination)
          #expect(found?.there == there)
          #expect(found?.back == back)
        }
      }
    }
  }

  /// Whole paths in a queue, extended in the order of declaration.
  private func plainSearch(
    _ count: Int, _ links: [(Int, Int)], from source: Int, to destination: Int
  ) -> [UInt32]? {
    var queue: [(host: Int, path: [UInt32])] = [(source, [])]
    var seen = Array(repeating: false, count: count)
    seen[source] = true
    while !queue.isEmpty {
      let (host, path) = queue.removeFirst()
      if host == destination { return path }
      for (index, link) in links.enumerated() {
        for (from, to, direction) in [
          (link.0, link.1, UInt32(index * 2)), (link.1, link.0, UInt32(index * 2 + 1)),
        ] where from == host && !seen[to] {
          seen[to] = true
          queue.append((to, path + [direction]))
        }
      }
    }
    return nil
  }
}
