internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let client = RecordForm(
    "a client",
    "How clients on a host stream, and what they do when a stream goes quiet or ends.",
    blank: ClientPolicy(), [policyMember] + waits + positions + ends)

  /// Comes first, whatever the order of the file: the other keys change what it sets.
  private static let policyMember = MemberForm<ClientPolicy>(
    KeyShape(
      "policy", .choice(ClientPolicy.Name.allCases.map(\.rawValue)), .optional("`\"resumable\"`"),
      "A known client, from which the other keys differ; without them they are as it has them."),
    read: { field, _, client in client = field.oneOf(ClientPolicy.Name.self).policy },
    write: { _, _ in .none })  // chosen for the whole, see `written(_:)`

  private static let waits: [MemberForm<ClientPolicy>] = [
    MemberForm(
      "watchdog", \.watchdog, .timeOrOff,
      "Drops the connection after so long without a byte."),
    MemberForm(
      "reconnect", \.reconnectDelay, .time(.zero...ScenarioReader.longestRun),
      "The wait before it connects again; who follows a topic obeys the server's `retry`."),
    MemberForm(
      "retry-floor", \.retryFloor, .timeOrOff, "The shortest wait that a `retry` can demand."),
    MemberForm(
      "retry-ceiling", \.retryCeiling, .timeOrOff, "The longest wait that a `retry` can demand."),
  ]

  private static let positions: [MemberForm<ClientPolicy>] = [
    MemberForm("resume", \.resume, .choice, "Whether it says where it left off."),
    MemberForm(
      "commits-id", \.commitsIDBeforeDispatch, .words("at-dispatch", "before-dispatch"),
      "When it takes an id: as its event is dispatched, or already at its line, which is a bug."),
    MemberForm(
      "empties-id", \.emptiesIDOnReconnect, .truth,
      "Whether each connection begins without an id, as the standard says to the letter and "
        + "browsers do not."),
    MemberForm("reader", \.reader, .choice, "What takes its event streams apart."),
    MemberForm(
      "line-limit", \.lineLimit, lineLimit.orOff, "The longest line that its reader takes."),
    MemberForm(
      "drops-repeated", \.dropsRepeated, .truth,
      "Whether it drops an event whose number it has handed over already."),
  ]

  private static let ends: [MemberForm<ClientPolicy>] = [
    MemberForm(
      "server-errors", \.serverErrors, .choice,
      "What it makes of a status of 500 or more, and of 429; `as-its-api` is fatal to an "
        + "`EventSource` and tried again by who reads an answer."),
    MemberForm(
      "lost-answer", \.lostAnswer, .choice,
      "What it does with an answer whose connection was lost."),
    MemberForm(
      "clean-end", \.cleanEnd, .choice,
      "What it makes of a response that ends well without its last event."),
    MemberForm(
      "when-hidden", \.whenHidden, .choice,
      "What becomes of its request while its page is hidden."),
    MemberForm(
      "rebuild", \.rebuildAfter, .timeOrOff,
      "Makes a new `EventSource` so long after one was closed for good; it tells the last id in "
        + "the query."),
    MemberForm(
      "rebuild-after-failures", \.rebuildAfterFailures, .wholeOrOff(ClientLimits.failures),
      "Makes a new one, from the URL it began with, after so many failures in a row."),
    MemberForm(
      "names-answers", \.namesAnswers, .truth,
      "Whether it names the answer it asks for, so that asking twice does not generate twice."),
  ]

  private static let lineLimit = RecordForm(
    "a line limit", "The longest line, and what a longer one looks like.",
    blank: ClientPolicy.LineLimit(bytes: 65_536, looksLikeEnd: false),
    [
      MemberForm(
        "bytes", \.bytes,
        ValueForm<ByteCount>.size(
          ByteCount(bytes: 1)...ByteCount(bytes: Int64(ClientLimits.lineBytes.upperBound))
        ).mapped({ Int($0.bytes) }, from: { ByteCount(bytes: Int64($0)) }),
        isRequired: true, "Without the line's end."),
      MemberForm(
        "reports", \.looksLikeEnd, .words("error", "end"),
        "A longer line is an error, or looks like the end of the stream."),
    ])

  /// A client, or only the name of its policy: `"use-chat"`.
  static let clientValue = ValueForm<ClientPolicy>(
    shape: .either([
      .choice(ClientPolicy.Name.allCases.map(\.rawValue)), .object(client.shape),
    ]),
    read: { field, reader in
      switch field.value?.content {
      case .object, nil: return client.read(field, reader)
      case .string: return field.oneOf(ClientPolicy.Name.self).policy
      case .null, .bool, .number, .array:
        let names = Shown.alternatives(ClientPolicy.Name.allCases.map(\.rawValue))
        field.reportMismatch(expected: names + ", or a client, an object in braces")
        return ClientPolicy()
      }
    },
    write: { written($0) })

  /// The name of the policy that it is, or the fewest keys that say the same.
  private static func written(_ policy: ClientPolicy) -> JSON5Value {
    var best = (name: ClientPolicy.Name.resumable, keys: client.written(policy), count: 0)
    best.count = best.keys.members.count
    for name in ClientPolicy.Name.allCases where name != .resumable {
      let keys = client.written(policy, unlike: name.policy)
      let count = keys.members.isEmpty ? 0 : keys.members.count + 1
      if count < best.count { best = (name, keys, count) }
    }
    if best.name == .resumable { return JSON5Value(.object(best.keys)) }
    let name = JSON5Value(.string(best.name.rawValue))
    if best.keys.members.isEmpty { return name }
    var object = JSON5Object()
    object["policy"] = name
    for member in best.keys.members { object[member.key] = member.value }
    return JSON5Value(.object(object))
  }
}
