import Testing
import WeirScenario

@Suite struct JSON5NumberTests {
  static let literals: [(literal: String, value: Int64?)] = [
    ("0", 0), ("-0", 0), ("+0", 0), ("7", 7), ("-7", -7), ("+7", 7),
    ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ("9223372036854775808", nil), ("-9223372036854775809", nil),
    ("1.0", 1), ("1.", 1), ("1.5", nil), (".0", 0), (".5", nil), ("5.e1", 50), (".5e1", 5),
    ("1e3", 1_000), ("1E+3", 1_000), ("1500e-2", 15), ("15e-1", nil), ("-2e0", -2),
    ("1e18", 1_000_000_000_000_000_000), ("1e19", nil), ("1e99999999999999999999", nil),
    ("0e99999999999999999999", 0), ("1e-99999999999999999999", nil),
    ("10000000000000000000000e-22", 1),
    ("0x0", 0), ("0xff", 255), ("0XFF", 255), ("-0x10", -16), ("+0x10", 16),
    ("0x7FFFFFFFFFFFFFFF", .max), ("-0x8000000000000000", .min), ("0x8000000000000000", nil),
    ("0x10000000000000000", nil), ("0x1e3", 483),
    ("Infinity", nil), ("-Infinity", nil), ("+Infinity", nil), ("NaN", nil), ("-NaN", nil),
  ]

  @Test("A number keeps its text and says which integer it is", arguments: literals)
  func integers(literal: String, value: Int64?) throws {
    guard case .number(let number) = try read(literal).content else {
      Issue.record("\(literal) is read as no number")
      return
    }
    #expect(number.literal == literal)
    #expect(number.asInteger == value)
    #expect(number.isFinite == !(literal.hasSuffix("Infinity") || literal.hasSuffix("NaN")))
    #expect(JSON5Number(literal: literal) == number)
  }

  @Test("A fraction is scaled exactly or not at all")
  func scaling() {
    #expect(JSON5Number(literal: "1.5")?.asInteger(scaledBy: 1_000) == 1_500)
    #expect(JSON5Number(literal: "-0.001")?.asInteger(scaledBy: 1_000) == -1)
    #expect(JSON5Number(literal: "0.0001")?.asInteger(scaledBy: 1_000) == nil)
    #expect(JSON5Number(literal: "9223372036854775807")?.asInteger(scaledBy: 2) == nil)
    #expect(JSON5Number(literal: "4611686018427387903")?.asInteger(scaledBy: 2) == Int64.max - 1)
  }

  @Test("An integer is written in decimal", arguments: [0, 1, -1, .max, .min] as [Int64])
  func fromInteger(_ value: Int64) {
    #expect(JSON5Number(value).literal == "\(value)")
    #expect(JSON5Number(value).asInteger == value)
  }

  @Test("A text that is no whole number makes none", arguments: ["", " 1", "1 ", "1,", "x", "0x"])
  func noNumber(_ text: String) {
    #expect(JSON5Number(literal: text) == nil)
  }
}
