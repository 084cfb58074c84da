/// The code of RFC 7541 appendix B.
///
/// The code is canonical: among codes of one length the numbers go up with the symbol, and each
/// length goes on where the one before it stopped. The lengths alone therefore give all the rest.
struct HPACKHuffmanCode: Sendable {
  static let standard = HPACKHuffmanCode()
  static let endOfString = 256
  static let longest = 30

  /// Code of each symbol, in the low bits.
  let codes: [UInt32]
  let lengths: [UInt8]
  /// Symbols in the order of their codes.
  let symbols: [UInt16]
  /// For each length, the first pattern of 32 bits that no code up to that length begins.
  let ceilings: [UInt64]
  /// For each length, the place in `symbols` that a code of that length has, less the code.
  let places: [Int]
  /// For each byte, the symbol whose code begins it and the length of that code in the low four
  /// bits; 0 where the code is longer than a byte.
  let short: [UInt16]

  private init() {
    let lengths = Self.standardLengths
    var codes = [UInt32](repeating: 0, count: lengths.count)
    var symbols: [UInt16] = []
    var ceilings = [UInt64](repeating: 0, count: Self.longest + 1)
    var places = [Int](repeating: 0, count: Self.longest + 1)
    var short = [UInt16](repeating: 0, count: 256)
    var code: UInt32 = 0
    for length in 1...Self.longest {
      code <<= 1
      places[length] = symbols.count - Int(code)
      for symbol in lengths.indices where Int(lengths[symbol]) == length {
        codes[symbol] = code
        symbols.append(UInt16(symbol))
        if length <= 8 {
          let first = Int(code) << (8 - length)
          for byte in first..<first + 1 << (8 - length) {
            short[byte] = UInt16(symbol << 4 | length)
          }
        }
        code += 1
      }
      ceilings[length] = UInt64(code) << (32 - length)
    }
    precondition(code == 1 << Self.longest, "the lengths of the code leave patterns unused")
    self.codes = codes
    self.lengths = lengths
    self.symbols = symbols
    self.ceilings = ceilings
    self.places = places
    self.short = short
  }

  private static let standardLengths: [UInt8] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    30,
  ]
}
