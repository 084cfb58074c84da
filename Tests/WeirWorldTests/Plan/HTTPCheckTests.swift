import Testing
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirWorld

/// What clients, browsers, servers and pages may be told.
@Suite struct HTTPCheckTests {
  private static let base = WorldPlan(
    hosts: [.browser("a"), .server("b")], links: [.link("l", between: "a", and: "b")],
    workload: [.follow("/t", on: "a")])

  private func problems(_ change: (inout WorldPlan) -> Void) -> [String] {
    var plan = Self.base
    change(&plan)
    return plan.problems.map { "\($0.path): \($0.problem)" }
  }

  private func client(_ change: (inout ClientPolicy) -> Void) -> [String] {
    problems { change(&$0.hosts[0].client) }
  }

  private func http(_ change: (inout HTTPClientOptions) -> Void) -> [String] {
    problems { change(&$0.hosts[0].http) }
  }

  private func browser(_ change: (inout BrowserPlan) -> Void) -> [String] {
    problems { $0.hosts[0] = $0.hosts[0].browsing(change) }
  }

  private func server(_ change: (inout ServerConfiguration) -> Void) -> [String] {
    problems { $0.hosts[1] = $0.hosts[1].serving(change) }
  }

  @Test func `Every known client is a client`() {
    for name in ClientPolicy.Name.allCases { #expect(client { $0 = name.policy } == []) }
  }

  @Test func `A client's bounds mean something`() {
    #expect(client { $0.retryFloor = .zero } == ["hosts.a.client.retry-floor: a time of 0s"])
    #expect(
      client {
        $0.retryFloor = .seconds(2)
        $0.retryCeiling = .seconds(1)
      } == ["hosts.a.client.retry-ceiling: a time of 1s"])
    #expect(
      client {
        $0.retryFloor = .seconds(2)
        $0.retryCeiling = .seconds(2)
      } == [])
    #expect(
      client { $0.lineLimit = ClientPolicy.LineLimit(bytes: 0, looksLikeEnd: true) }
        == ["hosts.a.client.line-limit.bytes: 0 bytes"])
    #expect(
      client { $0.lineLimit = ClientPolicy.LineLimit(bytes: 1 << 30, looksLikeEnd: true) } == [])
    #expect(client { $0.rebuildAfter = .zero } == ["hosts.a.client.rebuild: a time of 0s"])
    #expect(
      client { $0.rebuildAfterFailures = 0 }
        == ["hosts.a.client.rebuild-after-failures: 0 failures"])
  }

  @Test func `Windows are those of RFC 9113`() {
    let most = UInt32(Int32.max)
    #expect(
      http {
        $0.streamWindow = 0
        $0.connectionWindow = most
      } == [])
    #expect(
      http { $0.streamWindow = most + 1 } == ["hosts.a.http.stream-window: 2147483648 bytes"])
    #expect(
      http { $0.connectionWindow = 65_534 } == ["hosts.a.http.connection-window: 65534 bytes"])
    #expect(
      browser { $0.streamWindow = most + 1 }
        == ["hosts.a.browser.stream-window: 2147483648 bytes"])
    #expect(
      browser { $0.connectionWindow = most + 1 }
        == ["hosts.a.browser.connection-window: 2147483648 bytes"])
  }

  @Test func `Clients speak HTTP/1.1 or HTTP/2, with or without TLS`() {
    #expect(
      http { $0.version = .http10 } == ["hosts.a.http.version: a client that speaks HTTP/1.0"])
    #expect(
      browser { $0.http = .http10 } == ["hosts.a.browser.http: a client that speaks HTTP/1.0"])
    for tls in TLSUse.allCases {
      #expect(
        http {
          $0.version = .http2
          $0.tls = tls
        } == [])
    }
  }

  @Test func `PINGs have an interval, and a jitter no longer than it`() {
    #expect(
      http { $0.pingJitter = .milliseconds(1) }
        == ["hosts.a.http.ping: a jitter of PINGs that are not sent"])
    #expect(http { $0.pingInterval = .zero } == ["hosts.a.http.ping.every: a time of 0s"])
    for (jitter, isFine) in [(10, true), (11, false), (-1, false)] as [(Int64, Bool)] {
      #expect(
        http {
          $0.pingInterval = .milliseconds(10)
          $0.pingJitter = .milliseconds(jitter)
        }.isEmpty == isFine)
    }
  }

  @Test func `A browser has connections`() {
    #expect(
      browser { $0.connectionsPerOrigin = 0 }
        == ["hosts.a.browser.connections-per-origin: 0 connections"])
    #expect(
      browser { $0.maximumConnections = 0 }
        == ["hosts.a.browser.maximum-connections: 0 connections"])
    #expect(
      browser { $0.backForwardCache = .seconds(-1) }
        == ["hosts.a.browser.back-forward-cache: a time of -1s"])
  }

  @Test func `A server's HTTP/2 and history have times that mean something`() {
    #expect(
      server { $0.historyRead = .seconds(-1) } == ["hosts.b.server.history-read: a time of -1s"])
    #expect(
      server { $0.certificateBytes = 1 << 24 }
        == ["hosts.b.server.certificate-bytes: 16777216 bytes"])
    #expect(
      server { $0.http2?.maximumAge = .zero } == ["hosts.b.server.http2.max-age: a time of 0s"])
    #expect(server { $0.http2?.drain = .zero } == [])
    #expect(
      server { $0.http2?.drain = .seconds(-1) } == ["hosts.b.server.http2.drain: a time of -1s"])
    #expect(
      server { $0.http2?.pingMinimum = .zero }
        == ["hosts.b.server.http2.ping-minimum: a time of 0s"])
    #expect(
      server { $0.http2?.pingStrikes = -1 }
        == ["hosts.b.server.http2.ping-strikes: -1 strikes"])
  }

  @Test func `An answer has a status, a time and a place to lead to`() {
    func answer(_ change: (inout ServerConfiguration.Override) -> Void) -> [String] {
      server { server in
        var answer = ServerConfiguration.Override(path: "/t", status: 503)
        change(&answer)
        server.overrides = [answer]
      }
    }
    let place = "hosts.b.server.answers[0]"
    #expect(answer { _ in } == [])
    #expect(answer { $0.status = 199 } == ["\(place).status: 199 as a status"])
    #expect(answer { $0.path = "t" } == ["\(place).path: the path \"t\""])
    #expect(answer { $0.path = "/t?a" } == ["\(place).path: the path \"/t?a\" with a query"])
    #expect(
      answer {
        $0.from = .zero + .seconds(2)
        $0.until = .zero + .seconds(2)
      } == ["\(place).until: an answer until 2s, from 2s on"])
    #expect(answer { $0.contentType = "a\nb" } == ["\(place).type: the type \"a\nb\""])
    #expect(
      answer { $0.location = "b" } == ["\(place).location: a location beside the status 503"])
    #expect(
      answer {
        $0.status = 308
        $0.location = "a"
      } == ["\(place).location: the unknown server \"a\""])
    #expect(
      answer {
        $0.status = 308
        $0.location = "origin"
      } == [])
  }

  @Test func `Tabs and pages belong to a browser, and nothing else does`() {
    func items(_ item: WorkloadItem) -> [String] { problems { $0.workload = [item] } }
    #expect(items(.page(.hide, tab: 1, on: "a")) == [])
    #expect(
      items(.page(.hide, tab: 1, on: "b"))
        == ["workload[0].on: tabs on \"b\", which has no browser"])
    #expect(items(.page(.hide, tab: 0, on: "a")) == ["workload[0].tab: 0 as a tab"])
    #expect(
      items(WorkloadItem(on: "a", .page(.hide))) == ["workload[0].page: a page without a tab"])
    #expect(
      items(.openTabs(2, on: "a", following: "/t").inTab(1))
        == ["workload[0].tab: \"tab\" beside \"open-tabs\""])
    #expect(
      items(.download(on: "a", to: "b", bytes: .bytes(1)).inTab(1))
        == ["workload[0].tab: a tab for what no page does"])
    #expect(
      items(.openTabs(2, on: "a", following: "/t", from: "a"))
        == ["workload[0].open-tabs.follow-from: the unknown server \"a\""])
    #expect(
      items(.openTabs(2, on: "a", following: "/t", page: "x"))
        == ["workload[0].open-tabs.page: the path \"x\""])
    #expect(
      items(.openTabs(10_000, on: "a", following: "/t", every: .seconds(3_154)))
        == ["workload[0].open-tabs.every: a time of 3154s"])
    #expect(items(.openTabs(2, on: "a", following: "/t", page: nil, from: "origin")) == [])
  }

  @Test func `A stream has parts in the order of their instants`() {
    func stream(_ parts: [RawPart]) -> [String] {
      problems { $0.workload = [.publish("/t", on: "b", stream: parts)] }
    }
    #expect(stream([]) == ["workload[0].publish.stream: 0 parts"])
    #expect(
      stream([.text("a", at: .seconds(2)), .text("b", at: .seconds(1))])
        == ["workload[0].publish.stream[1].at: a time of 1s"])
    #expect(
      stream([.text("a", at: .seconds(2)), .text("", at: .seconds(2), ends: true)]) == [])
    #expect(
      problems { $0.workload = [.publish("/t", on: "b", texts: [], every: .seconds(1))] }
        == ["workload[0].publish.texts: 0 texts"])
  }
}
