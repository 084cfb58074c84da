import TestSupport
import Testing
import WeirEndpoints
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct HTTPReadingTests {
  private func hosts(
    phone: String = "", api: String = "server: {}", settings: [String] = []
  ) throws -> [HostPlan] {
    var folder = try ScenarioFolder(Fragments(phone: phone, api: api).text)
    folder.request.settings = settings
    return try folder.read().plan.hosts
  }

  @Test("Every key of a host's HTTP becomes the right value, and a version may stand alone")
  func http() throws {
    var expected = HTTPClientOptions()
    expected.version = .http2
    #expect(try hosts(phone: "http: '2'")[0].http == expected)
    expected.tls = .tls13
    #expect(
      try hosts(phone: "http: '2'", settings: ["phone.http.tls=\"1.3\""])[0].http == expected)
    expected.streamWindow = 0
    expected.connectionWindow = 2_147_483_647
    expected.credit = .onConsumption
    expected.pingInterval = .seconds(10)
    expected.pingJitter = .milliseconds(5)
    let text = """
      http: {
        version: '2', tls: '1.3', 'stream-window': 0, 'connection-window': 2147483647,
        credit: 'on-consumption', ping: { every: '10s', jitter: '5ms' },
      }
      """
    #expect(try hosts(phone: text)[0].http == expected)
    expected.pingInterval = nil
    expected.pingJitter = .zero
    #expect(try hosts(phone: text, settings: ["phone.http.ping=off"])[0].http == expected)
    #expect(try hosts()[0].http == HTTPClientOptions())
  }

  @Test("Every key of a browser becomes the right value, and an engine may stand alone")
  func browser() throws {
    var expected = BrowserPlan()
    expected.engine = .firefox
    #expect(try hosts(phone: "browser: 'firefox'")[0].browser == expected)
    expected.http = .http2
    #expect(
      try hosts(phone: "browser: 'firefox'", settings: ["phone.browser.http=\"2\""])[0].browser
        == expected)
    expected.tls = .tls12
    expected.connectionsPerOrigin = 5
    expected.maximumConnections = 256
    expected.sharesEventSource = true
    expected.backForwardCache = .zero
    expected.streamWindow = 6_291_456
    expected.connectionWindow = 65_535
    expected.credit = .onConsumption
    let text = """
      browser: {
        engine: 'firefox', http: '2', tls: '1.2', 'connections-per-origin': 5,
        'maximum-connections': 256, 'shares-event-source': true, 'back-forward-cache': 'off',
        'stream-window': '6MiB', 'connection-window': 65535, credit: 'on-consumption',
      }
      """
    #expect(try hosts(phone: text)[0].browser == expected)
    let plain = try #require(hosts(phone: "browser: {}")[0].browser)
    #expect(plain == BrowserPlan())
    #expect(plain.maximumConnections == nil && plain.streamWindow == nil)
  }

  @Test("Every key of a server becomes the right value")
  func server() throws {
    var expected = ServerConfiguration()
    expected.byteOrderMark = true
    expected.encoding = .raw
    expected.sendsIDs = false
    expected.continues = .fromStart
    expected.evicted = .announces
    expected.historyRead = .milliseconds(30)
    expected.replayOrder = .readFirst
    expected.certificateBytes = 4_000
    var http2 = HTTP2ServerOptions()
    http2.maximumConcurrentStreams = 100
    http2.maximumAge = .seconds(60)
    http2.drain = nil
    http2.goAway = .atOnce
    http2.pingMinimum = .seconds(10)
    http2.pingStrikes = 0
    expected.http2 = http2
    let text = """
      server: {
        'byte-order-mark': true, encoding: 'raw', ids: false, continues: 'from-start',
        evicted: 'announces', 'history-read': '30ms', 'replay-order': 'read-first',
        'certificate-bytes': 4000,
        http2: {
          'max-concurrent-streams': 100, 'max-age': '60s', drain: 'unlimited',
          'go-away': 'at-once', 'ping-minimum': '10s', 'ping-strikes': 0,
        },
      }
      """
    #expect(try hosts(api: text)[1].server == expected)
    expected.http2?.drain = .zero
    expected.http2?.maximumConcurrentStreams = 7
    #expect(
      try hosts(
        api: text,
        settings: ["api.server.http2.drain=0s", "api.server.http2.max-concurrent-streams=7"]
      )[1].server == expected)
    expected.http2 = nil
    #expect(try hosts(api: text, settings: ["api.server.http2=off"])[1].server == expected)
  }

  @Test("An answer holds for a path and a time, and leads a redirect to a server")
  func answers() throws {
    let text = """
      server: {
        answers: [
          { status: 503 },
          { path: '/a', from: '20s', until: '24s', status: 502, type: 'text/html' },
          { status: 307, location: 'phone' },
        ],
      }
      """
    let fragments = Fragments(
      phone: "server: {}", api: text, workload: #"{ on: "phone", to: "api", follow: "/a" }"#)
    let overrides = try ScenarioFolder(fragments.text).read().plan.hosts[1].server?.overrides
    #expect(
      overrides == [
        ServerConfiguration.Override(path: nil, status: 503),
        ServerConfiguration.Override(
          path: "/a", from: .zero + .seconds(20), until: .zero + .seconds(24), status: 502,
          contentType: "text/html"),
        ServerConfiguration.Override(path: nil, status: 307, location: "phone"),
      ])
  }
}
