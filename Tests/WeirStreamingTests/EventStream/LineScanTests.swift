import Testing

@testable import WeirStreaming

@Suite struct LineScanTests {
  @Test("The first CR or LF is found wherever it stands and whatever surrounds it")
  func lineEnds() {
    for filler in [0x00, 0x0B, 0x0C, 0x0E, 0x09, 0x61, 0x8A, 0x8D, 0xFF] as [UInt8] {
      for end in 0..<30 {
        for terminator in [0x0A, 0x0D] as [UInt8] {
          var bytes = [UInt8](repeating: filler, count: 30)
          #expect(LineScan.firstLineEnd(in: bytes.span, from: 0) == 30)
          bytes[end] = terminator
          bytes[29] = terminator
          for start in 0...end {
            #expect(LineScan.firstLineEnd(in: bytes.span, from: start) == end)
          }
        }
      }
    }
  }

  @Test("The first byte beyond ASCII is found wherever it stands")
  func nonASCII() {
    for index in 0..<30 {
      var bytes = [UInt8](repeating: 0x7F, count: 30)
      #expect(LineScan.firstNonASCII(in: bytes.span, from: 0) == 30)
      bytes[index] = 0x80
      #expect(LineScan.firstNonASCII(in: bytes.span, from: 0) == index)
      #expect(LineScan.firstNonASCII(in: bytes.span, from: index) == index)
      #expect(LineScan.firstNonASCII(in: bytes.span, from: index + 1) == 30)
    }
  }
}
