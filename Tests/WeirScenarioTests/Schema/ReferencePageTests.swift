import Foundation
import TestSupport
import Testing
import WeirScenario

/// The tables of the page are those of the catalogue; `RECORD_GOLDENS=1` writes them anew.
@Suite struct ReferencePageTests {
  private static let path =
    packageFolder + "/Sources/WeirScenario/WeirScenario.docc/ScenarioLanguage.md"

  private static let tables =
    ReferenceTables.all.map { (name: $0.kind, text: $0.text) } + [
      (name: "faults", text: ReferenceTables.faults),
      (name: "expectations", text: ReferenceTables.expectations),
    ]

  /// The page with each table in its place.
  private static func filled(_ page: String) -> String {
    var page = page
    for table in tables {
      let begin = "<!-- table: \(table.name) -->\n"
      guard let start = page.range(of: begin),
        let end = page.range(of: "<!-- end -->", range: start.upperBound..<page.endIndex)
      else { continue }
      page.replaceSubrange(start.upperBound..<end.lowerBound, with: table.text)
    }
    return page
  }

  @Test("The page tells of every key as the reader reads it")
  func tables() throws {
    let page = try String(contentsOfFile: Self.path, encoding: .utf8)
    if Golden.isRecording {
      try Self.filled(page).write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
    let now = try String(contentsOfFile: Self.path, encoding: .utf8)
    #expect(now == Self.filled(now))
    for table in Self.tables {
      #expect(now.contains("<!-- table: \(table.name) -->\n\(table.text)"), "\(table.name)")
    }
  }

  @Test("The page has no table of what does not exist")
  func noMore() throws {
    let page = try String(contentsOfFile: Self.path, encoding: .utf8)
    let named = page.matches(of: /<!-- table: (.*) -->/).map { String($0.1) }
    #expect(named.sorted() == Self.tables.map(\.name).sorted())
  }

  @Test("Every kind of fault, every expectation and every word of a choice is on the page")
  func words() throws {
    let page = try String(contentsOfFile: Self.path, encoding: .utf8)
    for form in FaultForm.all { #expect(page.contains("`\(form.name)`")) }
    for form in ExpectationForm.all { #expect(page.contains("`\(form.name)`")) }
    for word in [
      "crlf", "before-dispatch", "round-robin", "ai-sdk", "chromium", "silence",
      "use-chat", "two-step", "navigate", "read-first",
    ] {
      #expect(page.contains("`\"\(word)\"`"))
    }
  }
}
