import Testing
import WeirScenario

/// Reads a text as a file called `test.json5`.
func read(_ text: String, limits: JSON5Limits = .standard) throws(SourceError) -> JSON5Value {
  try JSON5Reader.read(SourceFile(name: "test.json5", text: text), limits: limits)
}

/// Makes a number from its literal without reading it.
func number(_ literal: String) -> JSON5Value {
  guard let number = JSON5Number(literal: literal) else {
    Issue.record("\(literal) is no number")
    return nil
  }
  return JSON5Value(.number(number))
}

/// A document and the value that it is.
struct Valid: Sendable {
  let text: String
  let value: JSON5Value

  init(_ text: String, _ value: JSON5Value) {
    self.text = text
    self.value = value
  }

  static let layouts: [Valid] = [
    Valid("null", nil),
    Valid("true", true),
    Valid("false", false),
    Valid("\u{FEFF}null", nil),
    Valid(" \t\n\r\u{0B}\u{0C}null\u{A0}", nil),
    Valid("\u{2028}\u{2029}\u{FEFF}\u{1680}\u{2003}\u{202F}\u{205F}\u{3000}null", nil),
    Valid("// line\nnull", nil),
    Valid("// line\rnull", nil),
    Valid("// line\u{2028}null", nil),
    Valid("// line\u{2029}null", nil),
    Valid("null// to the end", nil),
    Valid("null//", nil),
    Valid("/**/null/***/", nil),
    Valid("/* // * / \n\" ' */null", nil),
    Valid("/* é 日本 \u{1F600} */null", nil),
    Valid("/*/ */null", nil),
  ]

