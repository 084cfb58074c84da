import Testing

@testable import WeirHTTP

@Suite struct HPACKAppendixTests {
  @Test(
    "C.1: integers have the bytes of the RFC and are read back",
    arguments: [(10, 5, "0a"), (1_337, 5, "1f9a0a"), (42, 8, "2a")])
  func integers(_ value: Int, _ prefixBits: Int, _ hex: String) throws {
    var output: [UInt8] = []
    HPACKInteger.append(value, prefixBits: prefixBits, flags: 0, to: &output)
    #expect(output == Array(hex: hex))
    var position = 0
    let read = try HPACKInteger.read(output.span, at: &position, prefixBits: prefixBits)
    #expect(read == value)
    #expect(position == output.count)
  }

  @Test(
    "C.2 to C.6: blocks decode to the fields of the RFC and leave its dynamic table",
    arguments: HPACKVectorGroup.all)
  func blocks(_ group: HPACKVectorGroup) throws {
    var decoder = HPACKDecoder(tableSize: group.tableSize)
    for vector in group.vectors {
      #expect(try decoder.fields(of: Array(hex: vector.block)) == vector.fields)
      #expect(decoder.entries == vector.table)
      #expect(decoder.tableSize == vector.tableSize)
    }
  }

  @Test("C.4: the encoder writes the bytes of the RFC for three requests")
  func encodedRequests() {
    var encoder = HPACKEncoder()
    let group = HPACKVectorGroup.all.first { $0.section == "C.4" }!
    for vector in group.vectors {
      #expect(encoder.block(vector.fields) == Array(hex: vector.block))
    }
  }

  @Test("C.6: the encoder writes the bytes of the RFC, but 307 plain, for Huffman saves nothing")
  func encodedResponses() {
    var encoder = HPACKEncoder(tableSize: 256)
    var blocks = HPACKVectorGroup.huffmanResponses
    blocks[0] = "3f e1 01" + blocks[0]
    blocks[1] = "4803 3330 37c1 c0bf"
    let group = HPACKVectorGroup.all.first { $0.section == "C.6" }!
    for (vector, block) in zip(group.vectors, blocks) {
      #expect(encoder.block(vector.fields) == Array(hex: block))
    }
  }

  @Test("C.2.2 and C.2.3: a path and a sensitive field are not remembered")
  func unindexed() {
    var encoder = HPACKEncoder()
    #expect(
      encoder.block([HPACKField(":path", "/sample/path")])
        == Array(hex: "0489 6103 a6ba 0ac5 634c ff"))
    #expect(
      encoder.block([HPACKField("password", "secret", isSensitive: true)])
        == Array(hex: "1086 ac68 4783 d927 8441 4961 53"))
    #expect(
      encoder.block([HPACKField("password", "secret", isSensitive: true)]).first == 0x10)
  }

  @Test(
    "Every truncation of every block throws, but where a field ends",
    arguments: HPACKVectorGroup.all)
  func truncations(_ group: HPACKVectorGroup) throws {
    var whole = HPACKDecoder(tableSize: group.tableSize)
    for vector in group.vectors {
      let block = Array<UInt8>(hex: vector.block)
      var complete = 0
      for count in 0..<block.count {
        var decoder = whole
        do throws(HPACKError) {
          let fields = try decoder.fields(of: Array(block[..<count]))
          #expect(fields == Array(vector.fields[..<complete]))
          complete += 1
        } catch {
          #expect(error == .truncated)
        }
      }
      #expect(complete == vector.fields.count)
      _ = try whole.fields(of: block)
    }
  }

  @Test(
    "B: codes are those of the RFC",
    arguments: [
      (48, 0x0, 5), (97, 0x3, 5), (32, 0x14, 6), (88, 0xFC, 8), (63, 0x3FC, 10), (0, 0x1FF8, 13),
      (92, 0x7FFF0, 19), (128, 0xFFFE6, 20), (192, 0x3FFFFE0, 26), (249, 0xFFF_FFFE, 28),
      (10, 0x3FFF_FFFC, 30), (22, 0x3FFF_FFFE, 30), (256, 0x3FFF_FFFF, 30),
    ])
  func codes(_ symbol: Int, _ code: UInt32, _ length: UInt8) {
    #expect(HPACKHuffmanCode.standard.codes[symbol] == code)
    #expect(HPACKHuffmanCode.standard.lengths[symbol] == length)
  }

  @Test("A: indices of the static table are those of the RFC")
  func staticTable() throws {
    let expected: [(UInt8, HPACKField)] = [
      (1, HPACKField(":authority", "")), (7, HPACKField(":scheme", "https")),
      (14, HPACKField(":status", "500")), (16, HPACKField("accept-encoding", "gzip, deflate")),
      (31, HPACKField("content-type", "")), (61, HPACKField("www-authenticate", "")),
    ]
    for (index, field) in expected {
      var decoder = HPACKDecoder()
      #expect(try decoder.fields(of: [0x80 | index]) == [field])
    }
  }
}
