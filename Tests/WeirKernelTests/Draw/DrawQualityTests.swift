import Testing

@testable import WeirKernel

/// The sum of squared deviations from equal counts, which for k counts is around k - 1 with a
/// standard deviation of √(2(k - 1)).
private func chiSquare(_ counts: [Int]) -> Double {
  let expected = Double(counts.reduce(0, +)) / Double(counts.count)
  return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

/// Draws are fixed, so nothing here fails by chance: a limit is met or not, for ever.
@Suite("DrawKey: quality")
struct DrawQualityTests {
  static let streams: [(String, @Sendable (UInt64) -> UInt64)] = [
    ("consecutive draws of a key", { [key] in key.bits($0) }),
    ("first draws of consecutive entities", { [key] in key.entity($0).bits(0) }),
    ("first draws of consecutive seeds", { DrawKey(seed: $0, owner: "a", purpose: "b").bits(0) }),
    (
      "first draws of near-identical names",
      { DrawKey(seed: 1, owner: "phone[\($0)]", purpose: "loss").bits(0) }
    ),
    ("draws at a distance of 2^40", { [key] in key.bits($0 << 40) }),
    ("the n-th draw of the n-th entity", { [key] in key.entity($0).bits($0) }),
  ]
  static let key = DrawKey(seed: 1, owner: "quality", purpose: "bits")

  @Test("Each of the eight bytes is uniform", arguments: streams.indices)
  func bytes(stream: Int) {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 8)
    for n in 0..<20_000 as Range<UInt64> {
      let bits = Self.streams[stream].1(n)
      for byte in 0..<8 { counts[byte][Int(bits >> (8 * byte) & 0xFF)] += 1 }
    }
    // 255 ± 22.6: the limits are 5 standard deviations away.
    for byte in 0..<8 {
      let value = chiSquare(counts[byte])
      #expect(value > 142 && value < 368, "\(Self.streams[stream].0), byte \(byte): \(value)")
    }
  }

  @Test("Neighbours are independent: pairs of four bits are uniform", arguments: streams.indices)
  func pairs(stream: Int) {
    var high = [Int](repeating: 0, count: 256)
    var low = [Int](repeating: 0, count: 256)
    var previous = Self.streams[stream].1(0)
    for n in 1..<20_000 as Range<UInt64> {
      let next = Self.streams[stream].1(n)
      high[Int((previous >> 60) << 4 | next >> 60)] += 1
      low[Int((previous & 15) << 4 | next & 15)] += 1
      previous = next
    }
    #expect(chiSquare(high) > 142 && chiSquare(high) < 368, "\(Self.streams[stream].0)")
    #expect(chiSquare(low) > 142 && chiSquare(low) < 368, "\(Self.streams[stream].0)")
  }

  @Test("Neighbours differ in half of their bits", arguments: streams.indices)
  func neighbours(stream: Int) {
    var flipped = 0
    for n in 0..<5_000 as Range<UInt64> {
      flipped += (Self.streams[stream].1(n) ^ Self.streams[stream].1(n + 1)).nonzeroBitCount
    }
    let average = Double(flipped) / 5_000
    #expect(average > 31.7 && average < 32.3, "\(Self.streams[stream].0): \(average)")
  }

  @Test("One bit of n, of the entity or of the seed changes half of the draw")
  func avalanche() {
    for bit in 0..<64 as Range<UInt64> {
      var (byNumber, byEntity, bySeed) = (0, 0, 0)
      for n in 0..<200 as Range<UInt64> {
        let key = Self.key
        byNumber += (key.bits(n) ^ key.bits(n ^ 1 << bit)).nonzeroBitCount
        byEntity +=
          (key.entity(n).bits(0) ^ key.entity(n ^ 1 << bit).bits(0)).nonzeroBitCount
        let seeds = (n, n ^ 1 << (bit % 53))
        bySeed +=
          (DrawKey(seed: seeds.0, owner: "a", purpose: "b").bits(5)
          ^ DrawKey(seed: seeds.1, owner: "a", purpose: "b").bits(5)).nonzeroBitCount
      }
      for flipped in [byNumber, byEntity, bySeed] {
        #expect(flipped > 28 * 200 && flipped < 36 * 200, "bit \(bit): \(flipped) of 12800")
      }
    }
  }

  @Test("No key continues another one's draws, shifted")
  func noShiftedStreams() {
    var owners: Set<UInt64> = []
    for entity in 0..<200 as Range<UInt64> {
      let key = Self.key.entity(entity)
      for n in 0..<200 as Range<UInt64> { owners.insert(key.bits(n)) }
    }
    // 40,000 draws of 64 bits: one collision would be a chance of 4 · 10^-11.
    #expect(owners.count == 40_000)
  }
}
