internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// One item for each element, a placeholder for those that are wrong: items go by number.
  func decodeWorkload(_ field: JSON5Field) -> [WorkloadItem] {
    field.array().map { element in
      element.object(as: ScenarioCatalogue.item) { object in decodeItem(&object) }
    }
  }

  private func decodeItem(_ object: inout JSON5ObjectDecoder) -> WorkloadItem {
    let at = object.optional("at")?.timeSpan(in: .zero...Self.longestRun) ?? .zero
    let host = object.required("on").string()
    let to = object.optional("to")
    var actions: [(name: String, field: JSON5Field, action: WorkloadItem.Action)] = []
    if let chat = object.optional("chat") {
      actions.append(("chat", chat, .chat(decodeChat(chat))))
    }
    if let follow = object.optional("follow") {
      actions.append(("follow", follow, .follow(path: decodePath(follow))))
    }
    if let publish = object.optional("publish") {
      let publication = ScenarioCatalogue.publication.read(publish, self)
      actions.append(
        ("publish", publish, .publish(path: publication.topic, script: publication.script)))
      to?.reportMismatch(
        found: "\"to\" beside \"publish\"",
        expected: "no \"to\": a host publishes with its own server")
    }
    let tab = object.optional("tab")?.integer(in: ScenarioCatalogue.tabNumbers)
    if let tabs = object.optional("open-tabs") {
      actions.append(("open-tabs", tabs, .openTabs(ScenarioCatalogue.tabs.read(tabs, self))))
    }
    if let page = object.optional("page") {
      actions.append(("page", page, .page(page.oneOf(PageAction.self))))
    }
    if let field = object.optional("request") {
      let request = ScenarioCatalogue.request.read(field, self)
      actions.append(("request", field, .request(path: request.path, reads: request.reads)))
    }
    if let audio = object.optional("audio") {
      actions.append(("audio", audio, .audio(ScenarioCatalogue.audio.read(audio, self))))
    }
    for (key, form) in ScenarioCatalogue.transfers {
      guard let transfer = object.optional(key) else { continue }
      actions.append((key, transfer, .transfer(form.read(transfer, self))))
    }
    object.requireOne(of: ScenarioCatalogue.actions, found: "an item that does nothing")
    for second in actions.dropFirst() {
      second.field.reportMismatch(
        found: "\"\(second.name)\" beside \"\(actions[0].name)\"", expected: "one action an item")
    }
    var item = WorkloadItem(
      at: .zero + at, on: host, actions.first?.action ?? .follow(path: "/"), to: to?.string())
    item.tab = tab
    return item
  }

  private func decodeChat(_ field: JSON5Field) -> EventScript {
    field.object(as: ScenarioCatalogue.chat) { object in
      let tokens = object.optional("tokens")
      let every = object.optional("every")
      let format = object.optional("format")
      if let recording = object.optional("recording") {
        for (key, other) in [("tokens", tokens), ("every", every), ("format", format)] {
          other?.reportMismatch(
            found: "\"\(key)\" beside \"recording\"",
            expected: "a recording alone: it says when each piece comes")
        }
        return .recording(decodeRecording(recording))
      }
      return .answer(
        format: format?.oneOf(TokenFormat.self) ?? .plain,
        tokens: tokens?.integer(in: ScenarioCatalogue.tokenCounts) ?? 100,
        every: every?.timeSpan(in: .zero...Self.longestRun) ?? .milliseconds(50))
    }
  }

  /// A path of a request: begins with a slash, holds what a request line may hold.
  func decodePath(_ field: JSON5Field) -> String {
    let path = field.string()
    guard case .string? = field.value?.content else { return "/" }
    let isClean = path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    if isClean, path.hasPrefix("/"), path.utf8.count <= Self.pathLengthLimit { return path }
    field.reportMismatch(
      expected:
        "a path such as \"/api/events\", of at most \(Self.pathLengthLimit) ASCII characters "
        + "other than space and '#'",
      suggestion: isClean && !path.isEmpty && !path.hasPrefix("/")
        ? Shown.quoted("/" + path) : nil)
    return "/"
  }

  /// The most characters of a path; servers commonly take request lines of 8 KiB.
  private static let pathLengthLimit = 2_000

  private func decodeRecording(_ field: JSON5Field) -> Recording {
    let expected = "a recording: lines of \"milliseconds bytes\""
    guard let (path, bytes) = contents(of: field, expected: expected) else {
      return Recording(pieces: [])
    }
    do throws(Recording.ReadError) {
      return try Recording(reading: bytes)
    } catch {
      field.reportMismatch(
        found: "\(Shown.path(path)), whose line \(error.line) \(error.problem)",
        expected: expected)
      return Recording(pieces: [])
    }
  }
}
