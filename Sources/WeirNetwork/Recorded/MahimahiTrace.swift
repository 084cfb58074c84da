/// A recorded capacity: the instants at which a link was able to deliver one packet.
///
/// The format of Mahimahi's `mm-link`: a decimal number of milliseconds a line, not decreasing,
/// each one an opportunity to deliver up to 1,500 bytes. The recording repeats for ever; its period
/// is its last number, so that an opportunity at 0 ms coincides with the previous round's last one.
///
/// Mahimahi itself counts 1,504 bytes (`PACKET_SIZE` in link_queue.hh): its packets carry the
/// four-byte header of the TUN device, which no packet here has.
public struct MahimahiTrace: Sendable, Equatable {
  /// What one opportunity carries: a full Ethernet payload.
  public static let bytesPerOpportunity = 1_500
  /// 40 MB in memory; the longest recording that comes with Mahimahi has 339,000 lines.
  public static let maximumLines = 10_000_000
  /// Leading zeros included; `UInt32.max` milliseconds are 49 days.
  public static let maximumDigits = 10

  /// When the opportunities come, in milliseconds from the start of a round; never empty.
  public let milliseconds: [UInt32]

  /// Creates a capacity from numbers made elsewhere.
  ///
  /// - Throws: What ``read(_:)`` would say of these numbers as the lines of a file.
  public init(milliseconds: [UInt32]) throws(MahimahiError) {
    if milliseconds.count > Self.maximumLines {
      throw MahimahiError(
        line: Self.maximumLines + 1, problem: .tooManyLines(limit: Self.maximumLines))
    }
    var previous: UInt32 = 0
    for (index, found) in milliseconds.enumerated() {
      if found < previous {
        throw MahimahiError(line: index + 1, problem: .decreasing(from: previous, to: found))
      }
      previous = found
    }
    try self.init(ordered: milliseconds)
  }

  /// Reads a whole file; lines end with LF or CRLF, the last one's end may be missing.
  ///
  /// - Throws: ``MahimahiError`` for the first line that is wrong.
  public static func read(_ bytes: Span<UInt8>) throws(MahimahiError) -> MahimahiTrace {
    var reader = MahimahiReader()
    try reader.feed(bytes)
    return try reader.finish()
  }

  /// Creates a capacity from numbers that are known not to decrease.
  init(ordered milliseconds: [UInt32]) throws(MahimahiError) {
    guard let last = milliseconds.last else { throw MahimahiError(line: 1, problem: .empty) }
    guard last > 0 else { throw MahimahiError(line: milliseconds.count, problem: .zeroPeriod) }
    self.milliseconds = milliseconds
  }

  /// The length of a round in milliseconds; never zero.
  public var periodMilliseconds: UInt32 { milliseconds[milliseconds.count - 1] }

  /// Returns the first opportunity of a round that comes after `instant`, which is before its end.
  ///
  /// Looks from `start` on in steps that double, then halves: next to nothing for a neighbour,
  /// logarithmic for the rest. All opportunities before `start` must be known to be too early.
  func firstOpportunity(after instant: UInt32, from start: Int) -> Int {
    precondition(instant < periodMilliseconds, "\(instant) ms is not within the period")
    let count = milliseconds.count
    var lower = start
    var stride = 1
    while lower + stride <= count && milliseconds[lower + stride - 1] <= instant {
      lower += stride
      stride *= 2
    }
    var upper = min(lower + stride - 1, count - 1)
    while lower < upper {
      let middle = lower + (upper - lower) / 2
      if milliseconds[middle] <= instant { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
