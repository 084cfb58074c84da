import Testing
import WeirScenario

@Suite struct DiagnosticsTests {
  @Test("Errors come in the order of files and places, whenever they were reported")
  func order() {
    let diagnostics = Diagnostics()
    let first = diagnostics.addFile(name: "a", bytes: Array("1\n2".utf8))
    let second = diagnostics.addFile(name: "b", bytes: Array("3".utf8))
    func report(_ file: SourceFile, _ offset: UInt32, _ found: String) {
      let span = SourceSpan(file: file.id, start: offset, end: offset + 1)
      diagnostics.report(at: span, found: found, expected: "y")
    }
    #expect(diagnostics.isEmpty)
    report(second, 0, "three")
    report(first, 2, "two")
    report(first, 0, "one")
    report(first, 0, "one again")
    diagnostics.report(at: .none, found: "elsewhere", expected: "y")
    #expect(
      diagnostics.errors.map(\.description) == [
        "a:1:1: found one; expected y", "a:1:1: found one again; expected y",
        "a:2:1: found two; expected y", "b:1:1: found three; expected y",
        "(built in code):1:1: found elsewhere; expected y",
      ])
    #expect(!diagnostics.isEmpty)
  }

  @Test("A hundred errors are kept and the rest counted")
  func limit() {
    let diagnostics = Diagnostics()
    for _ in 0..<130 { diagnostics.report(at: .none, found: "x", expected: "y") }
    #expect(diagnostics.errors.count == 100)
    #expect(diagnostics.omittedCount == 30)
    #expect(diagnostics.read(name: "bad", bytes: []) == nil)
    #expect(diagnostics.omittedCount == 31)
  }

  @Test("A file is read with its number in every span, or its error is kept")
  func reading() {
    let diagnostics = Diagnostics()
    let good = diagnostics.read(name: "good", bytes: Array("{a: 1}".utf8))
    #expect(diagnostics.read(name: "bad", bytes: Array("{a 1}".utf8)) == nil)
    let last = diagnostics.read(name: "last", bytes: Array("[]".utf8))
    #expect(good?.span.file == 0)
    #expect(last?.span == SourceSpan(file: 2, start: 0, end: 2))
    #expect(
      diagnostics.errors.map(\.description) == [
        "bad:1:4: found 1; expected ':' after the key \"a\""
      ])
    #expect(diagnostics.file(1)?.name == "bad")
    #expect(diagnostics.file(3) == nil)
  }

  @Test("Messages show no control character and no endless text")
  func plainText() throws {
    let error = #expect(throws: SourceError.self) {
      try read("{\"\u{1B}[31m\": 1, \"\u{1B}[31m\": 2}")
    }
    #expect(error?.found == "the key \"\\u{1B}[31m\" again, first at line 1, column 2")
    let long = String(repeating: "x", count: 100_000)
    let other = #expect(throws: SourceError.self) { try read(long) }
    #expect(other?.found == String(repeating: "x", count: 60) + "…")
  }
}
