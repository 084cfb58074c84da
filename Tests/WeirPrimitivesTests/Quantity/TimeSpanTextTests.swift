import Testing
import WeirPrimitives

/// A text that is no quantity, what is wrong with it and what was meant.
struct Unfit: Sendable {
  let text: String
  let problem: String
  let suggestion: String?

  init(_ text: String, _ problem: String, _ suggestion: String? = nil) {
    self.text = text
    self.problem = problem
    self.suggestion = suggestion
  }
}

@Suite struct TimeSpanTextTests {
  @Test(
    "A time with a unit is read to the nanosecond",
    arguments: [
      ("0", 0), ("0.0", 0), ("0s", 0), ("0ms", 0), ("1ns", 1), ("999ns", 999), ("1us", 1_000),
      ("1\u{B5}s", 1_000), ("1\u{3BC}s", 1_000), ("250ms", 250_000_000), ("250 ms", 250_000_000),
      ("1.5s", 1_500_000_000), ("0.000000001s", 1), ("01s", 1_000_000_000),
      ("1.50s", 1_500_000_000),
      ("2m", 120_000_000_000), ("2min", 120_000_000_000), ("1.5h", 5_400_000_000_000),
      ("0.00000000000000000000000000000000s", 0), ("1.000000000000000000000000s", 1_000_000_000),
      ("0.5us", 500), ("0.000001ms", 1), ("0.00000000001666666666h", nil),
      ("9223372036854775807ns", .max), ("9223372036.854775807s", .max), ("9223372036855ms", nil),
    ] as [(String, Int64?)])
  func valid(text: String, nanoseconds: Int64?) {
    #expect((try? TimeSpan(text: text))?.nanoseconds == nanoseconds)
  }

  @Test(
    "A text that is no time says why and what was meant",
    arguments: [
      Unfit("", "is not a time"), Unfit("soon", "is not a time"), Unfit("ms", "is not a time"),
      Unfit("-5ms", "is not a time"), Unfit("+5ms", "is not a time"),
      Unfit("5ms\n", "is not a time"), Unfit("5\u{2028}ms", "is not a time"),
      Unfit(".5s", "is not a time"), Unfit(" 5s", "is not a time"), Unfit("٣s", "is not a time"),
      Unfit("9223372036854775808ns", "is not a time"),
      Unfit("0.0000000000000000001s", "is not a time"),
      Unfit("250", "has no unit", "250ms"), Unfit("1.5 ", "has no unit", "1.5ms"),
      Unfit("5x", "has the unknown unit \"x\""), Unfit("5msx", "has the unknown unit \"msx\""),
      Unfit("5.s", "has the unknown unit \".s\""), Unfit("1.2.3s", "has the unknown unit \".3s\""),
      Unfit("1e3s", "has the unknown unit \"e3s\""), Unfit("5s ", "has the unknown unit \"s \""),
      Unfit("5 000ms", "has the unknown unit \"000ms\""),
      Unfit("5MS", "has the unknown unit \"MS\"", "5ms"),
      Unfit("5 S", "has the unknown unit \"S\"", "5s"),
      Unfit("1.5 seconds", "has the unknown unit \"seconds\"", "1.5s"),
      Unfit("3sec", "has the unknown unit \"sec\"", "3s"),
      Unfit("20msec", "has the unknown unit \"msec\"", "20ms"),
      Unfit("2Hours", "has the unknown unit \"Hours\"", "2h"),
      Unfit("0.5ns", "is not a whole number of nanoseconds below 292 years"),
      Unfit("1.0000000001s", "is not a whole number of nanoseconds below 292 years"),
      Unfit("2562048h", "is not a whole number of nanoseconds below 292 years"),
    ])
  func invalid(_ unfit: Unfit) {
    let error = #expect(throws: QuantityTextError.self) { try TimeSpan(text: unfit.text) }
    #expect(
      error
        == QuantityTextError(
          problem: unfit.problem,
          expected: "a time with a unit, such as \"250ms\", \"1.5s\" or \"2m\"",
          suggestion: unfit.suggestion))
  }

  @Test(
    "A time is written in the largest unit that keeps it short, and reads back",
    arguments: [
      (0, "0s"), (1, "1ns"), (999, "999ns"), (1_000, "1us"), (1_500, "1.5us"),
      (250_000_000, "250ms"), (250_000_001, "250.000001ms"), (1_500_000_000, "1.5s"),
      (60_000_000_000, "1m"), (90_000_000_000, "90s"), (3_600_000_000_000, "60m"),
      (.max, "9223372036.854775807s"),
    ] as [(Int64, String)])
  func written(nanoseconds: Int64, text: String) throws {
    #expect(TimeSpan(nanoseconds: nanoseconds).text == text)
    #expect(try TimeSpan(text: text).nanoseconds == nanoseconds)
  }

  @Test("A negative time is written for people and not read")
  func negative() {
    #expect(TimeSpan.milliseconds(-5).text == "-5ms")
    #expect(TimeSpan(nanoseconds: .min).text == "-9223372036.854775808s")
    #expect("\(TimeSpan.seconds(2)) \(Instant(nanoseconds: 1_500))" == "2s 1.5us")
  }

  @Test("Seconds have a fixed number of decimals, rounded half up")
  func fixedDecimals() {
    #expect(TimeSpan(nanoseconds: 7_213_499_999).seconds(decimals: 3) == "7.213")
    #expect(TimeSpan(nanoseconds: 7_213_500_000).seconds(decimals: 3) == "7.214")
    #expect(TimeSpan(nanoseconds: 999_999_999).seconds(decimals: 0) == "1")
    #expect(TimeSpan(nanoseconds: 5).seconds(decimals: 9) == "0.000000005")
    #expect(TimeSpan(nanoseconds: -1_500_000_000).seconds(decimals: 1) == "-1.5")
    #expect(TimeSpan(nanoseconds: -1).seconds(decimals: 3) == "0.000")
    #expect(TimeSpan.max.seconds(decimals: 2) == "9223372036.85")
  }
}
