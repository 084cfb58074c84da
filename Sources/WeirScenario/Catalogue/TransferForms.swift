internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

// Plain TCP, without HTTP.
extension ScenarioCatalogue {
  /// The actions that are transfers, each with the form of what stands behind its key.
  static let transfers: [(key: String, form: RecordForm<TransferRequest>)] = [
    ("download", download), ("upload", upload), ("messages", messages), ("connect", connects),
    ("idle", idle),
  ]

  /// The form of a transfer.
  static func form(of transfer: TransferRequest) -> RecordForm<TransferRequest> {
    guard let found = transfers.first(where: { $0.key == transfer.name }) else {
      preconditionFailure("a transfer that no key is for: \(transfer.name)")
    }
    return found.form
  }

  static let transferKeys: [KeyShape] = [
    KeyShape(
      "download", .object(download.shape), "Get bytes over plain TCP, as fast as it goes."),
    KeyShape("upload", .object(upload.shape), "Send bytes over plain TCP, as fast as it goes."),
    KeyShape(
      "messages", .object(messages.shape), "Send or get messages over plain TCP at an interval."),
    KeyShape(
      "connect", .object(connects.shape), "Open TCP connections, each closed as soon as it stands."),
    KeyShape(
      "idle", .object(idle.shape), "Open a TCP connection on which both ends only listen."),
  ]

  private static let download = bulk("a download", "Bytes from `to` to `on`.", .down)
  private static let upload = bulk("an upload", "Bytes from `on` to `to`.", .up)

  private static func bulk(
    _ kind: String, _ meaning: String, _ direction: TransferRequest.Direction
  ) -> RecordForm<TransferRequest> {
    RecordForm(
      kind, meaning, blank: TransferRequest(.bulk(bytes: ByteCount(bytes: 1)), direction),
      [
        MemberForm(
          "bytes", \.bulkBytes, .size(TransferLimits.bulk), isRequired: true,
          "How many; who sends them closes its side behind them."),
        port,
      ])
  }

  private static let messages = RecordForm(
    "messages",
    "Messages of one size, each one write, the first as the sender's end is established.",
    blank: TransferRequest(.messages(count: 100, bytes: 60, every: .milliseconds(50))),
    [
      MemberForm("count", \.count, .whole(TransferLimits.messages), "How many."),
      MemberForm("bytes", \.messageBytes, .whole(TransferLimits.messageBytes), "Of each."),
      MemberForm("every", \.every, .time(interval), "From one to the next."),
      MemberForm("direction", \.direction, .choice, "`up` sends `on`, `down` sends `to`."),
      port,
    ])

  private static let connects = RecordForm(
    "connects", "Connections one after another, each closed as soon as it stands.",
    blank: TransferRequest(.connects(count: 1, every: .seconds(1))),
    [
      MemberForm("count", \.count, .whole(TransferLimits.connects), "How many."),
      MemberForm("every", \.every, .time(interval), "From the beginning of one to the next."),
      port,
      MemberForm("listener", \.isServed, .truth, "Whether anybody listens on the port."),
    ])

  private static let idle = RecordForm(
    "an idle connection", "A connection on which both ends only listen.",
    blank: TransferRequest(.idle), [port])

  private static let port = MemberForm<TransferRequest>(
    "port", \.port, ValueForm.whole(1...65_535).mapped({ UInt16($0) }, from: Int.init),
    "The port of `to`, which a program of its own listens on.")

  private static let interval = TimeSpan.nanoseconds(1)...ScenarioReader.longestRun
}

// One property for each key: what an action has not stays as it is.
extension TransferRequest {
  fileprivate var bulkBytes: ByteCount {
    get { if case .bulk(let bytes) = action { bytes } else { .zero } }
    set { action = .bulk(bytes: newValue) }
  }

  fileprivate var count: Int {
    get {
      switch action {
      case .messages(let count, _, _), .connects(let count, _): count
      case .bulk, .idle: 0
      }
    }
    set {
      switch action {
      case .messages(_, let bytes, let every):
        action = .messages(count: newValue, bytes: bytes, every: every)
      case .connects(_, let every): action = .connects(count: newValue, every: every)
      case .bulk, .idle: break
      }
    }
  }

  fileprivate var messageBytes: Int {
    get { if case .messages(_, let bytes, _) = action { bytes } else { 0 } }
    set {
      guard case .messages(let count, _, let every) = action else { return }
      action = .messages(count: count, bytes: newValue, every: every)
    }
  }

  fileprivate var every: TimeSpan {
    get {
      switch action {
      case .messages(_, _, let every), .connects(_, let every): every
      case .bulk, .idle: .zero
      }
    }
    set {
      switch action {
      case .messages(let count, let bytes, _):
        action = .messages(count: count, bytes: bytes, every: newValue)
      case .connects(let count, _): action = .connects(count: count, every: newValue)
      case .bulk, .idle: break
      }
    }
  }
}
