import Weir

/// Server-sent events from the server's write to the client's hand-over, through every layer.
enum EventBench {
  static var oneClient: BenchLine {
    BenchLine(
      name: "SSE over HTTP/1.1: write to hand-over, 1 client, clean link", unit: "M events/s",
      budget: "≥ 1"
    ) { run(clients: 1, events: 200_000) }
  }

  static var manyClients: BenchLine {
    BenchLine(
      name: "SSE over HTTP/1.1: write to hand-over, 100 clients", unit: "M events/s",
      budget: nil
    ) { run(clients: 100, events: 2_000) }
  }

  private static func run(clients: Int, events: Int) -> Double {
    var plan = WorldPlan()
    var server = ServerConfiguration()
    server.history = .none
    plan.hosts = [HostPlan("api", server: server)]
    for index in 0..<clients {
      plan.hosts.append(HostPlan("client\(index)"))
      var link = LinkPlan("link\(index)", between: "client\(index)", and: "api")
      link.set(\.delay, to: .milliseconds(1))
      plan.links.append(link)
      plan.workload.append(
        WorkloadItem(
          on: "client\(index)",
          .chat(.answer(format: .plain, tokens: events, every: .microseconds(100)))))
    }
    plan.expectations = [.inOrderOnce]
    do {
      var world = try World(plan, seed: 1)
      let watch = Stopwatch()
      let result = world.run()
      let seconds = watch.seconds
      precondition(result.verdict == .passed, "\(result.findings)")
      return Double(result.ledger.obligations.count) / seconds / 1e6
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
