public import WeirPrimitives

/// One direction of a link, in the words of tc-netem(8).
///
/// The stages, in order: MTU; duplication and loss; corruption; queue and rate (or recorded
/// capacity); delay with jitter; slots. What ``reorder`` picks skips all from the queue on.
///
/// What is drawn for each packet by itself is keyed by its flow and its number there, so that it
/// does not change when other traffic does. What has a memory runs in the order of packets, as in
/// netem, and is keyed by how many packets of the direction it has judged: ``lossModel``, ``slot``
/// and whatever has a correlation.
///
/// Departures from netem:
/// - ``limit`` counts what waits for the rate, neither the packet being sent nor those delayed; it
///   may count bytes. Without a rate nothing waits.
/// - Bytes are counted from the IP header upwards; netem's device adds 14 for Ethernet. Times are
///   rounded up to whole nanoseconds, not down.
/// - Jitter never lets a packet overtake unless ``keepsOrder`` is off; slots always keep order.
/// - With a rate, netem takes the wait for it out of the delay (a packet that waits 30 ms is
///   delayed 30 ms less); here both add up, as in a router with a cable behind it.
/// - A jitter may be longer than the delay: delays end at zero. Chances and deviates have 64 bits,
///   not 32, and distributions are computed, not looked up (``JitterDistribution``).
/// - Slots: see ``Slots``; only the packet at the front asks for one.
/// - Reordering without a delay is allowed and changes nothing.
/// - Corruption changes one bit, as netem does, and says which part of the packet; see
///   ``Corruption``. Other flows' headers are never mistaken for one another.
/// - ``queue``, ``mtu`` and ``trace`` are ours: netem leaves them to other parts of Linux. CoDel
///   counts nanoseconds where `sch_codel` counts 1,024 of them.
/// - ECN marking (`ecn`) is not modelled, neither is `seed`: the run has one.
public struct LinkParameters: Sendable, Equatable {
  /// One-way.
  public var delay = TimeSpan.zero
  /// Added to or taken from the delay, as ``distribution`` says; the sum is never below zero.
  public var jitter = TimeSpan.zero
  /// How much a packet's jitter resembles that of the one before; see ``Chance/correlation``.
  public var jitterCorrelation = Ratio.zero
  public var distribution = JitterDistribution.uniform
  /// `loss random`: each packet is lost with this chance, independently unless correlated.
  public var loss = Ratio.zero
  public var lossCorrelation = Ratio.zero
  /// Loss with a memory, instead of random loss if both are given.
  public var lossModel: LossModel?
  /// The copy goes right before its original and is a packet of its own from there on.
  ///
  /// As in netem, a packet that is chosen for both loss and duplication goes once.
  public var duplicate = Chance.never
  public var corrupt = Corruption.never
  public var reorder = Reordering.never
  /// Serialisation counts bytes from the IP header upwards, and ``framing``; nil for unlimited.
  public var rate: BitRate?
  public var framing = Framing.plain
  public var slot: Slots?
  /// What may wait while another packet is sent; one more is dropped.
  ///
  /// In front of a recorded capacity the oldest packet counts as the one being sent.
  public var limit: QueueLimit = 1_000
  /// Without a rate or a recorded capacity there is no queue.
  public var queue = QueueDiscipline.dropTail
  /// Recorded capacity, instead of a rate if both are given.
  public var trace: MahimahiTrace?
  /// The largest packet that enters, bytes from the IP header upwards; nil for any.
  public var mtu: Int?
  /// Whether the sender of a packet above the ``mtu`` is told (ICMP, fragmentation needed).
  ///
  /// The report takes the delays of the links back, without their queues and losses. Off is the
  /// black hole of RFC 2923. Linux believes no report below 552 (`min_pmtu`).
  public var reportsTooLarge = true
  /// Whether a packet with less jitter waits for the one before it.
  ///
  /// On, as radio link control delivers in sequence (3GPP TS 36.322); netem reorders.
  public var keepsOrder = true

  public init() {}

  /// Whether anything is asked for but delay, independent uniform jitter, independent loss, a plain
  /// rate or recorded capacity, and a drop-tail queue of packets.
  var isImpaired: Bool {
    if case .bytes = limit { return true }
    return !jitterCorrelation.isZero || jitter > .zero && distribution != .uniform
      || !lossCorrelation.isZero || lossModel != nil || duplicate != .never || corrupt != .never
      || reorder != .never || framing != .plain || slot != nil || queue != .dropTail || mtu != nil
  }
}
