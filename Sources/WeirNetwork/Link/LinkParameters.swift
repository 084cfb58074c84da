public import WeirPrimitives

/// One direction of a link, in the words of tc-netem(8).
///
/// The stages, in order: loss, queue, rate, delay with jitter.
///
/// Departures from netem: the queue's limit counts packets waiting for the rate, not those being
/// delayed; jitter never lets a packet overtake (see ``keepsOrder``).
public struct LinkParameters: Sendable, Equatable {
  /// One-way.
  public var delay = TimeSpan.zero
  /// Added to or taken from the delay, uniformly up to this.
  public var jitter = TimeSpan.zero
  /// Each packet is lost with this chance, independently.
  public var loss = Ratio.zero
  /// Serialisation counts bytes from the IP header upwards; nil for unlimited.
  public var rate: BitRate?
  /// Packets that may wait for the rate, one more is dropped: drop-tail with netem's default.
  public var limit = 1_000
  /// Recorded capacity instead of a rate.
  public var trace: MahimahiTrace?
  /// Whether a packet with less jitter waits for the one before it.
  ///
  /// On, as radio link control delivers in sequence (3GPP TS 36.322); netem reorders.
  public var keepsOrder = true

  public init() {}
}
