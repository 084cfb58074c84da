internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

/// One direction of a link: decides for each packet whether and when it comes out.
///
/// One decision a packet, no event a stage: the departure from the rate is computed when the
/// packet enters, because the queue is first in, first out. A packet that an outage takes off the
/// link is told of when it would have come out. What else there is to a link, its impairments, is
/// kept apart, so that others pay one test for it.
struct LinkDirection {
  let name: String
  let delay: TimeSpan
  let jitter: TimeSpan
  let loss: Ratio
  let rate: BitRate?
  let keepsOrder: Bool
  /// Packets that may wait; without bound where the limit counts bytes.
  let packetLimit: Int
  private let lossKey: DrawKey
  private let jitterKey: DrawKey
  var opportunities: OpportunityCursor?
  /// When the packets waiting for the rate leave it, oldest first.
  private var departures = InstantQueue()
  var busyUntil = Instant.zero
  private var lastArrival = Instant.zero
  /// At most one: an array, so that links without take eight bytes for it.
  var impairments: [Impairments] = []

  /// Faults that hold the link down, and that swallow what enters.
  private var downs = 0
  private var blackholes = 0
  /// How often the link has gone down: tells packets that were on it at the time.
  private(set) var outages: UInt16 = 0
  /// Data segments left until one is dropped by a fault, that one included; a number a fault.
  private var segmentDrops: [UInt32] = []

  var counts = LinkCounts()

  enum Verdict: Equatable {
    case arrives(at: Instant)
    case dropped(DropReason)
  }

  init(_ parameters: LinkParameters, name: String, seed: UInt64) {
    self.name = name
    delay = parameters.delay
    jitter = parameters.jitter
    loss = parameters.loss
    rate = parameters.rate
    keepsOrder = parameters.keepsOrder
    switch parameters.limit {
    case .packets(let count): packetLimit = count
    case .bytes: packetLimit = .max
    }
    lossKey = DrawKey(seed: seed, owner: name, purpose: "loss")
    jitterKey = DrawKey(seed: seed, owner: name, purpose: "jitter")
    opportunities = parameters.trace.map { OpportunityCursor($0) }
    if parameters.isImpaired {
      impairments = [Impairments(parameters, direction: name, seed: seed)]
    }
  }

  mutating func goDown() {
    downs += 1
    // Wraps after 65,536 outages: a packet would have to be in flight through all of them.
    outages &+= 1
    departures.removeAll()
    opportunities?.discardQueue()
    busyUntil = .zero
    lastArrival = .zero
    if !impairments.isEmpty { impairments[0].discardQueue() }
  }

  mutating func comeUp() {
    precondition(downs > 0, "a direction that is not down comes up")
    downs -= 1
  }

  mutating func beginSwallowing() { blackholes += 1 }

  mutating func stopSwallowing() {
    precondition(blackholes > 0, "a direction that swallows nothing stops it")
    blackholes -= 1
  }

  /// Drops the `count`-th data segment from now on; the zeroth never comes.
  mutating func dropSegment(_ count: UInt32) {
    if count > 0 { segmentDrops.append(count) }
  }

  /// Decides on a packet that enters now, where there are no impairments.
  mutating func offer(
    _ packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> Verdict {
    counts.entered += 1
    if let reason = reasonToDrop(packet, flow: flow, at: now, into: &recorder) {
      counts.dropped += 1
      return .dropped(reason)
    }
    let departure = departure(ofBytes: Int(packet.wireLength), at: now)
    return .arrives(
      at: inOrder(departure + delay(of: packet, flow: flow, at: now, into: &recorder)))
  }

  /// An arrival, or that of the packet before where order is kept.
  mutating func inOrder(_ arrival: Instant) -> Instant {
    guard keepsOrder else { return arrival }
    lastArrival = max(arrival, lastArrival)
    return lastArrival
  }

  /// What an outage or another fault does to a packet that enters.
  mutating func faultDropping(_ packet: Packet) -> DropReason? {
    if downs > 0 { return .linkDown }
    if blackholes > 0 { return .blackhole }
    if !segmentDrops.isEmpty, dropsSegment(packet) { return .segmentFault }
    return nil
  }

  private mutating func reasonToDrop(
    _ packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> DropReason? {
    if let reason = faultDropping(packet) { return reason }
    if !loss.isZero {
      let key = lossKey.entity(flow)
      if recorder.keepsAll { note(key, "loss", packet, flow, at: now, into: &recorder) }
      if key.happens(loss, packet.drawNumber) { return .loss }
    }
    return isQueueFull(at: now) ? .queueFull : nil
  }

  /// Whether as many packets wait as may.
  mutating func isQueueFull(at now: Instant) -> Bool {
    guard rate != nil || opportunities != nil else { return false }
    departures.removeAll(upTo: now)
    // The packet being sent is in the list too and does not count as waiting.
    return departures.count > packetLimit
  }

  private mutating func dropsSegment(_ packet: Packet) -> Bool {
    guard packet.segment.payloadLength > 0 else { return false }
    var drops = false
    for index in segmentDrops.indices {
      segmentDrops[index] -= 1
      if segmentDrops[index] == 0 { drops = true }
    }
    if drops { segmentDrops.removeAll { $0 == 0 } }
    return drops
  }

  /// When a packet that enters now has left the rate or the recorded capacity behind it.
  mutating func departure(ofBytes bytes: Int, at now: Instant) -> Instant {
    guard rate != nil || opportunities != nil else { return now }
    let leaves = transmit(bytes, enteredAt: now, at: now)
    departures.append(leaves)
    return leaves
  }

  /// Sends a packet as soon as what was sent before it has left.
  mutating func transmit(_ bytes: Int, enteredAt: Instant, at now: Instant) -> Instant {
    if opportunities != nil {
      busyUntil = opportunities!.transmit(bytes: bytes, enqueuedAt: enteredAt)
    } else if let rate {
      busyUntil = max(now, busyUntil) + rate.transmissionTime(ofBytes: bytes)
    }
    return busyUntil
  }

  private func delay(
    of packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> TimeSpan {
    guard jitter > .zero else { return delay }
    let key = jitterKey.entity(flow)
    if recorder.keepsAll { note(key, "jitter", packet, flow, at: now, into: &recorder) }
    let draw = key.uniform(.zero...(jitter * 2), packet.drawNumber)
    return max(.zero, delay - jitter + draw)
  }

  private func note(
    _ key: DrawKey, _ purpose: String, _ packet: Packet, _ flow: UInt64, at now: Instant,
    into recorder: inout Recorder
  ) {
    recorder.note(
      Draw(key, owner: name, purpose: purpose, entity: flow, number: packet.drawNumber), at: now)
  }
}
