import Testing
import WeirAudit

@Suite struct ListingTests {
  static let cases: [([UInt32], String)] = [
    ([], "none"), ([5], "5"), ([4, 5], "4 and 5"), ([4, 5, 6], "4–6"), ([1, 3], "1 and 3"),
    ([12] + Array(17...204) + [206], "12, 17–204 and 206"), ([1, 4, 5], "1, 4 and 5"),
    ([0, 1, 2, 9], "0–2 and 9"), ([UInt32.max - 1, UInt32.max], "4294967294 and 4294967295"),
    ([7, 7], "7 and 7"),
    ([1, 3, 5, 7, 9, 11, 13, 15], "1, 3, 5, 7, 9, 11, 13 and 15"),
    ([1, 3, 5, 7, 9, 11, 13, 15, 17], "1, 3, 5, 7, 9, 11, 13, 15 and 1 more"),
    ([1, 3, 5, 7, 9, 11, 13, 15] + Array(20...29), "1, 3, 5, 7, 9, 11, 13, 15 and 10 more"),
  ]

  @Test("Numbers in words: runs, the last behind “and”, the rest counted", arguments: cases)
  func listing(numbers: [UInt32], expected: String) {
    #expect(WeirAudit.listing(numbers) == expected)
  }

  @Test("The limit counts numbers and ranges named, at least one")
  func limit() {
    #expect(WeirAudit.listing([1, 2, 3, 5, 9] as [UInt32], limit: 2) == "1–3, 5 and 1 more")
    #expect(WeirAudit.listing([1, 3, 5] as [UInt32], limit: 0) == "1 and 2 more")
  }
}
