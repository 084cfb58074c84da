internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

/// Why a packet did not arrive.
public enum DropReason: UInt8, Sendable {
  /// Random loss.
  case loss = 1
  /// The queue was full.
  case queueFull = 2
  /// The link was down, or went down while the packet was on it.
  case linkDown = 3
  /// A fault swallows what enters.
  case blackhole = 4
  /// A fault drops this one segment.
  case segmentFault = 5
  /// A fault has cut this connection off, or is about to before these bytes.
  case severed = 6
}

/// One direction of a link: decides for each packet whether and when it comes out.
///
/// One decision a packet, no event a stage: the departure from the rate is computed when the
/// packet enters, because the queue is first in, first out. A packet that an outage takes off the
/// link is told of when it would have come out.
struct LinkDirection {
  let parameters: LinkParameters
  private let name: String
  private let lossKey: DrawKey
  private let jitterKey: DrawKey
  private var opportunities: OpportunityCursor?
  /// When the packets waiting for the rate leave it, oldest first.
  private var departures = InstantQueue()
  private var busyUntil = Instant.zero
  private var lastArrival = Instant.zero

  /// Faults that hold the link down, and that swallow what enters.
  private var downs = 0
  private var blackholes = 0
  /// How often the link has gone down: tells packets that were on it at the time.
  private(set) var outages: UInt16 = 0
  /// Data segments left until one is dropped by a fault, that one included; a number a fault.
  private var segmentDrops: [UInt32] = []

  private(set) var enteredCount: UInt64 = 0
  private(set) var droppedCount: UInt64 = 0

  enum Verdict: Equatable {
    case arrives(at: Instant)
    case dropped(DropReason)
  }

  init(_ parameters: LinkParameters, name: String, seed: UInt64) {
    self.parameters = parameters
    self.name = name
    lossKey = DrawKey(seed: seed, owner: name, purpose: "loss")
    jitterKey = DrawKey(seed: seed, owner: name, purpose: "jitter")
    opportunities = parameters.trace.map { OpportunityCursor($0) }
  }

  mutating func goDown() {
    downs += 1
    // Wraps after 65,536 outages: a packet would have to be in flight through all of them.
    outages &+= 1
    departures.removeAll()
    opportunities?.discardQueue()
    busyUntil = .zero
    lastArrival = .zero
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

  /// Counts a packet that was on the link when it went down.
  mutating func dropInFlight() { droppedCount += 1 }

  /// Decides on a packet that enters now.
  mutating func offer(
    _ packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> Verdict {
    enteredCount += 1
    if let reason = reasonToDrop(packet, flow: flow, at: now, into: &recorder) {
      droppedCount += 1
      return .dropped(reason)
    }
    let departure = departure(ofBytes: Int(packet.wireLength), at: now)
    var arrival = departure + delay(of: packet, flow: flow, at: now, into: &recorder)
    if parameters.keepsOrder {
      arrival = max(arrival, lastArrival)
      lastArrival = arrival
    }
    return .arrives(at: arrival)
  }

  private mutating func reasonToDrop(
    _ packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> DropReason? {
    if downs > 0 { return .linkDown }
    if blackholes > 0 { return .blackhole }
    if !segmentDrops.isEmpty, dropsSegment(packet) { return .segmentFault }
    if !parameters.loss.isZero {
      let key = lossKey.entity(flow)
      if recorder.keepsAll { note(key, "loss", packet, flow, at: now, into: &recorder) }
      if key.happens(parameters.loss, UInt64(packet.number)) { return .loss }
    }
    if parameters.rate != nil || opportunities != nil {
      departures.removeAll(upTo: now)
      // The packet being sent is in the list too and does not count as waiting.
      if departures.count > parameters.limit { return .queueFull }
    }
    return nil
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

  private mutating func departure(ofBytes bytes: Int, at now: Instant) -> Instant {
    let leaves: Instant
    if opportunities != nil {
      leaves = opportunities!.transmit(bytes: bytes, enqueuedAt: now)
    } else if let rate = parameters.rate {
      leaves = max(now, busyUntil) + rate.transmissionTime(ofBytes: bytes)
    } else {
      return now
    }
    busyUntil = leaves
    departures.append(leaves)
    return leaves
  }

  private func delay(
    of packet: Packet, flow: UInt64, at now: Instant, into recorder: inout Recorder
  ) -> TimeSpan {
    guard parameters.jitter > .zero else { return parameters.delay }
    let key = jitterKey.entity(flow)
    if recorder.keepsAll { note(key, "jitter", packet, flow, at: now, into: &recorder) }
    let draw = key.uniform(.zero...(parameters.jitter * 2), UInt64(packet.number))
    return max(.zero, parameters.delay - parameters.jitter + draw)
  }

  private func note(
    _ key: DrawKey, _ purpose: String, _ packet: Packet, _ flow: UInt64, at now: Instant,
    into recorder: inout Recorder
  ) {
    recorder.note(
      Draw(key, owner: name, purpose: purpose, entity: flow, number: UInt64(packet.number)),
      at: now)
  }
}

/// Instants in rising order, taken off from the front.
struct InstantQueue {
  private var instants: [Instant] = []
  private var head = 0

  var count: Int { instants.count - head }

  mutating func append(_ instant: Instant) { instants.append(instant) }

  mutating func removeAll(upTo now: Instant) {
    while head < instants.count, instants[head] <= now { head += 1 }
    if head == instants.count {
      // Mostly a few: one by one is cheaper than the general way.
      while !instants.isEmpty { instants.removeLast() }
      head = 0
    } else if head > 64, head * 2 > instants.count {
      instants.removeSubrange(..<head)
      head = 0
    }
  }

  mutating func removeAll() {
    instants.removeAll(keepingCapacity: true)
    head = 0
  }
}
