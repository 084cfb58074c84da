import Dispatch
import Testing
import Weir
import WeirConcurrency

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

private actor SharedTally {
  static let shared = SharedTally()
  private var count = 0
  func add() { count += 1 }
}

@Suite struct `Where a simulation's code runs` {
  @Test func `several simulations that share an actor end, and no process does`() async {
    await withTaskGroup(of: Bool.self) { group in
      for seed in 1...6 {
        group.addTask {
          guard let simulation = try? SmallSimulations.pair(seed: UInt64(seed)) else {
            return false
          }
          try? simulation.program("tallier", on: "client") { _ in
            for _ in 0..<200 {
              await SharedTally.shared.add()
              try await Task.sleep(for: .microseconds(1))
            }
          }
          let result = simulation.run()
          return result.programs[0].hasFinished || !result.escapes.isEmpty
        }
      }
      for await isFine in group { #expect(isFine) }
    }
  }

  @Test func `a call from another thread does nothing and is reported`() throws {
    let simulation = try SmallSimulations.pair()
    simulation.patience = .seconds(30)
    try simulation.service("server", on: "server") { host in
      for try await stream in try host.listen() { _ = try await stream.read() }
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          stream.close()
          host.note("from elsewhere")
          usleep(20_000)
          continuation.resume()
        }
      }
      try await stream.write("still open")
    }
    let result = simulation.run()
    #expect(result.programs[0].state == .served)
    #expect(result.programs[1].hasFinished)
    #expect(result.escapes.count >= 2)
    #expect(result.run.timeline == [])
    #expect(result.verdict == .inconclusive)
  }

  @Test func `closing a stream wakes who reads from it`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.service("server", on: "server") { host in
      for try await stream in try host.listen() { Task { _ = try await stream.read() } }
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      let reading = Task {
        do {
          _ = try await stream.read()
        } catch { log.add("\(host.milliseconds) \(error)") }
      }
      try await Task.sleep(for: .seconds(1))
      stream.close()
      await reading.value
    }
    #expect(simulation.run().reasons == [])
    #expect(log.lines == ["1080 server:80: socket closed (EBADF)"])
  }

  @Test func `sleepers of one instant race: some seeds find the update that is lost`() throws {
    let finals = try (1...50).map { seed in
      let simulation = try SmallSimulations.pair(seed: UInt64(seed))
      let counter = Counter()
      for name in ["one", "two"] {
        try simulation.program(name, on: "client") { _ in
          try await Task.sleep(for: .seconds(1))
          let value = counter.value
          await Task.yield()
          counter.value = value + 1
        }
      }
      _ = simulation.run()
      return counter.value
    }
    #expect(finals.contains(1))
    #expect(finals.contains(2))
  }

  private final class Counter: @unchecked Sendable {
    var value = 0
  }

  @Test func `tasks that go on for ever are left behind at the end`() throws {
    let simulation = try SmallSimulations.pair()
    let counter = Counter()
    try simulation.program("short", on: "client") { _ in
      Task {
        while true {
          try? await Task.sleep(for: .milliseconds(100))
          counter.value += 1
        }
      }
      try await Task.sleep(for: .seconds(1))
    }
    #expect(simulation.run().verdict == .passed)
    #expect(counter.value < 20_000)
  }

  @Test func `waits on an actor are told with their program`() throws {
    actor Reader {
      func read(_ stream: ByteStream) async throws { _ = try await stream.read() }
    }
    let simulation = try SmallSimulations.pair()
    try simulation.service("server", on: "server") { host in
      for try await stream in try host.listen() { Task { _ = try await stream.read() } }
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      let reader = Reader()
      try await Task.detached { try await reader.read(stream) }.value
    }
    let result = simulation.run()
    #expect(
      result.programs[1].state == .unfinished(["waits for bytes from server:80 since 0.080 s"]))
    #expect(result.verdict == .failed)
  }

  @Test func `a cancelled sleep on the simulation's clock hides no deadlock`() throws {
    let simulation = try SmallSimulations.pair()
    try simulation.program("server", on: "server") { host in
      let listener = try host.listen()
      await withTaskGroup(of: Void.self) { group in
        group.addTask { try? await SimulationClock().sleep(for: .seconds(100)) }
        group.addTask { try? await SimulationClock().sleep(for: .seconds(1)) }
        await group.next()
        group.cancelAll()
      }
      _ = try await listener.accept()
    }
    let result = simulation.run()
    #expect(
      result.run.end == .deadlock(["server on server waits for a client on port 80 since 1.000 s"]))
    #expect(result.run.endedAt.nanoseconds == 1_000_000_000)
  }
}
