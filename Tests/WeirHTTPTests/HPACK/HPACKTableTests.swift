import Testing

@testable import WeirHTTP

@Suite struct HPACKTableTests {
  private let one = HPACKField("one", "1")
  private let two = HPACKField("two", "2")
  private let three = HPACKField("three", "3")

  @Test("The oldest entries make room for a new one")
  func eviction() throws {
    var decoder = HPACKDecoder(tableSize: 72)
    var encoder = HPACKEncoder(tableSize: 72)
    #expect(try decoder.fields(of: encoder.block([one, two])) == [one, two])
    #expect(decoder.entries == [two, one])
    #expect(decoder.tableSize == 72)
    #expect(try decoder.fields(of: encoder.block([three, two])) == [three, two])
    #expect(decoder.entries == [two])
  }

  @Test("An entry larger than the table empties it and is no error")
  func largerThanTable() throws {
    var decoder = HPACKDecoder(tableSize: 64)
    _ = try decoder.fields(of: Array(hex: "40 01 61 01 62"))
    #expect(decoder.entries == [HPACKField("a", "b")])
    let long = [UInt8](repeating: 0x78, count: 32)
    #expect(
      try decoder.fields(of: Array(hex: "40 01 61 20") + long) == [HPACKField([0x61], long)])
    #expect(decoder.entries == [])
    #expect(decoder.tableSize == 0)
  }

  @Test("The name of an entry that the new field evicts may be used for it")
  func evictedName() throws {
    var decoder = HPACKDecoder(tableSize: 64)
    _ = try decoder.fields(of: Array(hex: "40 01 61 01 62"))
    let value = [UInt8](repeating: 0x79, count: 31)
    let field = HPACKField([0x61], value)
    #expect(try decoder.fields(of: Array(hex: "7e 1f") + value) == [field])
    #expect(decoder.entries == [field])
  }

  @Test("The encoder does not empty its table for a field that does not fit")
  func encoderKeepsTable() throws {
    var encoder = HPACKEncoder(tableSize: 64)
    _ = encoder.block([one])
    let long = HPACKField("long", String(repeating: "~", count: 40))
    #expect(encoder.block([long, one]).first == 0)
    #expect(encoder.block([one]) == [0xBE])
  }

  @Test("An encoder with less than the protocol's table says so in its first section, once")
  func firstUpdate() {
    var encoder = HPACKEncoder(tableSize: 0)
    #expect(encoder.block([HPACKField(":method", "GET")]) == [0x20, 0x82])
    #expect(encoder.block([HPACKField(":method", "GET")]) == [0x82])
    var usual = HPACKEncoder()
    usual.setMaximumTableSize(4_096)
    #expect(usual.block([HPACKField(":method", "GET")]) == [0x82])
  }

  @Test("Of several sizes the smallest and the last are told")
  func smallestAndLast() throws {
    var encoder = HPACKEncoder()
    var decoder = HPACKDecoder()
    _ = try decoder.fields(of: encoder.block([one, two, three]))
    for size: UInt32 in [3_000, 36, 1_000, 2_000] {
      encoder.setMaximumTableSize(size)
      decoder.setMaximumTableSize(size)
    }
    let block = encoder.block([two])
    #expect(Array(block[..<5]) == Array(hex: "3f 05 3f b1 0f"))
    #expect(try decoder.fields(of: block) == [two])
    #expect(decoder.entries == [two])
    #expect(encoder.block([two]) == [0xBE])
  }

  @Test("A size that goes down and comes back still empties both tables")
  func downAndBack() throws {
    var encoder = HPACKEncoder()
    var decoder = HPACKDecoder()
    _ = try decoder.fields(of: encoder.block([one]))
    for size: UInt32 in [0, 4_096] {
      encoder.setMaximumTableSize(size)
      decoder.setMaximumTableSize(size)
    }
    let block = encoder.block([one])
    #expect(Array(block[..<4]) == Array(hex: "20 3f e1 1f"))
    #expect(try decoder.fields(of: block) == [one])
    #expect(decoder.entries == [one])
  }

  @Test("The encoder takes no more than its own limit of what the peer allows")
  func ownLimit() {
    var encoder = HPACKEncoder(tableSize: 8_192)
    encoder.setMaximumTableSize(.max)
    #expect(encoder.block([]) == Array(hex: "3f e1 3f"))
  }

  @Test("A decoder that lowered its limit wants to see an update first")
  func missingUpdate() throws {
    var decoder = HPACKDecoder()
    decoder.setMaximumTableSize(100)
    decoder.setMaximumTableSize(4_096)
    var late = decoder
    var obedient = decoder
    #expect(throws: HPACKError.missingSizeUpdate) { try decoder.fields(of: [0x82]) }
    #expect(throws: HPACKError.missingSizeUpdate) { try late.fields(of: Array(hex: "3f 46 82")) }
    #expect(
      try obedient.fields(of: Array(hex: "3f 45 3f e1 1f 82")) == [HPACKField(":method", "GET")])
    #expect(try obedient.fields(of: [0x82]) == [HPACKField(":method", "GET")])
  }

  @Test("A limit that the table already obeys needs no update")
  func needlessUpdate() throws {
    var decoder = HPACKDecoder()
    _ = try decoder.fields(of: Array(hex: "3f 45"))
    decoder.setMaximumTableSize(100)
    #expect(try decoder.fields(of: [0x82]) == [HPACKField(":method", "GET")])
    #expect(throws: HPACKError.tableSizeUpdateTooLarge) {
      try decoder.fields(of: Array(hex: "3f 46 82"))
    }
  }

  @Test("Both ends are small while their tables are empty")
  func strides() {
    #expect(MemoryLayout<HPACKEncoder>.stride == 48)
    #expect(MemoryLayout<HPACKDecoder>.stride == 48)
  }
}
