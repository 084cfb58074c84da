import Testing

@testable import WeirReport

@Suite struct JSONWriterTests {
  @Test("Commas stand between values and members, and nowhere else")
  func commas() {
    var writer = JSONWriter()
    writer.array { array in
      array.value(1)
      array.object { _ in }
      array.object { object in
        object.member("a", 2)
        object.key("b")
        object.array { _ in }
        object.member("c", ["x", "y"])
        object.member("d", nil as String?)
        object.key("e")
        object.literal("0.5")
      }
      array.null()
    }
    #expect(writer.text == #"[1,{},{"a":2,"b":[],"c":["x","y"],"d":null,"e":0.5},null]"#)
  }

  @Test("Every character comes back as it was")
  func strings() throws {
    let text =
      String(
        String.UnicodeScalarView((0...0x2FF).compactMap { Unicode.Scalar($0 as UInt32) }))
      + "🌊\u{2028}"
    var writer = JSONWriter()
    writer.object { $0.member(text, text) }
    let object = try JSONObject(writer.text)
    #expect(object.string(text) == text)
    #expect(writer.text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }
}
