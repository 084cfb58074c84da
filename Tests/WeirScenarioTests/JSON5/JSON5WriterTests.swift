import TestSupport
import Testing
import WeirScenario

@Suite struct JSON5WriterTests {
  @Test("A document is written with bare keys, two spaces and trailing commas")
  func layout() {
    let value: JSON5Value = [
      "title": "A chat stream survives a tunnel",
      "hosts": [
        "phone": ["role": "client", "browser": "chromium"],
        "api": ["role": "origin", "server": ["history": ["ring": 64]]],
      ],
      "expect": ["in-order-once": [:], "recovers-within": "5s"],
      "workload": [
        ["at": "0s", "on": "phone", "chat": ["tokens": 600, "every": "50ms"]],
        ["at": "0s", "on": "phone", "follow": "/api/events"],
      ],
      "empty": [], "nothing": nil, "yes": true, "no": false,
    ]
    #expect(
      JSON5Writer.text(of: value) == """
        {
          title: "A chat stream survives a tunnel",
          hosts: {
            phone: { role: "client", browser: "chromium" },
            api: { role: "origin", server: { history: { ring: 64 } } },
          },
          expect: { "in-order-once": {}, "recovers-within": "5s" },
          workload: [
            { at: "0s", on: "phone", chat: { tokens: 600, every: "50ms" } },
            { at: "0s", on: "phone", follow: "/api/events" },
          ],
          empty: [],
          nothing: null,
          yes: true,
          no: false,
        }

        """)
  }

  @Test("A line takes 100 columns with its comma and not one more")
  func columns() {
    func lines(_ length: Int) -> [Int] {
      let value: JSON5Value = ["k": [JSON5Value(.string(String(repeating: "é", count: length)))]]
      return JSON5Writer.text(of: value).split(separator: "\n").map(\.unicodeScalars.count)
    }
    #expect(lines(90) == [1, 100, 1])
    #expect(lines(91) == [1, 6, 98, 4, 1])
  }

  @Test(
    "A string is written with the escapes it needs",
    arguments: [
      ("plain", #""plain""#), ("it's", #""it's""#), (#"say "x""#, #"'say "x"'"#),
      (#"it's "x""#, #""it's \"x\"""#), (#"back\slash"#, #""back\\slash""#),
      ("a\nb\rc\td", #""a\nb\rc\td""#), ("\0" + "1\u{7F}", #""\x001\x7F""#),
      ("\u{A0}\u{AD}", #""\xA0\xAD""#), ("\u{2028}\u{FEFF}\u{202E}", #""\u2028\uFEFF\u202E""#),
      ("\u{E0001}", #""\uDB40\uDC01""#), ("日本 é 😀", #""日本 é 😀""#),
    ])
  func strings(text: String, written: String) throws {
    #expect(JSON5Writer.line(of: JSON5Value(.string(text))) == written)
    #expect(try read(written) == JSON5Value(.string(text)))
  }

  @Test(
    "A key has quotes unless it is an ASCII name",
    arguments: [
      ("a", "a"), ("$_a1", "$_a1"), ("null", "null"), ("in-order-once", "\"in-order-once\""),
      ("", "\"\""), ("1a", "\"1a\""), ("é", "\"é\""), ("a b", "\"a b\""),
    ])
  func keys(key: String, written: String) {
    let value = JSON5Value(dictionaryLiteral: (key, 1))
    #expect(JSON5Writer.line(of: value) == "{ \(written): 1 }")
  }

  @Test(
    "What is written reads back equal, and is written alike again",
    arguments: [Valid.layouts, Valid.strings, Valid.arrays, Valid.objects].joined())
  func stable(_ document: Valid) throws {
    let written = JSON5Writer.text(of: document.value)
    let again = try read(written)
    #expect(again == document.value)
    #expect(JSON5Writer.text(of: again) == written)
  }

  @Test("Random documents survive writing and reading")
  func randomDocuments() throws {
    var random = TestChoices(seed: 3)
    for _ in 0..<500 {
      let value = Self.randomValue(depth: 4, &random)
      let written = JSON5Writer.text(of: value)
      #expect(try read(written) == value)
      #expect(JSON5Writer.text(of: try read(written)) == written)
    }
  }

  private static func randomText(_ random: inout TestChoices) -> String {
    let letters = Array("ab-$ 1\"'\\\n\u{0}\u{2028}é😀".unicodeScalars)
    var text = ""
    for _ in 0..<random.below(30) {
      text.unicodeScalars.append(letters[random.below(letters.count)])
    }
    return text
  }

  private static func randomValue(depth: Int, _ random: inout TestChoices) -> JSON5Value {
    switch random.below(depth > 0 ? 8 : 5) {
    case 0: return nil
    case 1: return JSON5Value(.bool(random.below(2) == 0))
    case 2: return JSON5Value(integerLiteral: Int64(bitPattern: random.next()))
    case 3: return number(["-.5e3", "0xFF", "+Infinity", "NaN", "1."][random.below(5)])
    case 4: return JSON5Value(.string(randomText(&random)))
    case 5:
      let count = random.below(6)
      return JSON5Value(.array((0..<count).map { _ in randomValue(depth: depth - 1, &random) }))
    default:
      var object = JSON5Object()
      for _ in 0..<random.below(6) {
        object[randomText(&random)] = randomValue(depth: depth - 1, &random)
      }
      return JSON5Value(.object(object))
    }
  }
}
