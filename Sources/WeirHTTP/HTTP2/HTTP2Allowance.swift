internal import WeirPrimitives

/// A bucket of tokens that fills up by so many each second, as nghttp2's rate limits do.
struct HTTP2Allowance: Sendable {
  private var tokens: Int32
  private var filledAtSecond: UInt32 = 0

  init(burst: Int32) { tokens = burst }

  /// Takes one token; false where none is left.
  mutating func spend(at now: Instant, burst: Int32, perSecond: Int32) -> Bool {
    let second = UInt32(clamping: now.nanoseconds / 1_000_000_000)
    if second > filledAtSecond {
      let gained = Int64(second - filledAtSecond) * Int64(perSecond)
      tokens = Int32(min(Int64(burst), Int64(tokens) + gained))
      filledAtSecond = second
    }
    guard tokens > 0 else { return false }
    tokens -= 1
    return true
  }
}

/// Counts PINGs that come too early while nothing else is sent, as gRPC servers do (gRFC A8).
struct HTTP2PingStrikes: Sendable {
  private var lastAt: Instant?
  private var strikes: UInt8 = 0

  /// Takes a PING; false where it is one too many.
  mutating func take(at now: Instant, hasStreams: Bool, limits: HTTP2Limits) -> Bool {
    guard var interval = limits.pingInterval else { return true }
    if !hasStreams, let longer = limits.pingIntervalWithoutStreams { interval = longer }
    let isEarly = lastAt.map { $0.advanced(by: interval) > now } ?? false
    lastAt = now
    guard isEarly else { return true }
    strikes = strikes == .max ? .max : strikes + 1
    return strikes <= limits.pingStrikes
  }

  /// Forgets all, because HEADERS or DATA were sent.
  mutating func reset() {
    lastAt = nil
    strikes = 0
  }
}
