import Testing

@testable import WeirHTTP

@Suite struct HPACKErrorTests {
  static let blocks: [(String, HPACKError)] = [
    ("80", .badIndex),
    ("be", .badIndex),
    ("7e 00", .badIndex),
    ("0f 2f 00", .badIndex),
    ("ff", .truncated),
    ("ff 80", .truncated),
    ("40", .truncated),
    ("40 01", .truncated),
    ("40 00", .truncated),
    ("40 00 05 61", .truncated),
    ("04 85 61", .truncated),
    ("3f", .truncated),
    ("ff 80 80 80 80 80 00", .integerTooLarge),
    ("ff ff ff ff ff 7f", .integerTooLarge),
    ("04 7f 81 ff ff ff 0f", .integerTooLarge),
    ("04 7f 80 ff ff ff 0f", .truncated),
    ("3f ff ff ff ff ff ff ff ff ff 01", .integerTooLarge),
    ("3f e2 1f", .tableSizeUpdateTooLarge),
    ("82 20", .misplacedTableSizeUpdate),
    ("20 82 3f e1 1f", .misplacedTableSizeUpdate),
    // "a" and eight ones; "0" and three zeros; "a" and a zero among the ones.
    ("04 82 1f ff", .badHuffman(.paddingTooLong)),
    ("04 81 00", .badHuffman(.paddingNotOnes)),
    ("04 81 1d", .badHuffman(.paddingNotOnes)),
    ("04 81 ff", .badHuffman(.paddingTooLong)),
    ("04 83 ff ff ff", .badHuffman(.paddingTooLong)),
    ("04 84 ff ff ff ff", .badHuffman(.endOfStringInside)),
    ("04 85 1f ff ff ff ff", .badHuffman(.endOfStringInside)),
  ]

  @Test("Each way to be wrong has its error", arguments: blocks)
  func wrong(_ hex: String, _ error: HPACKError) {
    var decoder = HPACKDecoder()
    #expect(throws: error) { try decoder.fields(of: Array(hex: hex)) }
  }

  @Test("Fields before an error are reported")
  func fieldsBefore() {
    var decoder = HPACKDecoder()
    var count = 0
    #expect(throws: HPACKError.badIndex) {
      try decoder.decode(Array<UInt8>(hex: "82 84 80").span) { _, _, _ in count += 1 }
    }
    #expect(count == 2)
  }

  @Test("A list that is too large is decoded to its end, so that the tables stay in step")
  func listTooLarge() throws {
    let first = HPACKField("one", "1")
    let second = HPACKField("two", "2")
    var encoder = HPACKEncoder()
    let block = encoder.block([first, second, first])
    var decoder = HPACKDecoder(maximumListSize: 71)
    var reported: [[UInt8]] = []
    #expect(throws: HPACKError.listTooLarge) {
      try decoder.decode(block.span) { name, _, _ in
        reported.append(name.withUnsafeBufferPointer { Array($0) })
      }
    }
    #expect(reported == [first.name])
    #expect(decoder.entries == [second, first])
    #expect(try decoder.fields(of: encoder.block([second])) == [second])
  }

  @Test("A list of exactly the limit is let through")
  func listAtLimit() throws {
    var decoder = HPACKDecoder(maximumListSize: 72)
    let fields = [HPACKField("one", "1"), HPACKField("two", "2")]
    var encoder = HPACKEncoder()
    #expect(try decoder.fields(of: encoder.block(fields)) == fields)
  }

  @Test("What fits is not reported behind a field that did not")
  func nothingBehindTheLimit() {
    var decoder = HPACKDecoder(maximumListSize: 60)
    var encoder = HPACKEncoder()
    let block = encoder.block([
      HPACKField("long", String(repeating: "x", count: 60)), HPACKField("s", ""),
    ])
    var count = 0
    #expect(throws: HPACKError.listTooLarge) {
      try decoder.decode(block.span) { _, _, _ in count += 1 }
    }
    #expect(count == 0)
  }

  @Test("Errors name the section of the RFC that was broken")
  func sources() {
    #expect("\(HPACKError.integerTooLarge.source)" == "RFC 7541 section 5.1")
    #expect("\(HPACKError.badHuffman(.paddingTooLong).source)" == "RFC 7541 section 5.2")
    #expect("\(HPACKError.missingSizeUpdate.source)" == "RFC 7541 section 4.2")
  }
}
