import Testing
import WeirPrimitives

@Suite struct BitRateTests {
  @Test(
    "A rate is read to the bit per second",
    arguments: [
      ("1bit/s", 1), ("64kbit/s", 64_000), ("12Mbit/s", 12_000_000), ("12 Mbit/s", 12_000_000),
      ("1.5Mbit/s", 1_500_000), ("0.001kbit/s", 1), ("10Gbit/s", 10_000_000_000),
      ("9223372036854775807bit/s", .max), ("9.223372036854775807Gbit/s", nil),
      ("9223372036.854775807Gbit/s", .max),
    ] as [(String, Int64?)])
  func valid(text: String, bits: Int64?) {
    #expect((try? BitRate(text: text))?.bitsPerSecond == bits)
  }

  @Test(
    "A text that is no rate says why and what was meant",
    arguments: [
      Unfit("", "is not a rate"), Unfit("fast", "is not a rate"), Unfit("-1bit/s", "is not a rate"),
      Unfit("12", "has no unit", "12Mbit/s"), Unfit("1.5 ", "has no unit", "1.5Mbit/s"),
      Unfit("12MB/s", "has the unknown unit \"MB/s\""),
      Unfit("12x", "has the unknown unit \"x\""),
      Unfit("12mbit/s", "has the unknown unit \"mbit/s\"", "12Mbit/s"),
      Unfit("12Mbit", "has the unknown unit \"Mbit\"", "12Mbit/s"),
      Unfit("12 Mbps", "has the unknown unit \"Mbps\"", "12Mbit/s"),
      Unfit("64KBPS", "has the unknown unit \"KBPS\"", "64kbit/s"),
      Unfit("0bit/s", "is not a whole, positive number of bits per second"),
      Unfit("0.5bit/s", "is not a whole, positive number of bits per second"),
      Unfit("9223372037Gbit/s", "is not a whole, positive number of bits per second"),
    ])
  func invalid(_ unfit: Unfit) {
    let error = #expect(throws: QuantityTextError.self) { try BitRate(text: unfit.text) }
    #expect(
      error
        == QuantityTextError(
          problem: unfit.problem, expected: "a rate in bits per second, such as \"12Mbit/s\"",
          suggestion: unfit.suggestion))
  }

  @Test(
    "A rate is written in the largest unit without a fraction, and reads back",
    arguments: [
      (1, "1bit/s"), (1_500, "1500bit/s"), (64_000, "64kbit/s"), (1_500_000, "1500kbit/s"),
      (12_000_000, "12Mbit/s"), (40_000_000_000, "40Gbit/s"), (.max, "9223372036854775807bit/s"),
    ] as [(Int64, String)])
  func written(bits: Int64, text: String) throws {
    #expect(BitRate(bitsPerSecond: bits).text == text)
    #expect("\(BitRate(bitsPerSecond: bits))" == text)
    #expect(try BitRate(text: text).bitsPerSecond == bits)
  }

  @Test(
    "Sending takes the exact time, rounded up to a nanosecond",
    arguments: [
      (0, 1, 0), (1, 8, 1_000_000_000), (1_500, 12_000_000, 1_000_000), (1, 3, 2_666_666_667),
      (1, 7, 1_142_857_143), (1_448, 1_000_000_000, 11_584), (1, 8_000_000_000, 1),
      (1, 8_000_000_001, 1), (2, 8_000_000_001, 2), (3, 8_000_000_001, 3), (1, .max, 1),
      (0, .max, 0),
      (1 << 40, 1_000_000_000, 8_796_093_022_208), (1_152_921_504, 1, 9_223_372_032_000_000_000),
    ] as [(Int, Int64, Int64)])
  func transmission(bytes: Int, bits: Int64, nanoseconds: Int64) {
    let time = BitRate(bitsPerSecond: bits).transmissionTime(ofBytes: bytes)
    #expect(time == TimeSpan(nanoseconds: nanoseconds))
  }

  @Test("Rates are made from units and compared by bits")
  func units() {
    #expect(BitRate.kilobitsPerSecond(64).bitsPerSecond == 64_000)
    #expect(BitRate.megabitsPerSecond(12).bitsPerSecond == 12_000_000)
    #expect(BitRate.kilobitsPerSecond(999) < .megabitsPerSecond(1))
  }
}
