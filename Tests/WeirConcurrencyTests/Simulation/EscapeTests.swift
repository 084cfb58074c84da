import Dispatch
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Testing
import Weir
import WeirConcurrency

@Suite struct `What leaves a simulation` {
  @Test func `a task that a dispatch queue resumes is taken back and reported by name`() throws {
    let simulation = try SmallSimulations.pair()
    simulation.patience = .seconds(30)  // other tests keep this machine's threads busy
    let log = Log()
    try simulation.program("escapist", on: "client") { host in
      try await Task.sleep(for: .seconds(3))
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          usleep(20_000)  // until the task is suspended
          continuation.resume()
        }
      }
      log.add("back at \(host.milliseconds)")
    }
    let result = simulation.run()
    #expect(log.lines == ["back at 3000"])
    #expect(result.escapes.map(\.program) == ["escapist"])
    #expect(result.verdict == .inconclusive)
    #expect(
      result.reasons == [
        "escapist was resumed or used from outside the simulation at 3.000 s"
      ])
  }

  @Test func `public API alone runs structured code on the simulation's clock`() throws {
    func lines(_ seed: UInt64) throws -> [String] {
      let simulation = try SmallSimulations.pair(seed: seed, containment: .preference)
      let log = Log()
      try simulation.program("server", on: "server") { host in
        guard let stream = try await host.listen().accept() else { return }
        try await SimulationClock().sleep(for: .milliseconds(300))
        try await stream.write("hello")
        stream.close()
      }
      try simulation.program("client", on: "client") { host in
        let stream = try await host.connect(to: "server")
        await withTaskGroup(of: Int.self) { group in
          for index in 0..<10 {
            group.addTask {
              try? await SimulationClock().sleep(for: .milliseconds(index % 3))
              return index
            }
          }
          for await index in group { log.add("\(index)") }
        }
        let bytes = try await stream.read()
        log.add("\(host.milliseconds) \(bytes?.count ?? 0)")
      }
      let result = simulation.run()
      #expect(result.reasons == [])
      #expect(result.escapes == [])
      return log.lines
    }
    #expect(try lines(1) == lines(1))
    #expect(try lines(1).last == "460 5")
    #expect(try lines(1) != lines(2))
  }

  @Test func `a real sleep under public API alone is reported as an escape`() throws {
    let simulation = try SmallSimulations.pair(containment: .preference)
    simulation.patience = .seconds(30)
    try simulation.program("sleeper", on: "client") { _ in
      try await Task.sleep(for: .milliseconds(5))
    }
    let result = simulation.run()
    #expect(result.escapes.map(\.program) == ["sleeper"])
  }
}

@Suite struct `A host after its run and elsewhere` {
  @Test func `refuses what code outside of the simulation asks of it`() async throws {
    let kept = Kept()
    let simulation = try SmallSimulations.pair()
    try simulation.program("client", on: "client") { host in kept.host = host }
    _ = simulation.run()
    await #expect(throws: CancellationError.self) { try await kept.host?.connect(to: "server") }
    kept.host?.note("ignored")

    let other = try SmallSimulations.pair()
    other.patience = .seconds(30)
    let log = Log()
    try other.program("keeper", on: "client") { host in
      kept.host = host
      let thread = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          do {
            _ = try kept.host?.listen(on: 5)
          } catch { log.add("\(error)") }
          continuation.resume(returning: 1)
        }
      }
      log.add("\(thread)")
    }
    _ = other.run()
    #expect(log.lines == ["a socket is used by code that does not run in its simulation", "1"])
  }

  private final class Kept: @unchecked Sendable {
    var host: SimulatedHost?
  }
}
