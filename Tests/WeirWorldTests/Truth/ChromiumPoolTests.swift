import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

/// The pool of connections beside Chromium's.
///
/// Its streams all belonged to one page; here each has a
/// tab, which is closed where that one called `close()`: tabs share their connections.
@Suite(
  "The pool beside Chromium's",
  .enabled(
    if: ChromiumTable.exists, "no folder shared/truth beside the package: nothing to compare with"))
struct ChromiumPoolTests {
  /// A link as fast as the loopback interface, within the tolerance.
  private func loopback(_ server: String) -> LinkPlan {
    .link("to-\(server)", between: "laptop", and: server, delay: .nanoseconds(100_000))
  }

  private func plan(
    _ browser: HostPlan = .browser("laptop", policy: .nativeEventSource), servers: [HostPlan],
    _ workload: [WorkloadItem], duration: TimeSpan
  ) -> WorldPlan {
    WorldPlan(
      hosts: [browser] + servers, links: servers.map { loopback($0.name) },
      workload: workload, expect: [.endsAgree(.seconds(1))], duration: duration)
  }

  private func server(_ name: String) -> HostPlan { .server(name, heartbeat: nil) }

  private func tabs(_ count: Int, to server: String) -> [WorkloadItem] {
    [
      .openTabs(count, on: "laptop", following: "/e", page: nil, to: server),
      .publish("/e", on: server, count: 1, every: .seconds(3_600)),
    ]
  }

  private func close(_ tab: Int, at time: TimeSpan?) throws -> WorkloadItem {
    .page(.closeStreams, tab: tab, on: "laptop", at: try #require(time))
  }

  @Test func `a seventh and an eighth stream wait without an event until one is closed`() throws {
    let seen = try ChromiumTable.seen("pool_7th_es")
    let at = { (event: String) in seen.first { $0.ev == event }?.at }
    var workload = tabs(8, to: "api")
    workload += [try close(1, at: at("closed_e0")), try close(2, at: at("closed_e1"))]
    // The browser was quit at the end.
    let quit = seen.last?.at
    for tab in 3...8 { workload.append(try close(tab, at: quit)) }
    let result = try plan(servers: [server("api")], workload, duration: .seconds(6)).run(seed: 1)
    let closings = result.closings.prefix(2)
    Sightings(result.opens + closings).expectLike(
      Sightings(seen, by: "page", ["open", "closed_e0", "closed_e1"]))
    result.serverSightings("api").expectLike(
      Sightings(seen, by: "server", ["request", "client_closed"]))
    #expect(result.notes(.requested).count == 8)
    #expect(result.notes(.queued).map(\.consumer) == [6, 7])
    #expect(result.notes(.sourceError) == [])
  }

  @Test func `a fetch waits behind six streams, and not at another port or name`() throws {
    let seen = try ChromiumTable.seen("pool6_fetch")
    let at = { (event: String) in seen.first { $0.ev == event }?.at }
    let start = try #require(at("fetch_start"))
    var workload = tabs(6, to: "api")
    for (path, server) in [("/same_origin", "api"), ("/other_port", "b"), ("/other_hostname", "c")]
    {
      workload.append(.request(path, on: "laptop", at: start, to: server).inTab(2))
    }
    workload.append(try close(1, at: at("closed_e0")))
    let result = try plan(
      servers: [server("api"), server("b"), server("c")], workload, duration: .seconds(4)
    ).run(seed: 1)
    let answers = result.entries(.answered).map { entry in
      let path = result.ledger.consumers[Int(entry.note.consumer)].purpose
      return ("fetch_\(path.dropFirst())_done", entry.at.elapsed(since: .zero))
    }
    Sightings(result.opens + result.closings + answers).expectLike(
      Sightings(
        seen, by: "page",
        [
          "open", "closed_e0", "fetch_same_origin_done", "fetch_other_port_done",
          "fetch_other_hostname_done",
        ]
      ).without("open w"))
    #expect(result.notes(.queued).count == 1)
    #expect(answers.count == seen.count { $0.ev == "plain_request" })
  }

  @Test func `of 1,200 streams to 200 origins 311 open, and one that closes admits no other`()
    throws
  {
    let measured = try ChromiumTable.summary("pool_total")
    let servers = (0..<200).map { "s\($0)" }
    var workload = servers.flatMap { tabs(6, to: $0) }
    workload.append(try close(1, at: measured.at("closed_one")))
    let result = try plan(servers: servers.map(server), workload, duration: .seconds(7))
      .run(seed: 1)
    #expect(measured.counts["page:new"] == 1_200)
    #expect(result.opens.count == measured.counts["page:open"])
    #expect(result.notes(.requested).count == measured.counts["server:request"])
    #expect(result.closings.count == measured.counts["page:closed_one"])
    #expect(result.connectionCount == 311)
    let last = try #require(result.opens.map(\.at).max())
    #expect(last < .seconds(1))
  }

  @Test func `over HTTP/2 one connection carries 128 streams, and the rest as they close`() throws {
    let measured = try ChromiumTable.summary("h2")
    let closing = try #require(measured.at("closed_20"))
    let fetch = try #require(measured.at("fetch_start"))
    var workload = tabs(140, to: "api")
    workload.append(.request("/f", on: "laptop", at: fetch, to: "api").inTab(140))
    for tab in 1...20 { workload.append(try close(tab, at: closing)) }
    let result = try plan(
      .browser("laptop", http: .http2, tls: .tls13, policy: .nativeEventSource),
      servers: [server("api").serving { $0.http2?.maximumConcurrentStreams = 128 }], workload,
      duration: .seconds(5)
    ).run(seed: 1)
    #expect(result.connectionCount == 1)
    let opens = result.opens.map(\.at)
    #expect(opens.count == measured.counts["page:open"])
    let before = measured.opens.filter { $0 < 1_501 }.count
    #expect(opens.count { $0 < fetch } == before)
    for (own, late) in zip(opens.dropFirst(before), measured.opens.dropFirst(before)) {
      #expect(own > closing)
      let difference = abs(own.nanoseconds - Int64(late * 1_000_000))
      #expect(difference <= Sightings.tolerance.nanoseconds)
    }
    let done = try #require(result.entries(.answered).first).at.elapsed(since: .zero)
    let measuredDone = try #require(measured.at("fetch_done"))
    #expect(done > closing && measuredDone - done <= Sightings.tolerance)
    #expect(result.notes(.sourceError) == [])
  }
}

extension Sightings {
  /// All but what this model does not have.
  func without(_ text: String) -> Sightings { Sightings(all.filter { $0.text != text }) }
}
