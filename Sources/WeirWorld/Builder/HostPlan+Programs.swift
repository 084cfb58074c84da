public import WeirEndpoints
public import WeirPrimitives

extension HostPlan {
  /// A host whose programs follow topics and read answers.
  ///
  /// - Parameters:
  ///   - watchdog: drops a connection after so long without a byte; nil for never.
  ///   - reconnect: the wait before it connects again.
  ///   - resume: whether it says where it left off.
  ///   - commitsIDBeforeDispatch: takes an id when its line is seen, the mistake that loses an
  ///     event cut in the middle.
  public static func client(
    _ name: String, roles: [String] = ["client"], watchdog: TimeSpan? = nil,
    reconnect: TimeSpan = .seconds(3), resume: ClientPolicy.Resume = .lastEventID,
    commitsIDBeforeDispatch: Bool = false
  ) -> HostPlan {
    var host = HostPlan(name, roles: roles)
    host.client.watchdog = watchdog
    host.client.reconnectDelay = reconnect
    host.client.resume = resume
    host.client.commitsIDBeforeDispatch = commitsIDBeforeDispatch
    return host
  }

  /// A host with a streaming server.
  ///
  /// - Parameters:
  ///   - history: what it remembers of each stream.
  ///   - heartbeat: how often it sends a comment on an open response; nil for never.
  public static func server(
    _ name: String, roles: [String] = ["origin"], history: HistoryPolicy = .ring(1_024),
    heartbeat: TimeSpan? = .seconds(15), port: UInt16 = 80
  ) -> HostPlan {
    var server = ServerConfiguration()
    server.history = history
    server.heartbeat = heartbeat
    server.port = port
    return HostPlan(name, roles: roles, server: server)
  }

  /// A host without a server, for programs of one's own.
  public static func host(_ name: String, roles: [String] = []) -> HostPlan {
    HostPlan(name, roles: roles)
  }
}
