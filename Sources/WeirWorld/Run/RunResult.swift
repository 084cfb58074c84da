public import WeirAudit
public import WeirEndpoints
public import WeirKernel
public import WeirPrimitives

/// What happened in a run, in the order of time, for people to read.
public struct TimelineEntry: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    case note(Note)
    /// What a program of the user's own told.
    case told(String)
    case faultBegan(rule: Int)
    case faultEnded(rule: Int)
  }

  public let at: Instant
  /// The host it happened on; empty for faults.
  public let host: String
  public let content: Content
}

/// Why a run ended.
public enum RunEnd: Sendable, Equatable {
  /// Every source has finished and nothing is owed any more.
  case finished
  /// Every source has finished, and what is still owed did not come in the time to settle.
  case settled
  /// The scenario's duration is over.
  case durationReached
  /// Nothing was left to happen.
  case idle
  /// Nothing was left to happen, and programs still waited: who for what, a sentence each.
  case deadlock([String])
  /// Whoever started it asked it to stop.
  case interrupted
  /// A bound on the run was hit: the run does not count.
  case bound(BoundReached)
  /// A program of the user's own asked for something impossible: the run does not count.
  case misuse(EndpointMisuse)
}

/// Counts of packets between hosts: sent + duplicated = delivered + dropped + in flight.
public struct PacketCounts: Sendable, Equatable {
  public var sent: UInt64
  public var delivered: UInt64
  public var dropped: UInt64
  public var inFlight: UInt64
  /// Copies that links have made.
  public var duplicated: UInt64
}

/// The connections of a browser to one origin.
public struct BrowserPool: Sendable, Equatable {
  /// The host that the browser runs on.
  public let host: String
  public let pool: PoolReport
}

/// Segments that a host has sent again.
public struct HostRetransmissions: Sendable, Equatable {
  public let host: String
  public let segments: UInt64
}

/// The outcome of one run.
public struct RunResult: Sendable {
  public let seed: UInt64
  public let digest: Digest
  public let end: RunEnd
  public let endedAt: Instant
  public let eventCount: UInt64
  public let ledger: Ledger
  public let findings: [Finding]
  public let outages: [Outage]
  public let timeline: [TimelineEntry]
  /// What came of each transfer, in the order of the workload.
  public let transfers: [TransferResult]
  /// The connections of each browser as the run ended: who held them, and who waited.
  public let pools: [BrowserPool]
  public let packets: PacketCounts
  public let connectionCount: Int
  /// Segments sent more than once, data, SYNs and FINs, by the hosts that did, in their order.
  public let retransmissions: [HostRetransmissions]
  /// Rules that match nothing in this world.
  public let notApplicable: [FaultRule]
  /// Rules that match something and did not happen.
  public let neverBegun: [FaultRule]
  /// Profiles none of whose rules happened.
  public let idleProfiles: [String]
  /// The trace: all of it if it was asked for, else its end.
  public let occurrences: [Occurrence]
  /// The draws that decided something, oldest first; empty unless the full trace was asked for.
  public let draws: [DrawRecord]
  /// The event during which each event was scheduled, by sequence number, or
  /// ``Recorder/noCause``; empty unless the full trace was asked for.
  public let eventCauses: [UInt64]
  /// The names of the components that occurrences and drops refer to.
  public let componentNames: [String]

  /// Segments sent more than once, by whomever.
  public var retransmissionCount: UInt64 { retransmissions.reduce(0) { $0 + $1.segments } }

  /// Consumers that no server ever began to serve: nothing was owed to them.
  public var unreachedConsumers: [ConsumerRecord] {
    var isReached = [Bool](repeating: false, count: ledger.consumers.count)
    for stream in ledger.streams {
      for consumer in stream.recipients { isReached[Int(consumer)] = true }
    }
    return zip(ledger.consumers, isReached).filter { !$0.1 && $0.0.aim.isStream }.map(\.0)
  }

  /// Failed beats inconclusive beats passed.
  public var verdict: Verdict {
    var verdicts = findings.map(\.verdict)
    // Who got nothing proves nothing, unless nothing of what is expected is about events.
    let isAboutEvents = !findings.allSatisfy {
      RunExpectation.namesNotAboutEvents.contains($0.name)
    }
    if isAboutEvents, !unreachedConsumers.isEmpty { verdicts.append(.inconclusive) }
    if findings.isEmpty || !idleProfiles.isEmpty { verdicts.append(.inconclusive) }
    switch end {
    case .bound, .misuse, .interrupted: verdicts.append(.inconclusive)
    case .deadlock: verdicts.append(.failed)
    case .finished, .settled, .durationReached, .idle: break
    }
    return Verdict.all(verdicts)
  }
}
