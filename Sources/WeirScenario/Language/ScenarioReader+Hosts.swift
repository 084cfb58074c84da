internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeHosts(_ field: JSON5Field) -> [HostPlan] {
    field.object(as: "the hosts") { hosts in
      hosts.entries().map { entry in
        entry.field.object(as: "a host") { object in
          var host = HostPlan(entry.key)
          host.roles = decodeRoles(&object)
          if let client = object.optional("client") { host.client = decodeClient(client) }
          if let server = object.optional("server") { host.server = decodeServer(server) }
          return host
        }
      }
    }
  }

  /// `role: "client"` or `roles: ["client", "edge"]`.
  func decodeRoles(_ object: inout JSON5ObjectDecoder) -> [String] {
    let one = object.optional("role")
    let several = object.optional("roles")
    if let one, several != nil {
      diagnostics.report(
        at: one.span, found: "both \"role\" and \"roles\"", expected: "one of them")
    }
    if let one { return [one.string()] }
    return several?.array().map { $0.string() } ?? []
  }

  private func decodeClient(_ field: JSON5Field) -> ClientPolicy {
    field.object(as: "a client") { object in
      var policy = ClientPolicy()
      if let watchdog = object.optional("watchdog") { policy.watchdog = timeOrOff(watchdog) }
      if let delay = object.optional("reconnect") {
        policy.reconnectDelay = delay.timeSpan(in: .zero...Self.longestRun)
      }
      if let resume = object.optional("resume") {
        policy.resume = resume.oneOf(ClientPolicy.Resume.self)
      }
      if let commits = object.optional("commits-id") {
        policy.commitsIDBeforeDispatch =
          commits.oneOf(["at-dispatch", "before-dispatch"]) == "before-dispatch"
      }
      return policy
    }
  }

  private func decodeServer(_ field: JSON5Field) -> ServerConfiguration {
    field.object(as: "a server") { object in
      var server = ServerConfiguration()
      if let port = object.optional("port") {
        server.port = UInt16(port.integer(in: 1...65_535))
      }
      if let history = object.optional("history") { server.history = decodeHistory(history) }
      if let heartbeat = object.optional("heartbeat") {
        server.heartbeat = timeOrOff(heartbeat)
      }
      return server
    }
  }

  /// `"none"`, `"log"` or `{ ring: 64 }`.
  private func decodeHistory(_ field: JSON5Field) -> HistoryPolicy {
    if case .object? = field.value?.content {
      return field.object(as: "a history") { object in
        .ring(object.required("ring").integer(in: 1...100_000_000))
      }
    }
    guard case .string(let text)? = field.value?.content, ["none", "log"].contains(text) else {
      field.reportMismatch(expected: "\"none\", \"log\" or { ring: 64 }")
      return .none
    }
    return text == "log" ? .log : .none
  }

  /// A time above zero, or `"off"`.
  func timeOrOff(_ field: JSON5Field) -> TimeSpan? {
    if case .string("off")? = field.value?.content { return nil }
    return field.timeSpan(in: .nanoseconds(1)...Self.longestRun)
  }
}
