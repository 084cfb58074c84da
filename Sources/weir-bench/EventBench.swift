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

  static var oneStream: BenchLine {
    BenchLine(
      name: "SSE over HTTP/2: write to hand-over, 1 client, clean link", unit: "M events/s",
      budget: "≥ 0.6"
    ) { run(clients: 1, events: 200_000, http: .http2) }
  }

  /// A hundred streams on one connection; each event should cost what it costs alone.
  static var manyStreams: BenchLine {
    BenchLine(
      name: "SSE over HTTP/2: write to hand-over, 100 streams, 1 connection", unit: "M events/s",
      budget: "≥ 0.6"
    ) { run(clients: 1, streams: 100, events: 2_000, http: .http2) }
  }

  private static func run(
    clients: Int, streams: Int = 1, events: Int, http: HTTPVersion = .http11
  ) -> Double {
    var plan = WorldPlan()
    var server = ServerConfiguration()
    server.history = .none
    plan.hosts = [HostPlan("api", server: server)]
    for index in 0..<clients {
      var client = HostPlan("client\(index)")
      client.http.version = http
      plan.hosts.append(client)
      var link = LinkPlan("link\(index)", between: "client\(index)", and: "api")
      link.set(\.delay, to: .milliseconds(1))
      plan.links.append(link)
      for stream in 0..<streams {
        // Apart by a microsecond, so that each event is a write and a segment of its own.
        plan.workload.append(
          WorkloadItem(
            at: .zero + .microseconds(Int64(stream)), on: "client\(index)",
            .chat(
              .answer(format: .plain, tokens: events, every: .microseconds(Int64(100 * streams))))))
      }
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
