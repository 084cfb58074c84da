internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let host = RecordForm(
    "a host", "A machine, or any number of the same kind, and the programs on it.",
    blank: HostPlan(""),
    roleMembers(\.roles, meaning: "What it is to others: `client`, `edge`, `origin`, or any name.")
      + [
        MemberForm(
          "client", \.client, clientValue, standing: "as `\"resumable\"`",
          "How its client programs behave."),
        MemberForm("http", \.http, http, "How they speak HTTP; a browser has its own."),
        MemberForm(
          "server", \.server, server.value.optional, standing: "no server",
          "Its streaming server."),
        MemberForm(
          "count", \.count, ValueForm.whole(1...10_000_000).optional,
          standing: "one, without an index",
          "How many there are: `name[0]` and so on."),
        MemberForm(
          "browser", \.browser, browserValue.optional, standing: "no browser",
          "Its browser, whose tabs share connections."),
        MemberForm(
          "device", \.device, device.value.optional, standing: "one network",
          "The networks it changes between. Cannot be run yet."),
        MemberForm(
          "proxy", \.proxy, proxy.value.optional, standing: "no proxy",
          "Its reverse proxy or balancer. Cannot be run yet."),
        hostTCP,
      ])

  static let device = RecordForm(
    "a device", "A device that changes between networks. Cannot be run yet.",
    blank: DevicePlan(),
    [
      MemberForm(
        "networks", \.networks, .names, isRequired: true,
        "Links of this host; the first is in use at the beginning, and is its `access` then.")
    ])

  static let proxy = RecordForm(
    "a proxy",
    "A reverse proxy or balancer, which ends connections on both sides. Cannot be run yet.",
    blank: ProxyPlan(),
    [
      MemberForm("model", \.model, .choice, isRequired: true, "The product it behaves as."),
      MemberForm(
        "upstream", \.upstream, .name, isRequired: true,
        "Where it sends requests on: a host, all of a counted one, or a role."),
      MemberForm("choose", \.choice, .choice, "How it chooses among several upstream servers."),
      MemberForm(
        "upstream-http", \.upstreamHTTP, ValueForm.choice([.http10, .http11]).optional,
        standing: "as the model", "What it speaks with the upstream server."),
      MemberForm(
        "buffering", \.isBuffering, ValueForm.truth.optional, standing: "as the model",
        "Whether it collects a response before it hands it on."),
      MemberForm(
        "read-timeout", \.readTimeout, limit.optional, standing: "as the model",
        "The longest silence of the upstream server."),
    ])

  private static let limit = ValueForm<TimeSpan?>.timeOrOff.mapped(
    { $0.map { ProxyPlan.Limit.after($0) } ?? .off },
    from: { limit in
      switch limit {
      case .off: nil
      case .after(let span): span
      }
    })

  /// `role: "client"` or `roles: ["client", "edge"]`.
  static func roleMembers<Record>(
    _ roles: any WritableKeyPath<Record, [String]> & Sendable, meaning: String
  ) -> [MemberForm<Record>] {
    [
      MemberForm(
        KeyShape("role", .name, meaning),
        read: { field, reader, record in record[keyPath: roles] = [reader.role(field)] },
        write: { record, _ in
          guard record[keyPath: roles].count == 1 else { return .none }
          return .some(JSON5Value(.string(record[keyPath: roles][0])))
        }),
      MemberForm(
        KeyShape("roles", .list(.name, count: nil), "Several of them."),
        read: { field, reader, record in
          guard record[keyPath: roles].isEmpty else {
            return field.reportMismatch(found: "\"roles\" beside \"role\"", expected: "one of them")
          }
          record[keyPath: roles] = field.array().map { reader.role($0) }
        },
        write: { record, _ in
          guard record[keyPath: roles].count > 1 else { return .none }
          return .some(ValueForm.names.write(record[keyPath: roles]))
        }),
    ]
  }
}
