import Testing
import Weir

/// What the scenario of pinned redirects cannot say by itself: whether the stream goes on.
@Suite struct RedirectedStreamTests {
  private func firstEventOfNodeB(_ variant: String, seed: UInt64) throws -> Instant? {
    let result = try BugVariant.read("redirect-pinned-reconnect", variant).plan.run(seed: seed)
    let ledger = result.ledger
    let delivered = ledger.obligations.filter {
      $0.isDelivered && ledger.streams[Int($0.stream)].host == "node-b"
    }
    return delivered.map(\.deliveredAt).min()
  }

  @Test func `A page that begins at the front again has events 15 s after its node has died`()
    throws
  {
    for seed in BugVariant.usualSeeds {
      let first = try #require(try firstEventOfNodeB("rebuilt", seed: seed))
      #expect(first > Instant.zero + .seconds(20))
      #expect(first <= Instant.zero + .seconds(35))
    }
  }

  @Test func `An EventSource that connects to where it was sent never has another`() throws {
    for seed in BugVariant.usualSeeds {
      #expect(try firstEventOfNodeB("broken", seed: seed) == nil)
    }
  }
}
