internal import WeirKernel
public import WeirPrimitives

/// Packets come out together when a slot comes, as from a radio that shares its medium.
///
/// A slot lets out what is ready when it comes, until its packets or bytes are used up. The next
/// one is asked for when it is used up, or when it has come before the next packet is ready.
public struct Slots: Sendable, Equatable {
  /// The wait for a slot.
  public enum Wait: Sendable, Equatable {
    case between(TimeSpan, TimeSpan)
    /// Never below zero.
    case distributed(JitterDistribution, delay: TimeSpan, jitter: TimeSpan)
  }

  public var wait: Wait
  /// Packets that a slot lets out; nil for any number.
  public var packets: Int?
  /// A slot is over once it has let out so many bytes; nil for any number.
  public var bytes: ByteCount?

  public init(_ wait: Wait, packets: Int? = nil, bytes: ByteCount? = nil) {
    self.wait = wait
    self.packets = packets
    self.bytes = bytes
  }
}

/// Slots under way (`get_slot_next` and `netem_dequeue` of sch_netem.c), for packets in order.
///
/// netem asks for a slot again whenever another packet enters; here only the packet at the front
/// asks, so that its instant is known when it enters.
struct SlotClock {
  private let slots: Slots
  private let draws: DirectionDraws
  private var count: UInt64 = 0
  private var opensAt = Instant.zero
  private var packetsLeft = Int.max
  private var bytesLeft = Int64.max
  private var lastLeft = Instant.zero

  init(_ slots: Slots, seed: UInt64, direction: String) {
    self.slots = slots
    draws = DirectionDraws(seed: seed, direction: direction, purpose: "slot")
    refill()
  }

  /// When a packet comes out that has been delayed until `ready`.
  mutating func leaves(
    ready: Instant, bytes: Int, at now: Instant, into recorder: inout Recorder
  ) -> Instant {
    if opensAt < ready { open(after: max(now, lastLeft), at: now, into: &recorder) }
    if opensAt < ready { open(after: ready, at: now, into: &recorder) }
    lastLeft = max(ready, opensAt, lastLeft)
    packetsLeft -= 1
    bytesLeft -= Int64(bytes)
    if packetsLeft <= 0 || bytesLeft <= 0 { open(after: lastLeft, at: now, into: &recorder) }
    return lastLeft
  }

  /// Forgets the packets that still were to come out.
  mutating func discard() {
    opensAt = .zero
    lastLeft = .zero
    refill()
  }

  private mutating func refill() {
    packetsLeft = slots.packets ?? .max
    bytesLeft = slots.bytes?.bytes ?? .max
  }

  private mutating func open(
    after instant: Instant, at now: Instant, into recorder: inout Recorder
  ) {
    let bits = draws.bits(count, at: now, into: &recorder)
    count += 1
    let wait: TimeSpan
    switch slots.wait {
    case .between(let shortest, let longest):
      let width = UInt64((longest - shortest).nanoseconds) + 1
      let extra = Int64(bits.multipliedFullWidth(by: width).high)
      wait = shortest + .nanoseconds(extra)
    case .distributed(let distribution, let delay, let jitter):
      wait = max(.zero, delay + distribution.offset(bits, jitter: jitter))
    }
    opensAt = instant + wait
    refill()
  }
}
