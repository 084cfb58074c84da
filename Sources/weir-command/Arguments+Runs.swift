import Weir

/// A part of a sweep's seeds: every `count`-th, from the `index`-th on, which counts from zero.
struct Shard {
  var index: UInt64 = 0
  var count: UInt64 = 1

  /// More parts than this are refused.
  static let limit: UInt64 = 1_000_000

  /// Reads `I/N`, where I counts from one.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.allSatisfy({ $0 == 0x2F || (0x30...0x39).contains($0) }),
      let number = UInt64(parts[0]), let count = UInt64(parts[1]), 1...Self.limit ~= count,
      1...count ~= number
    else { return nil }
    index = number - 1
    self.count = count
  }

  init() {}
}

extension Arguments {
  /// A seed: a whole number below 2^53, so that JSON can carry it; nil when the text is none.
  private static func seed(_ text: Substring) -> UInt64? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seed = UInt64(text),
      seed < 1 << 53
    else { return nil }
    return seed
  }

  /// The seed given, or 1.
  func seed() throws(UsageError) -> UInt64 {
    let text = one("--seed") ?? "1"
    guard let seed = Self.seed(text[...]) else {
      throw UsageError(
        "--seed: \"\(text)\" is no seed", hint: "a seed is a whole number below 2^53")
    }
    return seed
  }

  /// `A..B`, both ends included, or one seed.
  func seeds(_ text: String) throws(UsageError) -> ClosedRange<UInt64> {
    let dots = text.firstRange(of: "..")
    let first = Self.seed(text[..<(dots?.lowerBound ?? text.endIndex)])
    let last = dots.map { Self.seed(text[$0.upperBound...]) } ?? first
    guard let first, let last else {
      throw UsageError(
        "--seeds: \"\(text)\" is no range of seeds",
        hint: "--seeds 1..100 has both ends included; a seed is a whole number below 2^53")
    }
    guard first <= last else {
      throw UsageError("--seeds: \(text) goes backwards", hint: "--seeds \(last)..\(first)")
    }
    return first...last
  }

  /// More threads than this are refused.
  private static let jobLimit = 256

  func jobs() throws(UsageError) -> Int {
    let text = one("--jobs") ?? "1"
    guard let jobs = Int(text), 1...Self.jobLimit ~= jobs else {
      throw UsageError(
        "--jobs: \"\(text)\" is no number of threads",
        hint: "a whole number between 1 and \(Self.jobLimit)")
    }
    return jobs
  }

  func shard() throws(UsageError) -> Shard {
    guard let text = one("--shard") else { return Shard() }
    guard let shard = Shard(text) else {
      throw UsageError(
        "--shard: \"\(text)\" is no part of a whole",
        hint: "--shard 1/4 takes the first of four parts, --shard 4/4 the last; at most "
          + "\(Shard.limit)")
    }
    return shard
  }

  /// The one scenario file of a command.
  func scenarioFile(of command: String) throws(UsageError) -> String {
    guard let file = positional.first else {
      throw UsageError(
        "\(command) needs a scenario file",
        hint: "weir \(command) Scenarios/basics/chat-through-a-tunnel.json5")
    }
    guard positional.count == 1 else {
      throw UsageError(
        "\(command) takes one scenario file, not \(positional.count)",
        hint: "weir sweep takes several")
    }
    return file
  }

  /// What all commands on runs share: the file, profiles, variant and settings.
  func request(for file: String) -> RunRequest {
    var request = RunRequest(scenario: file)
    request.profiles = all("--profile")
    request.variant = one("--variant")
    request.settings = all("--set")
    return request
  }
}
