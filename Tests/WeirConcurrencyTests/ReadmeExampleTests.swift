import Testing
import Weir
import WeirConcurrency

@Test func `an echo comes back after two round trips`() throws {
  let plan = WorldPlan(
    hosts: [.host("client"), .host("server")],
    links: [.link("wire", between: "client", and: "server", delay: .milliseconds(40))])
  let simulation = try Simulation(plan, seed: 1)
  try simulation.service("echo", on: "server") { host in
    guard let stream = try await host.listen(on: 7).accept() else { return }
    while let bytes = try await stream.read() { try await stream.write(bytes) }
    stream.close()
  }
  try simulation.program("client", on: "client") { host in
    let stream = try await host.connect(to: "server", port: 7)
    try await stream.write("hello")
    _ = try await stream.read()
    host.note("echoed at \(host.now.nanoseconds / 1_000_000) ms")
    stream.close()
  }
  let result = simulation.run()
  #expect(result.verdict == .passed, "\(result.reasons)")
  #expect(result.run.timeline.map(\.content) == [.told("echoed at 160 ms")])
}
