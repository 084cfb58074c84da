internal import WeirKernel
public import WeirPrimitives

/// A chance for each packet, and how much a packet's luck resembles that of the one before.
public struct Chance: Sendable, Equatable {
  public var share: Ratio
  /// Of two draws in a row, netem's way: each is this much of the last one, the rest its own.
  ///
  /// Draws so mixed lie nearer to the middle: small chances come true more rarely than they say,
  /// here as in netem. For bursts of loss take a ``LossModel``.
  public var correlation: Ratio

  public init(_ share: Ratio, correlation: Ratio = .zero) {
    self.share = share
    self.correlation = correlation
  }

  public static let never = Chance(.zero)
}

/// What decides a packet's luck: its name for draws of its own, the instant, where draws are noted.
struct PacketTurn {
  let flow: UInt64
  /// ``Packet/drawNumber``.
  let number: UInt64
  let now: Instant
}

/// What a direction draws for one purpose; noted where the full trace is kept.
struct DirectionDraws {
  private let key: DrawKey
  private let owner: String
  private let purpose: String

  init(seed: UInt64, direction: String, purpose: String) {
    key = DrawKey(seed: seed, owner: direction, purpose: purpose)
    owner = direction
    self.purpose = purpose
  }

  /// Draws for a packet by its flow and its number there.
  func bits(of turn: PacketTurn, into recorder: inout Recorder) -> UInt64 {
    let key = key.entity(turn.flow)
    if recorder.keepsAll {
      recorder.note(
        Draw(key, owner: owner, purpose: purpose, entity: turn.flow, number: turn.number),
        at: turn.now)
    }
    return key.bits(turn.number)
  }

  /// Draws the n-th of what runs in the order of packets.
  func bits(_ n: UInt64, at now: Instant, into recorder: inout Recorder) -> UInt64 {
    if recorder.keepsAll {
      recorder.note(Draw(key, owner: owner, purpose: purpose, number: n), at: now)
    }
    return key.bits(n)
  }

  /// What came before the first: not noted, it decides nothing by itself.
  var initialBits: UInt64 { key.bits(.max) }
}

/// Draws of which each resembles the one before (`get_crandom` of sch_netem.c).
struct CorrelatedDraws {
  private let draws: DirectionDraws
  /// Of 2^64; zero for independent draws, which are then those of the packet.
  private let weight: UInt64
  private var last: UInt64
  private var count: UInt64 = 0

  init(_ draws: DirectionDraws, correlation: Ratio) {
    self.draws = draws
    weight = UInt64(min(correlation.threshold, UInt128(UInt64.max)))
    last = draws.initialBits
  }

  mutating func bits(of turn: PacketTurn, into recorder: inout Recorder) -> UInt64 {
    guard weight > 0 else { return draws.bits(of: turn, into: &recorder) }
    let own = draws.bits(count, at: turn.now, into: &recorder)
    count += 1
    let whole: UInt128 = 1 << 64
    let mixed = UInt128(own) * (whole - UInt128(weight)) + UInt128(last) * UInt128(weight)
    last = UInt64(truncatingIfNeeded: mixed >> 64)
    return last
  }
}

/// Decides packet by packet whether something with a ``Chance`` happens.
struct ChanceDraws {
  private let threshold: UInt128
  private var draws: CorrelatedDraws

  /// Nil for what never happens.
  init?(_ chance: Chance, seed: UInt64, direction: String, purpose: String) {
    guard !chance.share.isZero else { return nil }
    threshold = chance.share.threshold
    draws = CorrelatedDraws(
      DirectionDraws(seed: seed, direction: direction, purpose: purpose),
      correlation: chance.correlation)
  }

  mutating func happens(to turn: PacketTurn, into recorder: inout Recorder) -> Bool {
    UInt128(draws.bits(of: turn, into: &recorder)) < threshold
  }
}

extension Ratio {
  /// So many of the 2^64 draws are below it: what `DrawKey.happens` compares with.
  var threshold: UInt128 {
    (UInt128(numerator) << 64 + UInt128(denominator - 1)) / UInt128(denominator)
  }
}
