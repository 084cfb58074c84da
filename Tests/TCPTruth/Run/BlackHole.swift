internal import WeirKernel
internal import WeirNetwork
public import WeirPrimitives
public import WeirTCP

/// A peer, or the way to it, that dies without a word: what is sent to it, when that is given up.
public struct BlackHole: Sendable {
  public var path: Path
  public var configuration = TCPConfiguration()
  public var bytes = 60
  /// Messages before; none leaves the round trip known from the handshake alone.
  public var before = 1
  public var interval: TimeSpan
  /// Messages after the way has died; `max` for an application that goes on writing.
  public var after = 1
  /// From when on nothing passes; measured from the last message before.
  public var silence = TimeSpan.milliseconds(500)
  /// How long the way stays dead; nil for ever.
  public var outage: TimeSpan?

  public init(path: Path, interval: TimeSpan = .milliseconds(500)) {
    self.path = path
    self.interval = interval
  }

  public struct Outcome: Sendable, Equatable {
    /// When the first message was written after the way had died.
    public var firstWrite = Instant.zero
    /// When segments with data were sent from then on.
    public var sent: [Instant] = []
    /// The sender's failure, if any, and when the application heard of it.
    public var failure: TCPFailure?
    public var failedAt = Instant.distantFuture
    /// When the first message after the way had died was read.
    public var readAt = Instant.distantFuture

    /// Sent, and given up, as spans from an instant.
    public func schedule(since origin: Instant) -> [TimeSpan] {
      (sent + (failure == nil ? [] : [failedAt])).map {
        TimeSpan(nanoseconds: $0.nanoseconds - origin.nanoseconds)
      }
    }
  }

  private enum Alarm {
    static let write: UInt32 = 0
    static let dies: UInt32 = 1
    static let returns: UInt32 = 2
  }

  public func run(seed: UInt64 = 1) -> Outcome {
    let hosts = TwoHosts(path, configuration, seed: seed, keepsTrace: true)
    let block = [UInt8](repeating: 97, count: bytes)
    var outcome = Outcome()
    var written = 0
    while outcome.failure == nil, outcome.readAt == .distantFuture {
      switch hosts.advance() {
      case .idle: return finished(outcome, hosts)
      case .network: break
      case .alarm(Alarm.dies):
        hosts.beginBlackHole()
        if let outage { hosts.setAlarm(Alarm.returns, at: hosts.kernel.now + outage) }
      case .alarm(Alarm.returns): hosts.endBlackHole()
      case .alarm:
        if written == before { outcome.firstWrite = hosts.kernel.now }
        written += 1
        block.withUnsafeBytes { hosts.write($0) }
        schedule(hosts, written: written)
      }
      while let signal = hosts.nextSignal() {
        if signal.socket.isClient {
          if signal.signals.contains(.established) { begin(hosts) }
          if signal.signals.contains(.failed) {
            outcome.failure = signal.failure
            outcome.failedAt = hosts.kernel.now
          }
        } else if signal.signals.contains(.readable),
          hosts.readAll(signal) > UInt64(before * bytes)
        {
          outcome.readAt = hosts.kernel.now
        }
      }
    }
    return finished(outcome, hosts)
  }

  private func begin(_ hosts: TwoHosts) {
    let now = hosts.kernel.now
    if before > 0 {
      hosts.setAlarm(Alarm.write, at: now + interval)
    } else {
      hosts.setAlarm(Alarm.dies, at: now + silence)
      hosts.setAlarm(Alarm.write, at: now + silence)
    }
  }

  private func schedule(_ hosts: TwoHosts, written: Int) {
    let now = hosts.kernel.now
    if written == before {
      hosts.setAlarm(Alarm.dies, at: now + silence)
      hosts.setAlarm(Alarm.write, at: now + silence)
    } else if written < before || written - before < after {
      hosts.setAlarm(Alarm.write, at: now + interval)
    }
  }

  private func finished(_ outcome: Outcome, _ hosts: TwoHosts) -> Outcome {
    var outcome = outcome
    outcome.sent = hosts.clientSent(since: outcome.firstWrite)
    return outcome
  }
}

/// SYNs to a host that is not there.
public struct UnansweredSYN: Sendable {
  public var configuration = TCPConfiguration()

  public init() {}

  /// Returns when SYNs were sent, and last when `connect()` failed, from the call on.
  public func schedule() -> [TimeSpan] {
    var path = Path(roundTrip: .milliseconds(100))
    path.lossUp = .one
    let hosts = TwoHosts(path, configuration, seed: 1, keepsTrace: true)
    while hosts.advance() != .idle {}
    return (hosts.clientSent(since: .zero) + [hosts.kernel.now]).map { $0.elapsed(since: .zero) }
  }
}
