internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

/// What a direction of a link has beyond delay, jitter, independent loss, a rate and drop-tail.
struct Impairments {
  let mtu: Int
  let reportsTooLarge: Bool
  let framing: Framing
  let byteLimit: Int?
  private var loss: ChanceDraws?
  private var lossModel: LossProcess?
  private var duplicate: ChanceDraws?
  private var corrupt: ChanceDraws?
  private let corruptPlaces: DirectionDraws
  private let corruptionPasses: Bool
  private var reorder: ChanceDraws?
  private let gap: Int
  /// Packets delayed since one went at once.
  private var delayedCount = 0
  private var jitter: CorrelatedDraws
  private let distribution: JitterDistribution
  var slots: SlotClock?
  var backlog = ByteBacklog()
  var waiting: WaitingPackets?

  init(_ parameters: LinkParameters, direction: String, seed: UInt64) {
    mtu = parameters.mtu ?? .max
    reportsTooLarge = parameters.reportsTooLarge
    framing = parameters.framing
    if case .bytes(let count) = parameters.limit {
      byteLimit = Int(count.bytes)
    } else {
      byteLimit = nil
    }
    func chance(_ chance: Chance, _ purpose: String) -> ChanceDraws? {
      ChanceDraws(chance, seed: seed, direction: direction, purpose: purpose)
    }
    loss = chance(Chance(parameters.loss, correlation: parameters.lossCorrelation), "loss")
    lossModel = parameters.lossModel.map { LossProcess($0, seed: seed, direction: direction) }
    duplicate = chance(parameters.duplicate, "duplicate")
    corrupt = chance(parameters.corrupt.chance, "corrupt")
    corruptPlaces = DirectionDraws(seed: seed, direction: direction, purpose: "corrupt place")
    corruptionPasses = parameters.corrupt.passesChecksum
    reorder = chance(parameters.reorder.chance, "reorder")
    gap = parameters.reorder.gap
    jitter = CorrelatedDraws(
      DirectionDraws(seed: seed, direction: direction, purpose: "jitter"),
      correlation: parameters.jitterCorrelation)
    distribution = parameters.distribution
    slots = parameters.slot.map { SlotClock($0, seed: seed, direction: direction) }
    if case .codel(let codel) = parameters.queue, parameters.rate != nil || parameters.trace != nil
    {
      waiting = WaitingPackets(codel)
    }
  }

  mutating func duplicates(_ turn: PacketTurn, into recorder: inout Recorder) -> Bool {
    duplicate?.happens(to: turn, into: &recorder) ?? false
  }

  mutating func loses(_ turn: PacketTurn, into recorder: inout Recorder) -> Bool {
    if lossModel != nil { return lossModel!.loses(at: turn.now, into: &recorder) }
    return loss?.happens(to: turn, into: &recorder) ?? false
  }

  /// Changes a bit of a packet, if its turn has come.
  mutating func damage(
    _ packet: inout Packet, _ turn: PacketTurn, into recorder: inout Recorder
  ) {
    guard corrupt?.happens(to: turn, into: &recorder) ?? false else { return }
    guard corruptionPasses else {
      packet.damage = .caught
      return
    }
    let bits = UInt64(packet.segment.payloadLength) * 8
    guard bits > 0, packet.damage == .none else { return }
    let draw = corruptPlaces.bits(of: turn, into: &recorder)
    packet.damage = PacketDamage(payloadBit: UInt32(draw.multipliedFullWidth(by: bits).high))
  }

  /// Whether a packet skips the queue and the delay: counter and chance of netem's `reorder`.
  mutating func goesAtOnce(_ turn: PacketTurn, into recorder: inout Recorder) -> Bool {
    guard reorder != nil else { return false }
    if delayedCount >= gap - 1, reorder!.happens(to: turn, into: &recorder) {
      delayedCount = 0
      return true
    }
    delayedCount += 1
    return false
  }

  /// The delay of a packet, around the usual one.
  mutating func delay(
    around usual: TimeSpan, jitter span: TimeSpan, _ turn: PacketTurn,
    into recorder: inout Recorder
  ) -> TimeSpan {
    guard span > .zero else { return usual }
    let bits = jitter.bits(of: turn, into: &recorder)
    return max(.zero, usual + distribution.offset(bits, jitter: span))
  }

  /// Forgets what waits, on a link that goes down.
  mutating func discardQueue() {
    backlog.removeAll()
    waiting?.strand()
    slots?.discard()
  }
}
