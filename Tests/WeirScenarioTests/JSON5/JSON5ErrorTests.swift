import Testing
import WeirScenario

@Suite struct JSON5ErrorTests {
  private func check(_ document: Invalid) {
    let error = #expect(throws: SourceError.self) { try read(document.text) }
    let expected = SourceError(
      file: "test.json5", position: SourcePosition(line: document.line, column: document.column),
      found: document.found, expected: document.expected, suggestion: document.suggestion)
    #expect(error == expected)
  }

  @Test("A document without a value says so", arguments: Invalid.nothing)
  func nothing(_ document: Invalid) { check(document) }

  @Test("A comment must be one of JSON5 and be closed", arguments: Invalid.comments)
  func comments(_ document: Invalid) { check(document) }

  @Test("A bare word is no value and is corrected", arguments: Invalid.words)
  func words(_ document: Invalid) { check(document) }

  @Test("A number is whole and alone", arguments: Invalid.numbers)
  func numbers(_ document: Invalid) { check(document) }

  @Test("A string is closed on its line and its escapes are known", arguments: Invalid.strings)
  func strings(_ document: Invalid) { check(document) }

  @Test("An array has commas between values and is closed", arguments: Invalid.arrays)
  func arrays(_ document: Invalid) { check(document) }

  @Test("An object has keys, colons, commas and no key twice", arguments: Invalid.objects)
  func objects(_ document: Invalid) { check(document) }

  @Test("Columns count Unicode scalars and lines end as in editors", arguments: Invalid.positions)
  func positions(_ document: Invalid) { check(document) }

  @Test("The tables are as large as they should be")
  func tableSizes() {
    let valid = [Valid.layouts, Valid.strings, Valid.arrays, Valid.objects]
    let invalid = [
      Invalid.nothing, Invalid.comments, Invalid.words, Invalid.numbers, Invalid.strings,
      Invalid.arrays, Invalid.objects, Invalid.positions,
    ]
    #expect(valid.map(\.count).reduce(0, +) >= 60)
    #expect(invalid.map(\.count).reduce(0, +) >= 150)
  }

  @Test("An error is one line that begins with file, line and column")
  func description() throws {
    let error = #expect(throws: SourceError.self) { try read("{\n  delay: 250ms\n}") }
    #expect(
      error?.description == """
        test.json5:2:10: found 250ms; expected a number, or a quantity in quotes; \
        did you mean "250ms"?
        """)
  }
}
