import Testing
import WeirPrimitives

@Suite struct ASCIITests {
  @Test("Of all bytes only 0…9 are digits")
  func digits() {
    let digits = (0...255 as ClosedRange<UInt8>).filter(ASCII.isDigit)
    #expect(digits == Array("0123456789".utf8))
  }

  @Test("Of all bytes only A…Z change to lower case")
  func lowercase() {
    let changed = (0...255 as ClosedRange<UInt8>).filter { ASCII.lowercased($0) != $0 }
    #expect(changed == Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8))
    #expect(changed.map(ASCII.lowercased) == Array("abcdefghijklmnopqrstuvwxyz".utf8))
  }

  @Test("Of all bytes 22 are hexadecimal digits, each with its value")
  func hexadecimal() {
    let digits = (0...255 as ClosedRange<UInt8>).filter { ASCII.hexadecimalValue($0) != nil }
    #expect(digits == Array("0123456789ABCDEFabcdef".utf8))
    #expect(
      digits.compactMap(ASCII.hexadecimalValue) == Array(0...15) + [10, 11, 12, 13, 14, 15])
  }

  @Test(
    "Numbers are appended without leading zeros",
    arguments: [0, 9, 10, 15, 16, 255, 4_096, .max] as [UInt64])
  func numbers(_ value: UInt64) {
    var bytes: [UInt8] = Array("x".utf8)
    bytes.appendDecimal(value)
    bytes.append(" ")
    bytes.appendHexadecimal(value)
    #expect(String(decoding: bytes, as: UTF8.self) == "x\(value) \(String(value, radix: 16))")
  }

  @Test("A literal is appended as UTF-8")
  func literal() {
    var bytes: [UInt8] = []
    bytes.append("é\r\n")
    bytes.append("")
    #expect(bytes == [0xC3, 0xA9, 0x0D, 0x0A])
  }
}
