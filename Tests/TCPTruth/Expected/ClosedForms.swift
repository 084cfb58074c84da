internal import Foundation

/// What theory says of TCP, in segments, seconds and Mbit/s; sources in each.
public enum ClosedForm {
  /// The mean window of CUBIC where its own curve rules, RFC 9438 section 5.1: C = 0.4, β = 0.7.
  public static func cubicWindow(roundTrip: Double, loss: Double) -> Double {
    1.054 * pow(roundTrip / loss, 0.75)
  }

  /// The mean window of Reno with an acknowledgment for each segment, √(3/2p) (Mathis 1997).
  public static func renoWindow(loss: Double) -> Double { (1.5 / loss).squareRoot() }

  /// RFC 9438's figure for Reno, 1.2/√p.
  public static func renoWindowOfRFC9438(loss: Double) -> Double { 1.2 / loss.squareRoot() }

  /// Mathis' rate for Reno.
  public static func mathis(segment: Double, roundTrip: Double, loss: Double) -> Double {
    segment * 8 / roundTrip * renoWindow(loss: loss) / 1e6
  }

  /// Padhye, Firoiu, Towsley and Kurose 1998, equation 31, an acknowledgment for each segment.
  public static func pftk(
    segment: Double, roundTrip: Double, timeout: Double, loss: Double
  ) -> Double {
    let backoff =
      timeout * min(1, 3 * (3 * loss / 8).squareRoot()) * loss
      * (1 + 32 * loss * loss)
    return segment * 8 / (roundTrip * (2 * loss / 3).squareRoot() + backoff) / 1e6
  }

  /// Round trips that slow start takes for so many segments, initial window 10.
  public static func slowStartRounds(segments: Int) -> Int {
    var rounds = 0
    var sent = 0
    while sent < segments {
      sent += 10 << rounds
      rounds += 1
    }
    return rounds
  }

  /// When one segment sent into an outage gets through: the first retransmission after it.
  ///
  /// RTO·(2^k − 1), or RTO·2^k where a tail loss probe goes first, as after RTO it does.
  public static func resumption(timeout: Double, outage: Double, probes: Bool) -> Double {
    var doublings = 1.0
    while true {
      let instant = timeout * (probes ? doublings : 2 * doublings - 1)
      if instant >= outage { return instant }
      doublings *= 2
    }
  }
}
