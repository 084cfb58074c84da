internal import WeirPrimitives

/// The packets in front of a capacity under CoDel: who waits, since when, how much.
///
/// Under drop-tail nobody needs to wait by name, as the departure is known at the entry. CoDel
/// drops at the front when a packet is about to leave, which moves all behind it; so each departure
/// is an event, and only under CoDel.
struct WaitingPackets {
  struct Waiting {
    /// In the pool of packets.
    let place: UInt32
    let bytes: Int
    let since: Instant
  }

  private(set) var control: CoDel
  private var packets: [Waiting] = []
  private var head = 0
  private(set) var bytes = 0
  /// What waited when the link went down; told of when somebody looks next.
  private var stranded: [Waiting] = []
  /// Whether an event is due at which the front packet is looked at.
  var isArmed = false

  init(_ parameters: CoDelParameters) { control = CoDel(parameters) }

  var count: Int { packets.count - head }
  var first: Waiting? { head < packets.count ? packets[head] : nil }

  mutating func append(_ waiting: Waiting) {
    packets.append(waiting)
    bytes += waiting.bytes
  }

  /// Takes out the packet to be sent now and, into `dropped`, those that CoDel drops before it.
  mutating func take(at now: Instant, dropping dropped: inout [UInt32]) -> Waiting? {
    guard var front = takeFirst() else { return nil }
    var decision = control.begin(
      wait: now.elapsed(since: front.since), backlog: bytes, at: now)
    while decision == .drop {
      dropped.append(front.place)
      let next = takeFirst()
      decision = control.goOn(
        wait: next.map { now.elapsed(since: $0.since) }, backlog: bytes, at: now)
      guard let next else { return nil }
      front = next
    }
    return front
  }

  private mutating func takeFirst() -> Waiting? {
    guard head < packets.count else { return nil }
    let first = packets[head]
    head += 1
    bytes -= first.bytes
    if head == packets.count {
      packets.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64, head * 2 > packets.count {
      packets.removeSubrange(..<head)
      head = 0
    }
    return first
  }

  /// Empties the queue of a link that goes down.
  mutating func strand() {
    while let waiting = takeFirst() { stranded.append(waiting) }
    isArmed = false
  }

  mutating func takeStranded() -> [Waiting] {
    guard !stranded.isEmpty else { return [] }
    defer { stranded.removeAll() }
    return stranded
  }
}

/// Bytes of the packets in front of a capacity whose departures are known.
struct ByteBacklog {
  private var packets: [(leaves: Instant, bytes: Int)] = []
  private var head = 0
  private var total = 0

  mutating func append(leaving instant: Instant, bytes: Int) {
    packets.append((instant, bytes))
    total += bytes
  }

  /// Bytes that wait while another packet is sent; nil when none is.
  mutating func waiting(at now: Instant) -> Int? {
    while head < packets.count, packets[head].leaves <= now {
      total -= packets[head].bytes
      head += 1
    }
    guard head < packets.count else {
      removeAll()
      return nil
    }
    if head > 64, head * 2 > packets.count {
      packets.removeSubrange(..<head)
      head = 0
    }
    return total - packets[head].bytes
  }

  mutating func removeAll() {
    packets.removeAll(keepingCapacity: true)
    head = 0
    total = 0
  }
}
