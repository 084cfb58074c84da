public import WeirAudit
public import WeirEndpoints
public import WeirNetwork
public import WeirPrimitives

// The same constructors with the standard library's `Duration`, for callers that have one. They are
// disfavoured: `.milliseconds(40)` means a `TimeSpan`, and `.seconds(1.5)`, which only `Duration`
// has, finds its way here.

extension HostPlan {
  @_disfavoredOverload
  public static func client(
    _ name: String, roles: [String] = ["client"], watchdog: Duration?,
    reconnect: Duration = .seconds(3), resume: ClientPolicy.Resume = .lastEventID,
    commitsIDBeforeDispatch: Bool = false
  ) -> HostPlan {
    client(
      name, roles: roles, watchdog: watchdog.map(TimeSpan.init), reconnect: TimeSpan(reconnect),
      resume: resume, commitsIDBeforeDispatch: commitsIDBeforeDispatch)
  }

  @_disfavoredOverload
  public static func server(
    _ name: String, roles: [String] = ["origin"], history: HistoryPolicy = .ring(1_024),
    heartbeat: Duration?, port: UInt16 = 80
  ) -> HostPlan {
    server(
      name, roles: roles, history: history, heartbeat: heartbeat.map(TimeSpan.init), port: port)
  }
}

extension LinkPlan {
  @_disfavoredOverload
  public static func link(
    _ name: String, roles: [String] = ["access"], between first: String, and second: String,
    delay: Duration, jitter: Duration = .zero, loss: Ratio = .zero, rate: BitRate? = nil,
    trace: MahimahiTrace? = nil, limit: QueueLimit = 1_000, queue: QueueDiscipline = .dropTail,
    lossModel: LossModel? = nil, duplicate: Chance = .never, corrupt: Corruption = .never,
    reorder: Reordering = .never, slot: Slots? = nil, mtu: Int? = nil
  ) -> LinkPlan {
    link(
      name, roles: roles, between: first, and: second, delay: TimeSpan(delay),
      jitter: TimeSpan(jitter), loss: loss, rate: rate, trace: trace, limit: limit, queue: queue,
      lossModel: lossModel, duplicate: duplicate, corrupt: corrupt, reorder: reorder, slot: slot,
      mtu: mtu)
  }
}

extension WorkloadItem {
  @_disfavoredOverload
  public static func chat(
    on host: String, tokens: Int, every: Duration, format: TokenFormat = .plain,
    at start: Duration = .zero, to server: String? = nil
  ) -> WorkloadItem {
    chat(
      on: host, tokens: tokens, every: TimeSpan(every), format: format, at: TimeSpan(start),
      to: server)
  }

  @_disfavoredOverload
  public static func chat(
    on host: String, recording: Recording, at start: Duration, to server: String? = nil
  ) -> WorkloadItem {
    chat(on: host, recording: recording, at: TimeSpan(start), to: server)
  }

  @_disfavoredOverload
  public static func follow(
    _ path: String, on host: String, at start: Duration, to server: String? = nil
  ) -> WorkloadItem {
    follow(path, on: host, at: TimeSpan(start), to: server)
  }

  @_disfavoredOverload
  public static func publish(
    _ path: String, on host: String, count: Int, every: Duration, at start: Duration = .zero
  ) -> WorkloadItem {
    publish(path, on: host, count: count, every: TimeSpan(every), at: TimeSpan(start))
  }
}

extension WorkloadItem {
  @_disfavoredOverload
  public static func openTabs(
    _ count: Int, on host: String, following topic: String, every: Duration,
    page: String? = "/", from other: String? = nil, closesWhenHidden: Bool = false,
    at start: Duration = .zero, to server: String? = nil
  ) -> WorkloadItem {
    openTabs(
      count, on: host, following: topic, every: TimeSpan(every), page: page, from: other,
      closesWhenHidden: closesWhenHidden, at: TimeSpan(start), to: server)
  }

  @_disfavoredOverload
  public static func page(
    _ action: PageAction, tab: Int, on host: String, at start: Duration
  ) -> WorkloadItem {
    page(action, tab: tab, on: host, at: TimeSpan(start))
  }

  @_disfavoredOverload
  public static func request(
    _ path: String, on host: String, reads: Bool = true, at start: Duration,
    to server: String? = nil
  ) -> WorkloadItem {
    request(path, on: host, reads: reads, at: TimeSpan(start), to: server)
  }

  @_disfavoredOverload
  public static func publish(
    _ path: String, on host: String, texts: [String], every: Duration,
    at start: Duration = .zero
  ) -> WorkloadItem {
    publish(path, on: host, texts: texts, every: TimeSpan(every), at: TimeSpan(start))
  }
}

extension FaultRule {
  @_disfavoredOverload
  public static func fault(
    _ name: String, _ kind: FaultKind, on target: FaultTarget, at start: Duration,
    for duration: Duration? = nil
  ) -> FaultRule {
    fault(name, kind, on: target, at: TimeSpan(start), for: duration.map(TimeSpan.init))
  }

  @_disfavoredOverload
  public static func fault(
    _ name: String, _ kind: FaultKind, on target: FaultTarget, between earliest: Duration,
    and latest: Duration, for duration: Duration? = nil
  ) -> FaultRule {
    fault(
      name, kind, on: target, between: TimeSpan(earliest), and: TimeSpan(latest),
      for: duration.map(TimeSpan.init))
  }

  @_disfavoredOverload
  public func repeated(every interval: Duration, times: UInt32) -> FaultRule {
    repeated(every: TimeSpan(interval), times: times)
  }
}

extension RunExpectation {
  @_disfavoredOverload
  public static func latency(_ limit: Duration) -> RunExpectation { .latency(TimeSpan(limit)) }

  @_disfavoredOverload
  public static func recoversWithin(_ limit: Duration) -> RunExpectation {
    .recoversWithin(TimeSpan(limit))
  }
}
