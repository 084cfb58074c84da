internal import WeirPrimitives
internal import WeirTCP

/// Listens at the interfaces of some hosts: keeps a copy of each of their packets until its fate is
/// known, and hands the copies out in the order of time.
///
/// What it holds is bounded by the packets in flight. It sees and changes nothing of the run.
struct PacketTap {
  /// A packet of ours on its way.
  private struct Flight {
    let packet: TappedPacket
    /// Where it is kept as one that left, if it left an interface that is listened to.
    let record: Int?
  }

  private struct Record {
    var packet: TappedPacket
    var isSettled: Bool
  }

  /// What an end has sent so far.
  private struct SentStream {
    let connection: UInt32
    let initial: UInt32
    /// Behind the last sequence number it has used; 0 is the SYN.
    var end: UInt64 = 0
  }

  /// A rule that has begun, and what it does to packets.
  private struct BegunRule {
    let rule: UInt32
    let reason: DropReason?
    let directions: [Int]
  }

  /// The most faults that one packet is told to come behind.
  private static let faultNoteLimit = 32

  /// By host.
  private var isListenedTo: [Bool]
  /// The last identification each host has used; by host.
  private var identifications: [UInt16]
  /// By the place of the end.
  private var streams: [SentStream?] = []
  private var flights: [Key: Flight] = [:]  // lookup only
  private var records: [Record] = []
  private var handedOut = 0
  private var faultNotes: [PacketNote] = []
  /// Each rule once, the one that began last at the end.
  private var begun: [BegunRule] = []
  private var severedBy: [UInt32: UInt32] = [:]  // lookup only
  private var droppedBy: [UInt32: UInt32] = [:]  // lookup only

  init(hosts: [Int], of hostCount: Int) {
    isListenedTo = Array(repeating: false, count: hostCount)
    identifications = Array(repeating: 0, count: hostCount)
    for host in hosts { isListenedTo[host] = true }
  }

  func listens(at host: UInt32) -> Bool { isListenedTo[Int(host)] }

  mutating func nextIdentification(of host: UInt32) -> UInt16 {
    identifications[Int(host)] &+= 1
    return identifications[Int(host)]
  }

  // MARK: Streams

  /// The place of a segment in what its end sends, and whether it repeats anything.
  mutating func position(
    of segment: Segment, sender: EndPlace, connection: UInt32
  ) -> (offset: UInt64, isRepeated: Bool) {
    let index = sender.index
    while streams.count <= index { streams.append(nil) }
    if streams[index]?.connection != connection {
      streams[index] = SentStream(connection: connection, initial: segment.sequence)
    }
    guard var stream = streams[index], segment.sequenceLength > 0 else { return (0, false) }
    let expected = stream.initial &+ UInt32(truncatingIfNeeded: stream.end)
    let distance = Int64(Int32(bitPattern: segment.sequence &- expected))
    let position = UInt64(max(0, Int64(stream.end) + distance))
    let isRepeated = position < stream.end
    stream.end = max(stream.end, position + UInt64(segment.sequenceLength))
    streams[index] = stream
    return (position == 0 ? 0 : position - 1, isRepeated)
  }

  // MARK: Packets

  private struct Key: Hashable {
    let sender: UInt32
    let number: UInt64
  }

  private static func key(_ packet: Packet) -> Key {
    Key(sender: packet.sender.number, number: packet.drawNumber)
  }

  /// Takes note of a copy that a link makes of a packet.
  mutating func copies(_ packet: Packet, as copy: Packet) {
    guard let flight = flights[Self.key(packet)] else { return }
    flights[Self.key(copy)] = Flight(packet: flight.packet, record: nil)
  }

  /// Takes note of a packet that is put on its first link.
  mutating func departs(_ packet: Packet, as tapped: TappedPacket) {
    let leaves = isListenedTo[Int(tapped.host)]
    let record = leaves ? handedOut + records.count : nil
    flights[Self.key(packet)] = Flight(packet: tapped, record: record)
    if leaves { append(tapped, isSettled: false) }
  }

