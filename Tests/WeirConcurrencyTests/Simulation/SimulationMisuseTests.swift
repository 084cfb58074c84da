import Testing
import Weir
import WeirConcurrency

@Suite struct `Simulations used as they are not meant` {
  @Test func `a second run gives the result of the first`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("once", on: "client") { host in
      try await Task.sleep(for: .seconds(3))
      host.note("done")
      log.add("ran")
    }
    let first = simulation.run()
    let second = simulation.run()
    #expect(log.lines == ["ran"])
    #expect(second.digest == first.digest)
    #expect(second.programs == first.programs)
  }

  @Test func `what is added after the run has begun is refused`() throws {
    let simulation = try SmallSimulations.pair()
    try simulation.program("first", on: "client") { _ in }
    _ = simulation.run()
    let expected = PlanError(
      path: "programs.late", problem: "a program that comes after the run has begun",
      remedy: "all programs before run()")
    #expect(throws: expected) { try simulation.program("late", on: "client") { _ in } }
    #expect(throws: PlanError.self) { try simulation.service("late", on: "client") { _ in } }
  }

  @Test func `a simulation inside a program of another does not run, and says so`() throws {
    let outer = try SmallSimulations.pair()
    let log = Log()
    try outer.program("nesting", on: "server") { _ in
      let inner = try SmallSimulations.pair()
      try inner.program("never", on: "client") { _ in log.add("ran") }
      log.add(inner.run().reasons.joined(separator: "; "))
      log.add(inner.run().reasons.joined(separator: "; "))
    }
    #expect(outer.run().verdict == .passed)
    let refusal =
      "nesting on server asked for a simulation that runs inside another on the same thread"
    #expect(log.lines == [refusal, refusal])
  }

  @Test func `a seed too large for JSON is refused`() {
    let expected = PlanError(
      path: "seed", problem: "the seed 9007199254740992",
      remedy: "a seed below 2^53, so that JSON can carry it")
    #expect(throws: expected) { try SmallSimulations.pair(seed: 1 << 53) }
  }

  @Test func `the clock stands at zero outside of a simulation, and does not sleep there`()
    async throws
  {
    let clock = SimulationClock()
    #expect(clock.now == SimulationClock.Instant(.zero))
    await #expect(throws: StreamError.outsideOfSimulation) {
      try await clock.sleep(for: .seconds(1))
    }
  }
}
