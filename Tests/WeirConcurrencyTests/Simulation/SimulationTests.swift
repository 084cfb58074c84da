import TaskWorkload
import Testing
import Weir
import WeirConcurrency

@Suite struct `Ordinary async code in a world` {
  @Test(arguments: 1...8)
  func `gives the same digest again, beside seven other worlds`(seed: UInt64) async throws {
    let first = try TaskWorkload.simulation(seed: seed).run()
    try await Task.sleep(for: .milliseconds(1))  // real time goes on between simulations
    let second = try TaskWorkload.simulation(seed: seed).run()
    #expect(first.digest == second.digest)
    #expect(first.reasons == [])
    #expect(first.verdict == .passed)
  }

  @Test func `ordinary tasks beside simulations run as they always do`() async throws {
    let began = ContinuousClock.now
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask { for _ in 0..<100 { await Task.yield() } }
        group.addTask { try? await Task.sleep(for: .milliseconds(2)) }
      }
    }
    #expect(ContinuousClock.now - began >= .milliseconds(2))
    await MainActor.run { MainActor.assertIsolated() }
  }

  @MainActor @Test func `a simulation on the main actor's thread is like any other`() throws {
    let other = try TaskWorkload.simulation(seed: 1).run()
    #expect(other.reasons == [])
  }

  @Test func `other seeds give other runs`() throws {
    let digests = try (1...20).map {
      try TaskWorkload.simulation(seed: UInt64($0)).run().digest.text
    }
    #expect(Set(digests).count == 20)
  }

  @Test func `time is virtual for every clock`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("sleeper", on: "client") { host in
      let (continuous, suspending) = (ContinuousClock.now, SuspendingClock.now)
      try await Task.sleep(for: .seconds(7))
      try await ContinuousClock().sleep(for: .seconds(5))
      try await SuspendingClock().sleep(for: .seconds(3))
      try await SimulationClock().sleep(for: .seconds(1))
      log.add("\(ContinuousClock.now - continuous) \(SuspendingClock.now - suspending)")
      log.add("\(host.now.nanoseconds)")
    }
    #expect(simulation.run().verdict == .passed)
    #expect(log.lines == ["16.0 seconds 16.0 seconds", "16000000000"])
  }

  @Test func `who waits for what is told when nothing can happen any more`() throws {
    let simulation = try SmallSimulations.pair()
    try simulation.program("server", on: "server") { host in
      let stream = try await host.listen().accept()
      _ = try await stream?.read()
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      try await Task.sleep(for: .seconds(1))
      _ = try await stream.read()
    }
    try simulation.program("stuck", on: "client") { _ in
      let (stream, continuation) = AsyncStream<Int>.makeStream()
      for await _ in stream {}
      continuation.finish()
    }
    let result = simulation.run()
    #expect(
      result.run.end
        == .deadlock([
          "server on server waits for bytes from the client on port 80 since 0.120 s",
          "client on client waits for bytes from server:80 since 1.080 s",
          "stuck on client waits for something that nothing in the simulation resumes",
        ]))
    #expect(result.run.endedAt.nanoseconds < 2_000_000_000)
    #expect(result.verdict == .failed)
  }

  @Test func `a program that throws fails the run with its error`() throws {
    struct Broken: Error {}
    let simulation = try SmallSimulations.pair()
    try simulation.program("broken", on: "client") { _ in
      try await Task.sleep(for: .milliseconds(250))
      throw Broken()
    }
    let result = simulation.run()
    #expect(result.verdict == .failed)
    #expect(result.reasons == ["broken on client failed at 0.250 s: Broken()"])
  }

  @Test func `a program that is not done when the run ends is told with what it waits for`() throws
  {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("endless", on: "client") { host in
      defer { log.add("unwound") }
      while true { try await Task.sleep(for: .seconds(50)) }
    }
    let result = simulation.run()
    #expect(result.run.end == .durationReached)
    #expect(result.verdict == .inconclusive)
    #expect(result.reasons == ["endless on client did not finish"])
    #expect(log.lines == ["unwound"])
  }

  @Test func `tasks that never let time pass end the run at its bound`() throws {
    let simulation = try SmallSimulations.pair()
    simulation.jobsAtOneInstant = 10_000
    try simulation.program("spinning", on: "client") { _ in
      while !Task.isCancelled { await Task.yield() }
    }
    let result = simulation.run()
    #expect(result.run.end == .bound(.eventsAtOneInstant(10_000)))
    #expect(result.verdict == .inconclusive)
  }

  @Test func `a host that does not exist is an error with a remedy`() throws {
    let simulation = try SmallSimulations.pair()
    let error = #expect(throws: PlanError.self) {
      try simulation.program("lost", on: "clint") { _ in }
    }
    #expect(error?.problem == "the unknown host \"clint\"")
    #expect(error?.remedy == "\"client\", \"server\"")
  }

  @Test func `a simulation is gone when nobody holds it, whatever its programs waited for`() throws
  {
    weak var kept: Simulation?
    do {
      let simulation = try SmallSimulations.pair()
      kept = simulation
      try simulation.program("server", on: "server") { host in
        for try await stream in try host.listen() {
          Task { _ = try await stream.read() }
        }
      }
      try simulation.program("client", on: "client") { host in
        let stream = try await host.connect(to: "server")
        _ = try await stream.read()
      }
      _ = simulation.run()
    }
    #expect(kept == nil)
  }
}