  static let strings: [Valid] = [
    Valid(#""""#, ""),
    Valid("''", ""),
    Valid(#""abc""#, "abc"),
    Valid("'abc'", "abc"),
    Valid(#""it's""#, "it's"),
    Valid(#"'say "x"'"#, "say \"x\""),
    Valid(#"'it\'s'"#, "it's"),
    Valid(#""\"\\\/""#, "\"\\/"),
    Valid(#"'\b\f\n\r\t\v'"#, "\u{8}\u{C}\n\r\t\u{B}"),
    Valid(#"'a\0b'"#, "a\0b"),
    Valid(#"'\0'"#, "\0"),
    Valid(#"'\x41\xe9\xE9'"#, "A\u{E9}\u{E9}"),
    Valid(#"'\u0041\u00e9\u20AC'"#, "A\u{E9}€"),
    Valid(#"'\uD83D\uDE00'"#, "\u{1F600}"),
    Valid(#"'a\uD83D\uDE00z'"#, "a\u{1F600}z"),
    Valid(#"'\a\q\é\日\😀'"#, "aqé日😀"),
    Valid("'one \\\ntwo'", "one two"),
    Valid("'one \\\rtwo'", "one two"),
    Valid("'one \\\r\ntwo'", "one two"),
    Valid("'one \\\u{2028}two\\\u{2029}'", "one two"),
    Valid("'\u{2028}\u{2029}'", "\u{2028}\u{2029}"),
    Valid("'a\tb\u{0}c'", "a\tb\u{0}c"),
    Valid("'// no comment /* */'", "// no comment /* */"),
    Valid("'日本 é 😀'", "日本 é 😀"),
  ]

  static let arrays: [Valid] = [
    Valid("[]", []),
    Valid("[ ]", []),
    Valid("[1]", [1]),
    Valid("[1,]", [1]),
    Valid("[1,2 , 3]", [1, 2, 3]),
    Valid("[[],[[]],]", [[], [[]]]),
    Valid("[/*a*/1/*b*/,/*c*/]", [1]),
    Valid("[1 // one\n, 2 // two\n]", [1, 2]),
    Valid("['a',\"b\",null,true,false]", ["a", "b", nil, true, false]),
    Valid("[-1,+Infinity]", [number("-1"), number("+Infinity")]),
    Valid("[Infinity,NaN]", [number("Infinity"), number("NaN")]),
    Valid("[{},{}]", [[:], [:]]),
  ]

  static let objects: [Valid] = [
    Valid("{}", [:]),
    Valid("{ /* none */ }", [:]),
    Valid("{a:1}", ["a": 1]),
    Valid("{a:1,}", ["a": 1]),
    Valid("{'a':1,\"b\":2,c:3}", ["a": 1, "b": 2, "c": 3]),
    Valid("{ a : 1 , b : 2 }", ["a": 1, "b": 2]),
    Valid("{a/**/:/**/1/**/,/**/}", ["a": 1]),
    Valid("{a // key\n: // colon\n1}", ["a": 1]),
    Valid("{$:1,_:2,$_a1:3}", ["$": 1, "_": 2, "$_a1": 3]),
    Valid("{null:1,true:2,if:3,NaN:4}", ["null": 1, "true": 2, "if": 3, "NaN": 4]),
    Valid("{é:1,日本:2,ⅷ:3}", ["é": 1, "日本": 2, "ⅷ": 3]),
    Valid(
      "{a\u{301}:1,a\u{200C}b:2,a٣:3,a‿b:4}", ["a\u{301}": 1, "a\u{200C}b": 2, "a٣": 3, "a‿b": 4]),
    Valid("{𝒳:1}", ["𝒳": 1]),
    Valid(#"{\u0061b:1,a\u0062\u0031:2}"#, ["ab": 1, "ab1": 2]),
    Valid(#"{'\u0061':1,'b\x63':2}"#, ["a": 1, "bc": 2]),
    Valid("{'':1}", ["": 1]),
    Valid("{'a b':1,'in-order-once':{}}", ["a b": 1, "in-order-once": [:]]),
    Valid("{a:{b:{c:[{d:null}]}}}", ["a": ["b": ["c": [["d": nil]]]]]),
    Valid("{a:1,A:2}", ["a": 1, "A": 2]),
  ]
}

@Suite struct JSON5ReaderTests {
  @Test(
    "A valid document is the value it says",
    arguments: [Valid.layouts, Valid.strings, Valid.arrays, Valid.objects].joined())
  func valid(_ document: Valid) throws {
    #expect(try read(document.text) == document.value)
  }

  @Test(
    "A valid document stays valid between space and comments",
    arguments: [Valid.strings, Valid.arrays, Valid.objects].joined())
  func surrounded(_ document: Valid) throws {
    #expect(try read("\u{FEFF} /* a */ \(document.text)\n// b") == document.value)
  }

  @Test("Members keep the order in which they are written")
  func order() throws {
    guard case .object(let object) = try read("{z:1,a:2,m:3}").content else {
      Issue.record("no object")
      return
    }
    #expect(object.members.map(\.key) == ["z", "a", "m"])
  }

  @Test("Values and keys know their bytes")
  func spans() throws {
    let text = "{ é: [1, 'two'],\n  \"k\" : -0x1F }"
    let bytes = Array(text.utf8)
    func source(_ span: SourceSpan) -> String {
      String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    }
    let value = try JSON5Reader.read(SourceFile(id: 7, name: "test.json5", text: text))
    guard case .object(let object) = value.content, case .array(let list) = object["é"]?.content
    else {
      Issue.record("no object with an array")
      return
    }
    #expect(source(value.span) == text)
    #expect(object.members.map { source($0.keySpan) } == ["é", "\"k\""])
    #expect(object.members.map { source($0.value.span) } == ["[1, 'two']", "-0x1F"])
    #expect(list.map { source($0.span) } == ["1", "'two'"])
    #expect(value.span.file == 7)
    #expect(object.members[1].keySpan.file == 7)
  }

  @Test(
    "An object of many members finds each of them and a repeated one",
    arguments: [15, 16, 17, 18, 5_000])
  func manyMembers(count: Int) throws {
    let members = (0..<count).map { "k\($0): \($0)," }.joined(separator: "\n")
    guard case .object(let object) = try read("{\(members)}").content else {
      Issue.record("no object")
      return
    }
    #expect(object.members.count == count)
    #expect(object["k\(count - 1)"] == JSON5Value(integerLiteral: Int64(count - 1)))
    for repeated in [0, count / 2, count - 1] {
      let error = #expect(throws: SourceError.self) {
        try read("{\(members)\nk\(repeated): 0}")
      }
      #expect(error?.position == SourcePosition(line: count + 1, column: 1))
      let first = "line \(repeated + 1), column \(repeated == 0 ? 2 : 1)"
      #expect(error?.found == "the key \"k\(repeated)\" again, first at \(first)")
    }
  }
}
