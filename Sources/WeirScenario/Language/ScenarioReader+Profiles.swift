internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// Reads a fault profile; its name is that of its file.
  mutating func decodeProfile(_ path: String) -> [FaultRule] {
    guard let tree = document(path) else { return [] }
    let name = Path.stem(of: path)
    return JSON5Field(document: tree, diagnostics: diagnostics).object(as: "a fault profile") {
      object in
      _ = object.required("title").string()
      _ = object.optional("about")?.string()
      return object.required("rules").array().enumerated().compactMap { number, element in
        element.object(as: "a rule") { decodeRule(&$0, profile: name, number: number) }
      }
    }
  }

  private func decodeRule(
    _ object: inout JSON5ObjectDecoder, profile: String, number: Int
  ) -> FaultRule {
    let kind = decodeKind(&object)
    let target = decodeTarget(object.required("on"))
    let at = object.required("at")
    let start = decodeStart(at)
    let duration = object.optional("for")
    let every = object.optional("every")
    let times = object.optional("times")
    var rule = FaultRule(
      profile: profile, number: number, kind, on: target, start: start,
      duration: duration?.timeSpan(in: .nanoseconds(1)...Self.longestRun),
      every: every?.timeSpan(in: .nanoseconds(1)...Self.longestRun))
    rule.times = UInt32(times?.integer(in: 1...1_000_000) ?? 1)
    reportConflicts(in: rule, at: at, duration: duration, every: every, times: times)
    return rule
  }

  private func decodeKind(_ object: inout JSON5ObjectDecoder) -> FaultKind {
    let name = object.required("fault").oneOf(FaultKind.names)
    switch name {
    case "blackhole": return .blackhole
    case "reset": return .reset
    case "server-crash": return .serverCrash
    case "drop-segment":
      return .dropSegment(UInt32(object.required("segment").integer(in: 1...1_000_000_000)))
    case "cut": return .cut(object.required("how").oneOf(CutAction.self))
    default: return .linkDown
    }
  }

  /// `radio`, `access.down`.
  private func decodeTarget(_ field: JSON5Field) -> FaultTarget {
    let text = field.string()
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let direction = parts.count == 2 ? FaultTarget.Direction(rawValue: String(parts[1])) : nil
    if field.value != nil,
      parts.count > 2 || parts.count == 2 && direction == nil
        || parts.first?.isEmpty ?? true
    {
      diagnostics.report(
        at: field.span, found: "the target \(Shown.quoted(text))",
        expected: "a name or a role, with \".up\" or \".down\" for one direction of a link")
    }
    return FaultTarget(parts.first.map(String.init) ?? "", direction: direction)
  }

  /// `"6s"`, `{ between: ["6s", "10s"] }` or a position in a stream.
  private func decodeStart(_ field: JSON5Field) -> FaultStart {
    guard case .object(let members)? = field.value?.content else {
      return .at(.zero + field.timeSpan(in: .zero...Self.longestRun))
    }
    return field.object(as: "when a fault begins") { object in
      if members["between"] != nil { return decodeRange(object.required("between")) }
      let stream = object.required("stream").string()
      let event = object.optional("event")
      let response = object.optional("response")
      let byte = object.optional("byte")?.integer(in: 0...1_000_000_000) ?? 0
      if (event == nil) == (response == nil) {
        diagnostics.report(
          at: field.span, found: "a position without a place",
          expected: "either \"event\" or \"response\", counted from 1")
      }
      let place = UInt32((event ?? response)?.integer(in: 1...1_000_000_000) ?? 1)
      return .position(
        StreamPosition(
          stream: stream, anchor: event != nil ? .event(place) : .response(place),
          byte: UInt32(byte)))
    }
  }

  private func decodeRange(_ field: JSON5Field) -> FaultStart {
    let ends = field.array().map { $0.timeSpan(in: .zero...Self.longestRun) }
    guard ends.count == 2, ends[0] <= ends[1] else {
      if field.value != nil {
        diagnostics.report(
          at: field.span, found: "a range of \(ends.count) instants that does not rise",
          expected: "two, the earlier first")
      }
      return .at(.zero)
    }
    return .drawn((.zero + ends[0])...(.zero + ends[1]))
  }

  /// Reports combinations that mean nothing.
  private func reportConflicts(
    in rule: FaultRule, at: JSON5Field, duration: JSON5Field?, every: JSON5Field?,
    times: JSON5Field?
  ) {
    var isPosition = false
    if case .position = rule.start { isPosition = true }
    switch rule.kind {
    case .cut:
      if !isPosition {
        diagnostics.report(
          at: at.span, found: "a cut by the clock",
          expected: "a position: { stream: \"chat\", event: 7, byte: 3 }")
      }
      if let duration {
        diagnostics.report(
          at: duration.span, found: "a cut that lasts", expected: "no \"for\"")
      }
    case .linkDown, .blackhole, .reset, .dropSegment, .serverCrash:
      if isPosition {
        diagnostics.report(
          at: at.span, found: "a position for \(rule.kind.name)",
          expected: "an instant; positions are for cuts")
      }
    }
    switch rule.kind {
    case .reset, .dropSegment:
      if let duration {
        diagnostics.report(
          at: duration.span, found: "a duration of something that is over at once",
          expected: "no \"for\"")
      }
    case .linkDown, .blackhole, .serverCrash, .cut: break
    }
    if let times, every == nil, !isPosition {
      diagnostics.report(
        at: times.span, found: "\"times\" without \"every\"", expected: "both, or neither")
    }
  }
}
