internal import WeirPrimitives

/// What one arriving acknowledgment has told; Linux's `flag` and `tcp_sacktag_state`.
struct AcknowledgmentEvent {
  struct Flags: OptionSet {
    let rawValue: UInt16

    /// SND.UNA moved.
    static let advanced = Flags(rawValue: 1)
    /// New data of ours is acknowledged in order.
    static let dataAcknowledged = Flags(rawValue: 2)
    /// Something was acknowledged that had been sent again.
    static let repeatedAcknowledged = Flags(rawValue: 4)
    /// New data of ours is acknowledged ahead of a gap.
    static let dataSacked = Flags(rawValue: 8)
    /// Something sent once, before the recovery point, has arrived.
    static let originalArrived = Flags(rawValue: 16)
    /// The segment carried data.
    static let carriesData = Flags(rawValue: 32)
    /// The window may have moved.
    static let windowUpdate = Flags(rawValue: 64)
    /// A D-SACK came.
    static let duplicateReported = Flags(rawValue: 128)
    /// A D-SACK came for what the tail loss probe repeated.
    static let probeDuplicated = Flags(rawValue: 256)
    /// The retransmission timer starts anew.
    static let setsTimer = Flags(rawValue: 512)
    /// A repetition was found lost.
    static let repetitionLost = Flags(rawValue: 1_024)
    /// The acknowledgment may have been delayed by the peer.
    static let mayBeDelayed = Flags(rawValue: 2_048)
    /// The peer has thrown away what it had acknowledged selectively.
    static let reneged = Flags(rawValue: 4_096)

    /// Not a duplicate acknowledgment.
    static let notDuplicate: Flags = [.carriesData, .windowUpdate, .dataAcknowledged]
    /// What no plain duplicate acknowledgment has, and what none has after a probe.
    static let noPlainDuplicate = notDuplicate.union([.advanced, .duplicateReported])
    static let noDuplicateOfProbe = notDuplicate.union([.advanced, .dataSacked])
  }

  /// What to send once the window is known.
  enum Repeat { case nothing, lost, newData }

  var flags: Flags = []
  /// SND.UNA before, and behind the highest segment the peer was known to have.
  let priorUnacknowledged: SequencePosition
  let priorHighestHeld: SequencePosition
  let priorDelivered: UInt32
  let priorLost: UInt32
  /// When the first and the last segment were sent that are newly acknowledged selectively and
  /// were sent once.
  var firstSackedAt: Instant?
  var lastSackedAt: Instant?
  /// The lowest start of a segment that was delivered after one sent later.
  var reorderedFrom = SequencePosition.max
  var duplicates: UInt32 = 0
  var repeats = Repeat.nothing
}
