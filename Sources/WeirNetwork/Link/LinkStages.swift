public import WeirPrimitives

/// Bits of packets that change on the way, one a packet.
public struct Corruption: Sendable, Equatable {
  public var chance: Chance
  /// Whether what takes bytes in is fooled.
  ///
  /// Off: any bit may have changed, the host the packet is for sees it by the checksum and drops
  /// it. On: a bit of the payload has changed and the checksum, as after a faulty router's memory,
  /// agrees; a packet without payload passes unharmed.
  public var passesChecksum: Bool

  public init(_ chance: Chance, passesChecksum: Bool = false) {
    self.chance = chance
    self.passesChecksum = passesChecksum
  }

  public static let never = Corruption(.never)
}

/// Packets that go at once while the others are delayed.
///
/// After `gap` - 1 delayed packets each may go at once, with this chance; when one has, the count
/// begins anew. What goes at once passes the queue, the rate, the delay and the slots by.
public struct Reordering: Sendable, Equatable {
  public var chance: Chance
  public var gap: Int

  public init(_ chance: Chance, gap: Int = 1) {
    self.chance = chance
    self.gap = gap
  }

  public static let never = Reordering(.never)
}

/// What a rate counts beside a packet's own bytes.
public struct Framing: Sendable, Equatable {
  /// Bytes added to each packet, or taken off; never below none.
  public var overhead: Int
  /// Bytes of payload in a cell, 48 for ATM, of which a packet's last is filled up; zero for none.
  public var cell: Int
  /// Bytes of the header of each cell, 5 for ATM.
  public var cellOverhead: Int

  public init(overhead: Int = 0, cell: Int = 0, cellOverhead: Int = 0) {
    self.overhead = overhead
    self.cell = cell
    self.cellOverhead = cellOverhead
  }

  public static let plain = Framing()

  /// Bytes on the wire for a packet of so many.
  func bytes(ofPacket bytes: Int) -> Int {
    let framed = max(0, bytes + overhead)
    guard cell > 0 else { return framed }
    return (framed + cell - 1) / cell * (cell + cellOverhead)
  }
}

/// What may wait in front of a rate or a recorded capacity while a packet is being sent.
public enum QueueLimit: Sendable, Equatable, ExpressibleByIntegerLiteral {
  case packets(Int)
  /// Bytes from the IP header upwards; netem has no such limit, `bfifo` has.
  case bytes(ByteCount)

  public init(integerLiteral value: Int) { self = .packets(value) }
}

/// What a queue does with packets that it has room for.
public enum QueueDiscipline: Sendable, Equatable {
  /// Keeps them.
  case dropTail
  /// Drops from the front what has waited too long, RFC 8289.
  case codel(CoDelParameters)

  public static let codel = QueueDiscipline.codel(CoDelParameters())
}

/// The parameters of CoDel; the defaults are those of RFC 8289 and of Linux's `sch_codel`.
public struct CoDelParameters: Sendable, Equatable {
  /// A wait that is acceptable for good.
  public var target: TimeSpan
  /// How long the wait must have been longer before a packet is dropped: about a round trip.
  public var interval: TimeSpan

  public init(target: TimeSpan = .milliseconds(5), interval: TimeSpan = .milliseconds(100)) {
    self.target = target
    self.interval = interval
  }
}
