internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let server = RecordForm(
    "a server",
    "A streaming server: `POST /api/chat`, `GET /api/chat/NAME` and the topics it publishes.",
    blank: ServerConfiguration(), mainKeys + streamKeys + continuationKeys + connectionKeys)

  private static let mainKeys: [MemberForm<ServerConfiguration>] = [
    MemberForm(
      "port", \.port, ValueForm.whole(1...65_535).mapped({ UInt16($0) }, from: Int.init),
      "The TCP port it listens on."),
    MemberForm(
      "history", \.history, history,
      "What it remembers of each stream: nothing, the last so many events, or everything."),
    MemberForm(
      "heartbeat", \.heartbeat, .timeOrOff,
      "How often it sends a comment on an open response."),
    MemberForm(
      "backlog-limit", \.backlogLimit, .sizeOrOff,
      "Bytes that may wait for a client that does not read before its connection is reset."),
  ]

  private static let streamKeys: [MemberForm<ServerConfiguration>] = [
    MemberForm(
      "line-ending", \.lineEnding, .choice,
      "What ends the lines of its event streams."),
    MemberForm(
      "byte-order-mark", \.byteOrderMark, .truth,
      "Whether its event streams begin with a byte order mark."),
    MemberForm(
      "encoding", \.encoding, .choice,
      "Whether each line of the data gets its own field, or the text goes out as it is."),
    MemberForm("ids", \.sendsIDs, .truth, "Whether its events carry an `id`."),
  ]

  private static let continuationKeys: [MemberForm<ServerConfiguration>] = [
    MemberForm(
      "continues", \.continues, .choice, "From where it continues a stream."),
    MemberForm(
      "evicted", \.evicted, .choice,
      "What it does when the id it is told is older than its history: goes on without a word, or "
        + "sends an event `reset` first."),
    MemberForm(
      "history-read", \.historyRead, .time(.zero...ScenarioReader.longestRun),
      "How long it takes to read its history."),
    MemberForm(
      "replay-order", \.replayOrder, .choice,
      "Whether it replays and subscribes in one step; else what is emitted in between is lost, "
        + "or comes twice."),
  ]

  private static let connectionKeys: [MemberForm<ServerConfiguration>] = [
    MemberForm(
      "http2", \.http2, http2.orOff,
      "How it speaks HTTP/2 with who begins so, or chooses it under TLS."),
    MemberForm(
      "certificate-bytes", \.certificateBytes,
      ValueForm.whole(HTTPLimits.certificateBytes).mapped({ UInt32($0) }, from: Int.init),
      "Bytes of the certificates it sends in a TLS handshake."),
    MemberForm(
      "answers", \.overrides, .list(answer.value), standing: "the usual ones",
      "Answers instead of the usual ones; the first that fits counts."),
  ]

  static let answer = RecordForm(
    "an answer", "A status, or a type, instead of what would have been the response.",
    blank: ServerConfiguration.Override(path: nil, status: 200),
    [
      MemberForm(
        "path", \.path, ValueForm<String>.path.optional, standing: "every path",
        "The path, without query."),
      MemberForm("from", \.from, .instant, "From when on."),
      MemberForm(
        "until", \.until, ValueForm<Instant>.instant.optional, standing: "the end of the run",
        "Until when."),
      MemberForm(
        "status", \.status, .whole(200...599), isRequired: true,
        "The status; 200 leaves the usual answer and changes its type."),
      MemberForm(
        "type", \.contentType,
        ValueForm<String>.word("a media type such as `text/html`").optional,
        standing: "`text/plain`", "Its `Content-Type`."),
      MemberForm(
        "location", \.location, ValueForm<String>.word("a host, by name or `app[1]`").optional,
        standing: "nothing", "Where a redirect leads: a server, asked for the same path."),
    ])

  /// `"none"`, `"log"` or `{ ring: 64 }`.
  private static let history = ValueForm<HistoryPolicy>(
    shape: .either([.choice(["none", "log"]), .object(ring)]),
    read: { field, reader in reader.decodeHistory(field) },
    write: { policy in
      switch policy {
      case .none: "none"
      case .log: "log"
      case .ring(let count): ["ring": JSON5Value(integerLiteral: Int64(count))]
      }
    })

  static let ringSizes = 1...100_000_000

  static let ring = ObjectShape(
    kind: "a history", meaning: "The last so many events of each stream, in memory.",
    keys: [
      KeyShape("ring", .whole(ringSizes), .required, "How many events.")
    ])
}
