internal import WeirKernel
public import WeirPrimitives

/// Loss with a memory, in the words of tc-netem: instead of random loss.
public enum LossModel: Sendable, Equatable {
  /// `loss gemodel`.
  case gilbertElliott(GilbertElliott)
  /// `loss state`.
  case state(FourStateLoss)
}

/// A good and a bad state, each with a chance of loss: Gilbert–Elliott.
///
/// Each packet is judged in the state that the one before it left, then the state may change. The
/// share lost is p/(p+r)·(1-h) + r/(p+r)·(1-k), a stay in the bad state lasts 1/r packets.
public struct GilbertElliott: Sendable, Equatable {
  /// From good to bad, per packet.
  public var p: Ratio
  /// From bad to good, per packet.
  public var r: Ratio
  /// Loss in the bad state.
  public var oneMinusH: Ratio
  /// Loss in the good state.
  public var oneMinusK: Ratio

  public init(p: Ratio, r: Ratio, oneMinusH: Ratio = .one, oneMinusK: Ratio = .zero) {
    self.p = p
    self.r = r
    self.oneMinusH = oneMinusH
    self.oneMinusK = oneMinusK
  }

  /// The simple Gilbert model that loses a share in bursts of a mean length: r = 1/burst,
  /// p = r·loss/(1 - loss).
  ///
  /// Nil where there is none: everything lost, bursts of no packet, or p above one.
  public init?(loss: Ratio, burst: UInt32) {
    let (denominator, overflow) = (loss.denominator - loss.numerator)
      .multipliedReportingOverflow(by: UInt64(burst))
    guard denominator > 0, !overflow, loss.numerator <= denominator else { return nil }
    self.init(p: Ratio(loss.numerator, outOf: denominator), r: Ratio(1, outOf: UInt64(burst)))
  }
}

/// Gaps and bursts, each with packets lost and not (Salsano, Ludovici and Ordine, 2009).
///
/// States: 1 received in a gap, 2 received in a burst, 3 lost in a burst, 4 lost alone in a gap.
/// The state after a packet's step is its fate; from 4 the next step leads back to 1.
public struct FourStateLoss: Sendable, Equatable {
  public var p13: Ratio
  public var p31: Ratio
  public var p32: Ratio
  public var p23: Ratio
  public var p14: Ratio

  public init(
    p13: Ratio, p31: Ratio, p32: Ratio = .zero, p23: Ratio = .one, p14: Ratio = .zero
  ) {
    self.p13 = p13
    self.p31 = p31
    self.p32 = p32
    self.p23 = p23
    self.p14 = p14
  }
}

/// A loss model under way; its draws are keyed by how many packets it has judged.
struct LossProcess {
  private enum State {
    case good
    case bad
    case receivedInGap
    case receivedInBurst
    case lostInBurst
    case lostInGap
  }

  /// The chances as thresholds of draws.
  private enum Thresholds {
    case two(p: UInt128, r: UInt128, lossInBad: UInt128, lossInGood: UInt128)
    case four(p13: UInt128, p31: UInt128, p32: UInt128, p23: UInt128, p14: UInt128)
  }

  private let thresholds: Thresholds
  private let steps: DirectionDraws
  private let losses: DirectionDraws
  private var state: State
  private var count: UInt64 = 0

  init(_ model: LossModel, seed: UInt64, direction: String) {
    steps = DirectionDraws(seed: seed, direction: direction, purpose: "loss state")
    losses = DirectionDraws(seed: seed, direction: direction, purpose: "loss")
    switch model {
    case .gilbertElliott(let model):
      state = .good
      thresholds = .two(
        p: model.p.threshold, r: model.r.threshold, lossInBad: model.oneMinusH.threshold,
        lossInGood: model.oneMinusK.threshold)
    case .state(let model):
      state = .receivedInGap
      thresholds = .four(
        p13: model.p13.threshold, p31: model.p31.threshold, p32: model.p32.threshold,
        p23: model.p23.threshold, p14: model.p14.threshold)
    }
  }

  /// Judges the next packet.
  mutating func loses(at now: Instant, into recorder: inout Recorder) -> Bool {
    let step = UInt128(steps.bits(count, at: now, into: &recorder))
    defer { count += 1 }
    switch thresholds {
    case .two(let p, let r, let lossInBad, let lossInGood):
      let isBad = state == .bad
      if step < (isBad ? r : p) { state = isBad ? .good : .bad }
      let loss = isBad ? lossInBad : lossInGood
      return loss > 0 && UInt128(losses.bits(count, at: now, into: &recorder)) < loss
    case .four(let p13, let p31, let p32, let p23, let p14):
      // One draw decides the step, `loss_4state` of sch_netem.c.
      switch state {
      case .receivedInGap, .good, .bad:
        state = step < p14 ? .lostInGap : step < p14 + p13 ? .lostInBurst : .receivedInGap
      case .receivedInBurst:
        state = step < p23 ? .lostInBurst : .receivedInBurst
      case .lostInBurst:
        state = step < p32 ? .receivedInBurst : step < p32 + p31 ? .receivedInGap : .lostInBurst
      case .lostInGap:
        state = .receivedInGap
      }
      return state == .lostInBurst || state == .lostInGap
    }
  }
}
