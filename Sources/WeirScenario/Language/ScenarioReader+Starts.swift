internal import WeirAudit
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// `"6s"`, `{ between: ["6s", "10s"] }` or a position in a stream.
  func decodeStart(_ field: JSON5Field) -> FaultStart {
    guard case .object? = field.value?.content else {
      return .at(.zero + field.timeSpan(in: .zero...Self.longestRun))
    }
    return field.object(as: ScenarioCatalogue.start) { object in
      let keys = StartKeys(&object)
      guard let between = keys.between else { return decodePosition(keys, &object) }
      if isPlace(between) { return decodePlace(between, keys, &object) }
      for (key, other) in keys.others {
        other?.reportMismatch(
          found: "\"\(key)\" beside \"between\"", expected: "instants or a position, not both")
      }
      return decodeRange(between)
    }
  }

  /// The keys that say where a fault begins.
  private struct StartKeys {
    let between, stream, event, response, byte, line: JSON5Field?

    init(_ object: inout JSON5ObjectDecoder) {
      between = object.optional("between")
      stream = object.optional("stream")
      event = object.optional("event")
      response = object.optional("response")
      byte = object.optional("byte")
      line = object.optional("line")
    }

    var others: [(key: String, field: JSON5Field?)] {
      [
        ("stream", stream), ("event", event), ("response", response), ("byte", byte),
        ("line", line),
      ]
    }
  }

  /// A position, `{ stream: "chat", event: 7, byte: 3 }`.
  private func decodePosition(
    _ keys: StartKeys, _ object: inout JSON5ObjectDecoder
  ) -> FaultStart {
    object.requireOne(
      of: ["between", "stream"], found: "neither instants nor a position in a stream")
    if keys.stream != nil {
      object.requireOne(of: ["event", "response"], found: "a position without a place")
    }
    if keys.event != nil {
      keys.response?.reportMismatch(
        found: "\"response\" beside \"event\"", expected: "one of them, counted from 1")
    }
    keys.line?.reportMismatch(
      found: "\"line\" without \"between\"", expected: "between: [\"CR\", \"LF\"] beside it")
    let place = UInt32((keys.event ?? keys.response)?.integer(in: ScenarioCatalogue.numbers) ?? 1)
    return .position(
      StreamPosition(
        stream: keys.stream.map { decodeStream($0) } ?? "",
        anchor: keys.event != nil ? .event(place) : .response(place),
        byte: UInt32(keys.byte?.integer(in: ScenarioCatalogue.byteOffsets) ?? 0)))
  }

  /// Whether `between` names bytes, as in `["CR", "LF"]`, and no instants.
  private func isPlace(_ between: JSON5Field) -> Bool {
    guard case .array(let elements)? = between.value?.content,
      case .string(let first)? = elements.first?.content
    else { return false }
    return first.first?.isLetter ?? false
  }

  /// A place, `{ stream: "chat", event: 7, between: ["CR", "LF"], line: 2 }`.
  private func decodePlace(
    _ between: JSON5Field, _ keys: StartKeys, _ object: inout JSON5ObjectDecoder
  ) -> FaultStart {
    let names = between.array().map { $0.string() }
    if names != ["CR", "LF"] {
      let isNearly = names.map { $0.uppercased() }.sorted() == ["CR", "LF"]
      between.reportMismatch(
        found: "a place between \(names.map { Shown.quoted($0) }.joined(separator: " and "))",
        expected: "[\"CR\", \"LF\"], or two instants",
        suggestion: isNearly ? "[\"CR\", \"LF\"]" : nil)
    }
    if keys.stream == nil || keys.event == nil {
      object.requireOne(of: ["stream"], found: "a place without a stream")
      object.requireOne(of: ["event"], found: "a place without an event")
    }
    for (key, other) in [("response", keys.response), ("byte", keys.byte)] {
      other?.reportMismatch(
        found: "\"\(key)\" beside \"between\"", expected: "an event and, if need be, a line of it")
    }
    let event = UInt32(keys.event?.integer(in: ScenarioCatalogue.numbers) ?? 1)
    let line = UInt32(keys.line?.integer(in: ScenarioCatalogue.repetitions) ?? 1)
    return .position(
      StreamPosition(
        stream: keys.stream.map { decodeStream($0) } ?? "",
        anchor: .lineEnd(event: event, line: line), byte: 0))
  }

  /// `chat`, or the path of a topic.
  func decodeStream(_ field: JSON5Field) -> String {
    decodePurpose(field, beside: [], expected: "\"chat\" or the path of a topic")
  }

  /// What a stream is kept apart from: `chat`, a path, or `faults`.
  func decodeLoad(_ field: JSON5Field) -> String {
    decodePurpose(
      field, beside: [RunExpectation.faultsAsLoad], expected: "\"chat\", \"faults\" or a path")
  }

  private func decodePurpose(
    _ field: JSON5Field, beside words: [String], expected: String
  ) -> String {
    let words = ["chat"] + words
    let purpose = field.string()
    if case .string? = field.value?.content, !words.contains(purpose), !purpose.hasPrefix("/") {
      field.reportMismatch(
        expected: expected,
        suggestion: nearest(to: purpose, among: words + ["/" + purpose]).map { Shown.quoted($0) })
    }
    return purpose
  }

  private func decodeRange(_ field: JSON5Field) -> FaultStart {
    let elements = field.array()
    let ends = elements.map { $0.timeSpan(in: .zero...Self.longestRun) }
    guard case .array? = field.value?.content else { return .at(.zero) }
    guard ends.count == 2 else {
      field.reportMismatch(
        found: "\(ends.count) \(ends.count == 1 ? "instant" : "instants")",
        expected: "two, the earlier first")
      return .at(.zero)
    }
    guard ends[0] <= ends[1] else {
      if !diagnostics.hasError(in: field.span) {
        field.reportMismatch(
          found: "instants that go back from \(ends[0]) to \(ends[1])",
          expected: "the earlier first")
      }
      return .at(.zero)
    }
    return .drawn((.zero + ends[0])...(.zero + ends[1]))
  }
}
