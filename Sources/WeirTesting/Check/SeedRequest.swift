/// Which seeds a check runs: those its author names, or the one that `WEIR_SEED` asks for.
struct SeedRequest: Equatable {
  /// The environment variable that brings one seed back.
  static let variable = "WEIR_SEED"
  /// Seeds are below this, so that JSON can carry them.
  static let bound: UInt64 = 1 << 53

  let seeds: ClosedRange<UInt64>
  /// Whether it is one seed brought back, to be told in full.
  let isReplay: Bool

  /// - Parameter text: the value of `WEIR_SEED`; nil when it is not set.
  init(_ seeds: ClosedRange<UInt64>, variable text: String?) throws(Refusal) {
    guard let text else {
      guard seeds.upperBound < Self.bound else {
        throw Refusal(
          found: "the seed \(seeds.upperBound)", expected: "seeds below 2^53", at: "seeds")
      }
      self.seeds = seeds
      isReplay = false
      return
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seed = UInt64(text), seed < Self.bound
    else {
      throw Refusal(
        found: "\"\(text.prefix(40))\"", expected: "a seed, a whole number below 2^53",
        at: Self.variable)
    }
    self.seeds = seed...seed
    isReplay = true
  }

  /// The seeds that one of several workers runs, who share them evenly.
  func share(of worker: Int, among workers: Int) -> some Sequence<UInt64> {
    let first = seeds.lowerBound + UInt64(worker)
    return stride(from: first, through: seeds.upperBound, by: workers)
  }
}
