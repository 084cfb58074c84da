import TestSupport
import Testing

@testable import WeirHTTP

@Suite struct HPACKRoundTripTests {
  @Test("Every byte survives Huffman coding, alone and between others")
  func everyByte() throws {
    for byte in UInt8.min...UInt8.max {
      for text in [[byte], [0x61, byte], [byte, byte, 0x7A]] {
        var coded: [UInt8] = []
        HPACKHuffman.append(text.span, to: &coded)
        #expect(coded.count == HPACKHuffman.encodedCount(text.span))
        var decoded: [UInt8] = []
        try HPACKHuffman.decode(coded.span, into: &decoded)
        #expect(decoded == text)
      }
    }
  }

  @Test(
    "Integers around every limit are read back from each prefix", arguments: 1...8)
  func integers(_ prefixBits: Int) throws {
    for power in 0...32 {
      for value in [1 << power - 1, 1 << power, 1 << power + 1] where value <= UInt32.max {
        var output: [UInt8] = []
        HPACKInteger.append(value, prefixBits: prefixBits, flags: 0, to: &output)
        var position = 0
        #expect(
          try HPACKInteger.read(output.span, at: &position, prefixBits: prefixBits) == value)
        #expect(position == output.count)
      }
    }
  }

  @Test("Generated sections come back and tables stay in step", arguments: 1...40)
  func sections(_ seed: UInt64) throws {
    var choices = TestChoices(seed: seed)
    var encoder = HPACKEncoder(tableSize: 2_000)
    var decoder = HPACKDecoder()
    for _ in 0..<60 {
      if choices.below(8) == 0 {
        let size = UInt32(choices.below(2_500))
        encoder.setMaximumTableSize(size)
        decoder.setMaximumTableSize(size)
      }
      let fields = (0..<choices.below(12)).map { _ in Self.field(&choices) }
      #expect(try decoder.fields(of: encoder.block(fields)) == fields)
      #expect(decoder.tableSize <= 2_000)
    }
  }

  /// A field that often repeats an earlier name or value, or is one of the static table.
  private static func field(_ choices: inout TestChoices) -> HPACKField {
    let isSensitive = choices.below(10) == 0
    if choices.below(3) == 0 {
      let known = [":method", ":status", ":path", "cookie", "date"]
      let values = ["GET", "200", "/", "", "404"]
      return HPACKField(
        known[choices.below(5)], values[choices.below(5)], isSensitive: isSensitive)
    }
    let name = Array("x-name-\(choices.below(20))".utf8)
    var value = Array("value \(choices.below(3))".utf8)
    switch choices.below(4) {
    case 0: value += (0..<choices.below(40)).map { _ in UInt8(choices.below(256)) }
    case 1: value += [UInt8](repeating: 0x65, count: choices.below(choices.below(700) + 1))
    default: break
    }
    return HPACKField(name, value, isSensitive: isSensitive)
  }

  @Test("Random bytes never trap, and never make a table larger than allowed", arguments: 1...20)
  func randomBytes(_ seed: UInt64) {
    var choices = TestChoices(seed: seed)
    var decoder = HPACKDecoder(tableSize: 300, maximumListSize: 500)
    var failures = 0
    for _ in 0..<500 {
      let block = (0..<choices.below(60)).map { _ in UInt8(choices.below(256)) }
      do { _ = try decoder.fields(of: block) } catch { failures += 1 }
      #expect(decoder.tableSize <= 300)
    }
    #expect(failures > 100)
  }

  @Test("A vector with any one bit turned never traps", arguments: HPACKVectorGroup.all)
  func turnedBits(_ group: HPACKVectorGroup) throws {
    var whole = HPACKDecoder(tableSize: group.tableSize)
    for vector in group.vectors {
      let block = Array<UInt8>(hex: vector.block)
      for bit in 0..<block.count * 8 {
        var (turned, decoder) = (block, whole)
        turned[bit / 8] ^= 1 << UInt8(bit % 8)
        _ = try? decoder.fields(of: turned)
        #expect(decoder.tableSize <= group.tableSize)
      }
      _ = try whole.fields(of: block)
    }
  }
}