  /// Takes note of the end of a packet's way short of its destination.
  mutating func loses(_ packet: Packet, _ note: PacketNote) {
    guard let flight = flights.removeValue(forKey: Self.key(packet)) else { return }
    settle(flight, note)
  }

  /// Takes note of a packet that reaches its host, as so much of it as reaches it.
  mutating func arrives(_ packet: Packet, as segment: Segment, at now: Instant, rule: UInt32?) {
    guard let flight = flights.removeValue(forKey: Self.key(packet)) else { return }
    let isShortened = segment.payloadLength < packet.segment.payloadLength
    settle(flight, isShortened ? .shortened(rule: rule) : nil)
    let sent = flight.packet
    guard isListenedTo[Int(sent.destination.host)] else { return }
    var notes = sent.notes
    if isShortened { notes = [.shortened(rule: rule)] }
    append(
      TappedPacket(
        at: now, host: sent.destination.host, isOutbound: false, source: sent.source,
        destination: sent.destination, identification: sent.identification, segment: segment,
        payload: Array(sent.payload.prefix(Int(segment.payloadLength))), notes: notes),
      isSettled: true)
  }

  /// Takes note of a segment that a box in the middle hands to a host in its peer's name.
  mutating func forges(_ tapped: TappedPacket) {
    var tapped = tapped
    tapped.notes.append(.forged(rule: begun.last?.rule))
    append(tapped, isSettled: true)
  }

  private mutating func append(_ packet: TappedPacket, isSettled: Bool) {
    var packet = packet
    packet.notes = faultNotes + packet.notes
    faultNotes.removeAll()
    records.append(Record(packet: packet, isSettled: isSettled))
  }

  private mutating func settle(_ flight: Flight, _ note: PacketNote?) {
    guard let record = flight.record else { return }
    if let note { records[record - handedOut].packet.notes.append(note) }
    records[record - handedOut].isSettled = true
  }

  /// Hands out the packets up to the first whose fate is not known; at the end of a run, all.
  mutating func handOut(all: Bool, _ take: (TappedPacket) -> Void) {
    var count = 0
    while count < records.count, all || records[count].isSettled {
      if !records[count].isSettled { records[count].packet.notes.append(.underWay) }
      take(records[count].packet)
      count += 1
    }
    records.removeFirst(count)
    handedOut += count
    if all { flights.removeAll() }
  }

  // MARK: Faults

  mutating func faultBegan(
    _ rule: UInt32, dropping reason: DropReason?, on directions: [Int], at now: Instant
  ) {
    begun.removeAll { $0.rule == rule }
    begun.append(BegunRule(rule: rule, reason: reason, directions: directions))
    note(.faultBegan(rule: rule, at: now))
  }

  mutating func faultEnded(_ rule: UInt32, at now: Instant) {
    note(.faultEnded(rule: rule, at: now))
  }

  private mutating func note(_ note: PacketNote) {
    if faultNotes.count == Self.faultNoteLimit { faultNotes.removeFirst() }
    faultNotes.append(note)
  }

  /// Takes note that the rule that began last has cut a connection off.
  mutating func severed(_ connection: UInt32) { severedBy[connection] = begun.last?.rule }

  /// Takes note that a rule loses a segment of a connection that has come to its host.
  mutating func drops(_ connection: UInt32, because rule: UInt32) { droppedBy[connection] = rule }

  /// The rule that drops a connection's packets for a reason; nil for none that is known.
  ///
  /// - Parameter direction: of a link; negative at a host.
  func rule(behind reason: DropReason, direction: Int, connection: UInt32) -> UInt32? {
    if reason == .severed { return severedBy[connection] }
    if reason == .segmentFault, direction < 0 { return droppedBy[connection] }
    return begun.last { $0.reason == reason && $0.directions.contains(direction) }?.rule
  }
}
