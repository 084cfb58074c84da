import TestSupport
import Testing
import WeirEndpoints
import WeirPrimitives
import WeirScenario
import WeirWorld

/// Tabs, pages, requests and what is published to them.
@Suite struct PageReadingTests {
  private func item(_ text: String, settings: [String] = []) throws -> WorkloadItem {
    let fragments = Fragments(phone: "browser: 'chromium'", workload: "{ on: 'phone', \(text) }")
    var folder = try ScenarioFolder(fragments.text)
    folder.request.settings = settings
    return try folder.read().plan.workload[0]
  }

  private func script(_ text: String) throws -> EventScript? {
    let fragments = Fragments(workload: "{ on: 'api', publish: { to: '/a', \(text) } }")
    let action = try ScenarioFolder(fragments.text).read().plan.workload[0].action
    guard case .publish("/a", let script) = action else { return nil }
    return script
  }

  @Test("Tabs fetch a document unless there is none, and follow their own server's topic")
  func tabs() throws {
    var tabs = TabsPlan(count: 7, every: .zero, follow: "/a")
    #expect(try item("'open-tabs': { count: 7, follow: '/a' }").action == .openTabs(tabs))
    #expect(tabs.page == "/")
    tabs.every = .seconds(1)
    tabs.page = nil
    tabs.followFrom = "api"
    tabs.closesWhenHidden = true
    let text = """
      'open-tabs': {
        count: 7, every: '1s', follow: '/a', page: 'none', 'follow-from': 'api',
        'closes-when-hidden': true,
      }
      """
    #expect(try item(text).action == .openTabs(tabs))
    tabs.page = "/app?x=1"
    #expect(
      try item(text, settings: ["workload[0].open-tabs.page=/app?x=1"]).action == .openTabs(tabs))
  }

  @Test("A page has actions in its tab", arguments: PageAction.allCases)
  func pages(_ action: PageAction) throws {
    let item = try item("tab: 3, page: '\(action.rawValue)'")
    #expect(item.action == .page(action))
    #expect(item.tab == 3)
  }

  @Test("A request is a path, or says besides whether its answer is read")
  func requests() throws {
    #expect(
      try item("tab: 7, request: '/x'")
        == WorkloadItem(on: "phone", .request(path: "/x", reads: true)).inTab(7))
    let path = "/x?bytes=1MB&after=100ms"
    let unread = WorkloadItem.Action.request(path: path, reads: false)
    #expect(try item("request: { path: '\(path)', reads: false }").action == unread)
    #expect(
      try item("request: '\(path)'", settings: ["workload[0].request.reads=false"]).action
        == unread)
  }

  @Test("A chat and a topic may belong to a tab")
  func inTabs() throws {
    #expect(try item("tab: 2, chat: {}").tab == 2)
    #expect(try item("tab: 2, follow: '/a'").tab == 2)
    #expect(try item("follow: '/a'").tab == nil)
  }

  @Test("A publication is made up, of texts, or byte for byte")
  func publications() throws {
    #expect(
      try script("count: 5, every: '1s'") == .publications(count: 5, every: .seconds(1)))
    #expect(
      try script("texts: ['a', 'b\\nc', ''], every: '1s'")
        == .texts(["a", "b\nc", ""], every: .seconds(1)))
    let parts = """
      stream: [
        { at: '0s', raw: 'id: a\\u0000b\\n\\n' },
        { at: '1s', hex: 'ff FE0a' },
        { at: '1s', raw: 'data: \u{6C34}\\r', ends: true },
        { at: '2s', ends: true },
      ]
      """
    #expect(
      try script(parts)
        == .raw([
          .text("id: a\0b\n\n", at: .zero),
          RawPart(at: .seconds(1), bytes: [0xFF, 0xFE, 0x0A]),
          RawPart(
            at: .seconds(1), bytes: Array("data: ".utf8) + [0xE6, 0xB0, 0xB4, 0x0D], ends: true),
          RawPart(at: .seconds(2), bytes: [], ends: true),
        ]))
  }

  @Test("Bytes that are no text are written as digits, and read as the same bytes")
  func bytes() throws {
    var document = try ScenarioReader.document(Example.path("clients-people-use"))
    let parts = [
      RawPart(at: .zero, bytes: [0xFF, 0x00, 0x0A]), RawPart(at: .zero, bytes: [0xEF, 0xBB, 0xBF]),
      RawPart(at: .zero, bytes: [0xC3]), RawPart(at: .zero, bytes: [], ends: true),
      RawPart(at: .zero, bytes: Array("data: \u{1F30A}\r\n\0\u{2028}\"'\\".utf8)),
    ]
    document.plan.workload = [.publish("/raw", on: "api", stream: parts)]
    let folder = try TemporaryFolder()
    let file = try ScenarioWriter.files(of: document, name: "s")[0]
    #expect(String(decoding: file.bytes, as: UTF8.self).contains("hex: \"ff 00 0a\""))
    let again = try ScenarioReader.document(try folder.write(file.name, file.bytes))
    #expect(again.plan == document.plan)
  }
}
