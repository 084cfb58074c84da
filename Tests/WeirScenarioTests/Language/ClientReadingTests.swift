import TestSupport
import Testing
import WeirEndpoints
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct ClientReadingTests {
  private func client(_ text: String, settings: [String] = []) throws -> ClientPolicy {
    var folder = try ScenarioFolder(Fragments(phone: "client: \(text)").text)
    folder.request.settings = settings
    return try folder.read().plan.hosts[0].client
  }

  @Test("A policy is named alone or as a key", arguments: ClientPolicy.Name.allCases)
  func names(_ name: ClientPolicy.Name) throws {
    #expect(try client("'\(name.rawValue)'") == name.policy)
    #expect(try client("{ policy: '\(name.rawValue)' }") == name.policy)
  }

  @Test("Other keys differ from the policy, in whatever order they stand")
  func order() throws {
    var expected = ClientPolicy.useChat
    expected.resume = .lastEventID
    expected.reconnectDelay = .milliseconds(200)
    for text in [
      "{ policy: 'use-chat', resume: 'last-event-id', reconnect: '200ms' }",
      "{ reconnect: '200ms', resume: 'last-event-id', policy: 'use-chat' }",
    ] {
      #expect(try client(text) == expected)
    }
  }

  @Test("A policy that is set keeps the scenario's own keys, and a key that is set its policy")
  func settings() throws {
    var expected = ClientPolicy.useChat
    expected.watchdog = .seconds(5)
    let object = "{ watchdog: '5s', policy: 'hand-written' }"
    #expect(try client(object, settings: ["phone.client.policy=use-chat"]) == expected)
    #expect(try client("'use-chat'", settings: ["phone.client.watchdog=5s"]) == expected)
    #expect(
      try client("'use-chat'", settings: ["phone.client.policy=hand-written"]) == .handWritten)
    #expect(try client("{ watchdog: '5s' }", settings: ["phone.client=use-chat"]) == .useChat)
  }

  @Test("Every key becomes the right value")
  func keys() throws {
    var expected = ClientPolicy()
    expected.watchdog = .seconds(5)
    expected.reconnectDelay = .seconds(1)
    expected.retryFloor = .milliseconds(250)
    expected.retryCeiling = .seconds(60)
    expected.resume = .none
    expected.commitsIDBeforeDispatch = true
    expected.emptiesIDOnReconnect = true
    expected.reader = .perReadDecoding
    expected.lineLimit = ClientPolicy.LineLimit(bytes: 65_536, looksLikeEnd: true)
    expected.dropsRepeated = true
    expected.serverErrors = .retry
    expected.lostAnswer = .repeatPost
    expected.cleanEnd = .fail
    expected.whenHidden = .closes
    expected.rebuildAfter = .seconds(2)
    expected.rebuildAfterFailures = 3
    expected.namesAnswers = false
    let text = """
      {
        watchdog: '5s', reconnect: '1s', 'retry-floor': '250ms', 'retry-ceiling': '60s',
        resume: 'none', 'commits-id': 'before-dispatch', 'empties-id': true,
        reader: 'per-read-decoding', 'line-limit': { bytes: '64KiB', reports: 'end' },
        'drops-repeated': true, 'server-errors': 'retry', 'lost-answer': 'repeat-post',
        'clean-end': 'fail', 'when-hidden': 'closes', rebuild: '2s', 'rebuild-after-failures': 3,
        'names-answers': false,
      }
      """
    #expect(try client(text) == expected)
    let off = [
      "watchdog", "retry-floor", "retry-ceiling", "line-limit", "rebuild",
      "rebuild-after-failures",
    ].map { "phone.client.\($0)=off" }
    let rest = try client(text, settings: off)
    #expect(rest.watchdog == nil && rest.retryFloor == nil && rest.retryCeiling == nil)
    #expect(rest.lineLimit == nil && rest.rebuildAfter == nil && rest.rebuildAfterFailures == nil)
    #expect(
      try client("{ 'line-limit': { bytes: 1024 } }").lineLimit
        == ClientPolicy.LineLimit(bytes: 1_024, looksLikeEnd: false))
  }

  @Test("A client is written by its policy's name, or by the fewest keys that say the same")
  func written() throws {
    func line(_ change: (inout ClientPolicy) -> Void) throws -> String {
      var document = try ScenarioReader.document(Example.path("cut-in-crlf"))
      document.plan.hosts[0].client = ClientPolicy()
      change(&document.plan.hosts[0].client)
      let file = try ScenarioWriter.files(of: document, name: "s")[0]
      let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
      let line = try #require(lines.first { $0.contains("    phone: ") })
      return String(line.dropFirst("    phone: { role: \"client\"".count))
    }
    #expect(try line { _ in } == " },")
    #expect(try line { $0 = .useChat } == ", client: \"use-chat\" },")
    #expect(
      try line {
        $0 = .useChat
        $0.reconnectDelay = .seconds(1)
      } == ", client: { policy: \"use-chat\", reconnect: \"1s\" } },")
    #expect(try line { $0.cleanEnd = .fail } == ", client: { \"clean-end\": \"fail\" } },")
    #expect(
      try line { $0.serverErrors = .fatal } == ", client: \"native-event-source\" },")
  }
}
