public import WeirPrimitives

/// One direction of a link, in the words of tc-netem(8).
///
/// The stages, in order: loss, queue, rate, delay with jitter.
///
/// Departures from netem: the queue's limit counts packets waiting for the rate, neither the one
/// being sent nor those being delayed; jitter never lets a packet overtake (see ``keepsOrder``).
public struct LinkParameters: Sendable, Equatable {
  /// One-way.
  public var delay = TimeSpan.zero
  /// Added to or taken from the delay, uniformly up to this; the sum is never below zero.
  public var jitter = TimeSpan.zero
  /// Each packet is lost with this chance, independently.
  public var loss = Ratio.zero
  /// Serialisation counts bytes from the IP header upwards; nil for unlimited.
  public var rate: BitRate?
  /// Packets that may wait while another is sent, one more is dropped: drop-tail, netem's default.
  ///
  /// In front of a recorded capacity the oldest packet counts as the one being sent.
  public var limit = 1_000
  /// Recorded capacity, instead of a rate if both are given.
  public var trace: MahimahiTrace?
  /// Whether a packet with less jitter waits for the one before it.
  ///
  /// On, as radio link control delivers in sequence (3GPP TS 36.322); netem reorders.
  public var keepsOrder = true

  public init() {}
}
