import Testing
import WeirPrimitives

@Suite struct RatioTextTests {
  @Test(
    "A percentage is read exactly",
    arguments: [
      ("0", 0, 100), ("0.0", 0, 100), ("0%", 0, 100), ("0.5%", 5, 1_000), ("50%", 50, 100),
      ("50.0%", 50, 100), ("50 %", 50, 100), ("100%", 100, 100), ("12.345%", 12_345, 100_000),
      ("0.000000000001%", 1, 100_000_000_000_000),
    ] as [(String, UInt64, UInt64)])
  func valid(text: String, numerator: UInt64, denominator: UInt64) throws {
    #expect(try Ratio(text: text) == Ratio(numerator, outOf: denominator))
  }

  @Test(
    "A text that is no share says why and what was meant",
    arguments: [
      Unfit("", "is not a share"), Unfit("%", "is not a share"), Unfit("-1%", "is not a share"),
      Unfit("0.0000000000001%", "is not a share"),
      Unfit("5", "has no unit", "5%"), Unfit("1", "has no unit", "1%"),
      Unfit("0.5", "has no unit", "50%"), Unfit("0.005", "has no unit", "0.5%"),
      Unfit("1.5", "has no unit", "1.5%"), Unfit("300", "has no unit"),
      Unfit("5permille", "has the unknown unit \"permille\""),
      Unfit("5%%", "has the unknown unit \"%%\""),
      Unfit("101%", "is more than 100%"), Unfit("100.000001%", "is more than 100%"),
    ])
  func invalid(_ unfit: Unfit) {
    let error = #expect(throws: QuantityTextError.self) { try Ratio(text: unfit.text) }
    #expect(
      error
        == QuantityTextError(
          problem: unfit.problem, expected: "a share between 0% and 100%, such as \"0.5%\"",
          suggestion: unfit.suggestion))
  }

  @Test(
    "A ratio is written as the exact percentage if there is one",
    arguments: [
      (Ratio.zero, "0%"), (.one, "100%"), (.percent(7), "7%"), (Ratio(1, outOf: 8), "12.5%"),
      (Ratio(1, outOf: 1_000_000), "0.0001%"), (Ratio(.max, outOf: .max), "100%"),
      (Ratio(1, outOf: 3), nil), (Ratio(1, outOf: 1 << 60), nil),
    ] as [(Ratio, String?)])
  func written(ratio: Ratio, text: String?) {
    #expect(ratio.text == text)
  }

  @Test(
    "A percentage survives reading and writing", arguments: ["0%", "0.5%", "33.333333%", "100%"])
  func roundTrip(text: String) throws {
    #expect(try Ratio(text: text).text == text)
  }

  @Test("Only nothing out of something is zero")
  func zero() {
    #expect(Ratio(0, outOf: 9).isZero)
    #expect(!Ratio(1, outOf: .max).isZero)
  }
}
