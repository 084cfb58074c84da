import WeirPrimitives

@testable import WeirNetwork

/// The same question as to `OpportunityCursor`, answered by walking through every opportunity.
struct SlowOpportunities {
  let milliseconds: [UInt32]
  private var next = 0
  private var roundStart: Int64 = 0
  /// Numbers of the packets that wait, with the bytes each still has to send.
  private var queue: [(packet: Int, bytes: Int)] = []
  private var departures: [Instant?] = []

  init(_ milliseconds: [UInt32]) {
    self.milliseconds = milliseconds
  }

  /// Returns when each packet leaves; the arrivals are in order of time.
  static func departures(
    _ milliseconds: [UInt32], _ arrivals: [(bytes: Int, at: Instant)]
  ) -> [Instant?] {
    var link = SlowOpportunities(milliseconds)
    for arrival in arrivals {
      while link.nextInstant <= arrival.at { link.useOpportunity() }
      link.queue.append((link.departures.count, arrival.bytes))
      link.departures.append(nil)
    }
    while !link.queue.isEmpty { link.useOpportunity() }
    return link.departures
  }

  private var nextInstant: Instant {
    Instant(nanoseconds: (roundStart + Int64(milliseconds[next])) * 1_000_000)
  }

  private mutating func useOpportunity() {
    let instant = nextInstant
    var capacity = 1_500
    while capacity > 0 && !queue.isEmpty {
      let sent = min(capacity, queue[0].bytes)
      capacity -= sent
      queue[0].bytes -= sent
      if queue[0].bytes == 0 { departures[queue.removeFirst().packet] = instant }
    }
    next += 1
    if next == milliseconds.count {
      next = 0
      roundStart += Int64(milliseconds[milliseconds.count - 1])
    }
  }
}
