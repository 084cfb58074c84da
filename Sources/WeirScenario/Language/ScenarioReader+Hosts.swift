internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeHosts(_ field: JSON5Field) -> [HostPlan] {
    field.object(as: "the hosts") { hosts in
      hosts.entries().map { entry in
        check(entry)
        return entry.field.object(as: "a host") { object in
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
    if one != nil, let several {
      several.reportMismatch(found: "\"roles\" beside \"role\"", expected: "one of them")
    }
    if let one { return [role(one)] }
    return several?.array().map { role($0) } ?? []
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
    switch field.value?.content {
    case .object:
      return field.object(as: "a history") { object in
        .ring(object.required("ring").integer(in: 1...100_000_000))
      }
    case .string("log"): return .log
    case .string("none"): return .none
    case .string(let text):
      field.reportMismatch(
        expected: Self.historyForms,
        suggestion: nearest(to: text, among: ["log", "none"]).map { Shown.quoted($0) })
    case .null, .bool, .number, .array, nil:
      field.reportMismatch(expected: Self.historyForms)
    }
    return .none
  }

  private static let historyForms = "\"none\", \"log\" or { ring: 64 }"

  /// A time above zero, or `"off"`.
  func timeOrOff(_ field: JSON5Field) -> TimeSpan? {
    if case .string(let text)? = field.value?.content, !(text.first?.isNumber ?? false) {
      if text == "off" { return nil }
      field.reportMismatch(
        expected: "a time with a unit, such as \"5s\", or \"off\"",
        suggestion: nearest(to: text, among: ["off"]).map { Shown.quoted($0) })
      return nil
    }
    return field.timeSpan(in: .nanoseconds(1)...Self.longestRun)
  }
}
