import Testing
import WeirPrimitives

@Suite struct ByteCountTextTests {
  @Test(
    "A size is read to the byte",
    arguments: [
      ("0", 0), ("1500", 1_500), ("1500B", 1_500), ("64KiB", 65_536), ("64 KiB", 65_536),
      ("1kB", 1_000), ("1KB", 1_000), ("1.5kB", 1_500), ("1MB", 1_000_000), ("2GB", 2_000_000_000),
      ("0.5KiB", 512), ("1MiB", 1 << 20), ("1GiB", 1 << 30), ("1.0", 1),
      ("9223372036854775807", .max), ("8589934591GiB", 8_589_934_591 << 30),
    ] as [(String, Int64)])
  func valid(text: String, bytes: Int64) throws {
    #expect(try ByteCount(text: text).bytes == bytes)
  }

  @Test(
    "A text that is no size says why and what was meant",
    arguments: [
      Unfit("", "is not a size"), Unfit("KiB", "is not a size"), Unfit("-1", "is not a size"),
      Unfit("9223372036854775808", "is not a size"),
      Unfit("1.5", "is not a whole number of bytes that 63 bits hold"),
      Unfit("0.3KiB", "is not a whole number of bytes that 63 bits hold"),
      Unfit("8589934592GiB", "is not a whole number of bytes that 63 bits hold"),
      Unfit("5x", "has the unknown unit \"x\""),
      Unfit("5bit", "has the unknown unit \"bit\""),
      Unfit("64kib", "has the unknown unit \"kib\"", "64KiB"),
      Unfit("64K", "has the unknown unit \"K\"", "64KiB"),
      Unfit("1.5 mb", "has the unknown unit \"mb\"", "1.5MB"),
      Unfit("100 bytes", "has the unknown unit \"bytes\"", "100B"),
      Unfit("1b", "has the unknown unit \"b\"", "1B"),
    ])
  func invalid(_ unfit: Unfit) {
    let error = #expect(throws: QuantityTextError.self) { try ByteCount(text: unfit.text) }
    #expect(
      error
        == QuantityTextError(
          problem: unfit.problem, expected: "a size, such as 1500, \"64KiB\" or \"1MB\"",
          suggestion: unfit.suggestion))
  }

  @Test(
    "A size is written in the largest unit without a fraction, and reads back",
    arguments: [
      (0, "0"), (1, "1"), (1_500, "1500"), (1_000, "1kB"), (1_024, "1KiB"), (65_536, "64KiB"),
      (3 << 20, "3MiB"), (1 << 40, "1024GiB"), (5_000_000, "5MB"), (7_000_000_000, "7GB"),
      (.max, "9223372036854775807"),
    ] as [(Int64, String)])
  func written(bytes: Int64, text: String) throws {
    #expect(ByteCount(bytes: bytes).text == text)
    #expect("\(ByteCount(bytes: bytes))" == text)
    #expect(try ByteCount(text: text).bytes == bytes)
  }

  @Test("Sizes are made from units and compared by bytes")
  func units() {
    #expect(ByteCount.kibibytes(3).bytes == 3_072)
    #expect(ByteCount.mebibytes(2).bytes == 2_097_152)
    #expect(ByteCount.bytes(1_023) < .kibibytes(1))
    #expect(!(ByteCount.zero < .zero))
  }
}
