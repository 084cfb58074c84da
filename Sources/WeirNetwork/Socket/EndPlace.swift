internal import WeirTCP

/// Where an end is kept while its connection lasts: a dense index, used again later.
///
/// Not to be confused with ``SocketHandle``, which names an end for ever.
struct EndPlace: Hashable {
  let number: UInt32

  init(_ number: UInt32) { self.number = number }

  init(connection: Int, isClient: Bool) { number = UInt32(connection) << 1 | (isClient ? 0 : 1) }

  var index: Int { Int(number) }
  /// Where the connection of both ends is kept.
  var connection: Int { Int(number >> 1) }
  var peer: EndPlace { EndPlace(number ^ 1) }
  /// Whether this end opened the connection.
  var isClient: Bool { number & 1 == 0 }
}

/// What the two ends of a connection share.
struct Connection {
  /// What handles name it by.
  let number: UInt32
  /// Packets of either end that are on a link or just leaving one.
  var packetsInFlight: UInt32 = 0
  /// The box that has ended it, once a fault has.
  var cut: Cut?
  /// Nothing can happen to it any more; it waits for its owners to be told.
  var isFinished = false
}
