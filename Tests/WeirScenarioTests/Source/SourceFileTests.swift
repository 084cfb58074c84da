import Testing
import WeirScenario

@Suite struct SourceFileTests {
  private func positions(_ text: String) -> [String] {
    let file = SourceFile(name: "test", text: text)
    return (0...file.bytes.count).map {
      let position = file.position(at: $0)
      return "\(position.line):\(position.column)"
    }
  }

  @Test("Lines end at LF, CR LF and CR")
  func lineEnds() {
    #expect(positions("a\nb") == ["1:1", "1:2", "2:1", "2:2"])
    #expect(positions("a\r\nb") == ["1:1", "1:2", "1:3", "2:1", "2:2"])
    #expect(positions("a\rb") == ["1:1", "1:2", "2:1", "2:2"])
    #expect(positions("\r\r\n\n") == ["1:1", "2:1", "2:2", "3:1", "4:1"])
    #expect(positions("") == ["1:1"])
  }

  @Test("Columns count scalars, and a byte order mark takes none")
  func columns() {
    let file = SourceFile(name: "test", text: "\u{FEFF}é😀e\u{301}\u{2028}x")
    let offsets = [0, 3, 5, 9, 10, 12, 15]
    #expect(offsets.map { file.position(at: $0).column } == [1, 1, 2, 3, 4, 5, 6])
    #expect(file.position(at: 15).line == 1)
    #expect(file.position(at: 99) == SourcePosition(line: 1, column: 7))
  }

  @Test("A line is found by its number, without its end")
  func lines() {
    let file = SourceFile(name: "test", text: "\u{FEFF}one\r\n\rthree\nfour")
    #expect((0...6).map { file.line($0) } == ["", "one", "", "three", "four", "", ""])
    #expect(SourceFile(name: "test", text: "a\n").line(2) == "")
    #expect(SourceFile(name: "test", bytes: []).line(1) == "")
  }

  @Test("An excerpt puts a caret under the column")
  func excerpts() {
    let file = SourceFile(name: "test", text: "a: 1\n\tb: \u{1B}[31m2\n")
    #expect(file.excerpt(at: SourcePosition(line: 1, column: 4)) == "a: 1\n   ^")
    #expect(file.excerpt(at: SourcePosition(line: 2, column: 2)) == "\tb: ·[31m2\n\t^")
    #expect(file.excerpt(at: SourcePosition(line: 1, column: 5)) == "a: 1\n    ^")
    #expect(file.excerpt(at: SourcePosition(line: 9, column: 9)) == "\n^")
  }

  @Test("An excerpt of an endless line shows 100 columns around the place")
  func endlessLine() {
    let text = String(repeating: "a", count: 5_000) + "X" + String(repeating: "b", count: 5_000)
    let file = SourceFile(name: "test", text: text)
    let excerpt = file.excerpt(at: SourcePosition(line: 1, column: 5_001))
    let (before, after) = (String(repeating: "a", count: 50), String(repeating: "b", count: 49))
    #expect(excerpt == "\(before)X\(after)\n\(String(repeating: " ", count: 50))^")
  }
}
