import Testing
import Weir
import WeirConcurrency

@Suite struct `The audit of a program that reads events` {
  /// A client that reads a topic over two connections, the second with or without the last id.
  private func result(resumes: Bool) throws -> SimulationResult {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("phone"), HostPlan("api", server: ServerConfiguration())]
    var link = LinkPlan("radio", between: "phone", and: "api")
    link.set(\.delay, to: .milliseconds(20))
    plan.links = [link]
    plan.workload = [
      WorkloadItem(
        on: "api",
        .publish(
          path: "/api/events", script: .publications(count: 30, every: .milliseconds(100))))
    ]
    plan.expectations = [.inOrderOnce]
    let simulation = try Simulation(plan, seed: 1)
    try simulation.program("reader", on: "phone") { host in
      let reader = try host.reader(of: "/api/events")
      var last: String?
      for wanted in ["10", "30"] {
        let stream = try await host.connect(to: "api")
        var request = "GET /api/events HTTP/1.1\r\nHost: api\r\n"
        if resumes, let last { request += "Last-Event-ID: \(last)\r\n" }
        try await stream.write(request + "\r\n", askingFor: reader)
        reading: while let bytes = try await stream.read() {
          for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
          where line.hasPrefix("id: ") {
            last = String(line.dropFirst(4))
            reader.received(id: last ?? "")
            if last == wanted { break reading }
          }
        }
        stream.close()
        if wanted == "10" { try await Task.sleep(for: .milliseconds(500)) }
      }
      reader.complete()
    }
    return simulation.run()
  }

  @Test func `with the last id every event arrives once and in order`() throws {
    let result = try result(resumes: true)
    #expect(result.verdict == .passed)
    #expect(
      result.run.findings.map(\.evidence)
        == [
          ["30 events, each handed over once and in order"],
          ["reader on phone finished at 3.020 s"],
        ])
  }

  @Test func `without it the events in between are lost, by number`() throws {
    let result = try result(resumes: false)
    #expect(result.verdict == .failed)
    #expect(result.programs.map(\.state.isFinished) == [true])
    let lost = result.run.ledger.obligations.filter {
      result.run.ledger.outcome(of: $0) == .lost
    }.map(\.number)
    #expect(lost == [11, 12, 13, 14, 15])
  }
}

extension ProgramOutcome.State {
  fileprivate var isFinished: Bool { if case .finished = self { true } else { false } }
}
