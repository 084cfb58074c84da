import Testing
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirWorld

@Suite("Draws in the trace")
struct DrawTests {
  private func lossyTunnel() -> WorldPlan {
    var plan = SmallWorlds.tunnelWorld()
    plan.links[0].set(\.loss, to: .percent(2))
    return plan
  }

  @Test("Every kind of draw that decides something is kept, with its key")
  func kinds() throws {
    let draws = try SmallWorlds.run(lossyTunnel(), trace: true).draws.map(\.draw)
    let purposes = draws.map { "\($0.owner), \($0.purpose)" }
    for purpose in [
      "phone, answer name", "tunnel, begin", "phone, api", "radio.up, loss", "radio.up, jitter",
      "radio.down, loss", "radio.down, jitter", "api, /api/events",
    ] {
      #expect(purposes.contains(purpose), "\(purpose)")
    }
  }

  @Test("What was drawn is what its key gives")
  func values() throws {
    let result = try SmallWorlds.run(lossyTunnel(), seed: 5, trace: true)
    for draw in result.draws.map(\.draw) {
      let own = DrawKey(seed: 5, owner: draw.owner, purpose: draw.purpose)
      let key = draw.entity.map { own.entity($0) } ?? own
      #expect(draw.bits == key.bits(draw.number))
    }
  }

  @Test("A packet that loss takes has a draw below the chance just before it")
  func loss() throws {
    let result = try SmallWorlds.run(lossyTunnel(), trace: true)
    // A drop that is not the tunnel's: the reason stands in bits 8 to 15.
    let drops = result.occurrences.indices.filter { index in
      result.occurrences[index].kind == .packetDropped
        && result.occurrences[index].second >> 8 & 0xFF == 1
    }
    #expect(drops.count > 5)
    for drop in drops {
      let record = try #require(result.draws.last { $0.place <= drop })
      #expect(record.draw.purpose == "loss")
      #expect(record.draw.entity == result.occurrences[drop].first)
      #expect(record.instant == result.occurrences[drop].instant)
      #expect(record.cause == result.occurrences[drop].cause)
      #expect(record.draw.bits < UInt64.max / 50 + 1)
    }
    // Losses and draws that say so are equally many.
    let lost = result.draws.count {
      $0.draw.purpose == "loss" && $0.draw.bits < UInt64.max / 50 + 1
    }
    #expect(lost == drops.count)
  }

  @Test("Draws stand in the order of time, among the occurrences")
  func order() throws {
    let result = try SmallWorlds.run(lossyTunnel(), trace: true)
    for (one, next) in zip(result.draws, result.draws.dropFirst()) {
      #expect(one.place <= next.place && one.instant <= next.instant)
    }
    for record in result.draws {
      if record.place > 0 {
        #expect(result.occurrences[record.place - 1].instant <= record.instant)
      }
      if record.place < result.occurrences.count {
        #expect(result.occurrences[record.place].instant >= record.instant)
      }
    }
  }

  @Test("Each event was scheduled by an earlier one, or before the first")
  func eventCauses() throws {
    let result = try SmallWorlds.run(lossyTunnel(), trace: true)
    #expect(result.eventCauses.first == Recorder.noCause)
    for (event, cause) in result.eventCauses.enumerated() where cause != Recorder.noCause {
      #expect(cause < UInt64(event))
    }
    for occurrence in result.occurrences where occurrence.cause != Recorder.noCause {
      #expect(occurrence.cause < UInt64(result.eventCauses.count))
    }
  }

  @Test("A run that keeps no trace keeps no draws, and its digest is the same")
  func off() throws {
    let (off, on) = (
      try SmallWorlds.run(lossyTunnel()), try SmallWorlds.run(lossyTunnel(), trace: true)
    )
    #expect(off.draws.isEmpty && off.eventCauses.isEmpty)
    #expect(off.digest == on.digest)
  }
}
