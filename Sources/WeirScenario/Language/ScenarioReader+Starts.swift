internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  /// `"6s"`, `{ between: ["6s", "10s"] }` or a position in a stream.
  func decodeStart(_ field: JSON5Field) -> FaultStart {
    guard case .object? = field.value?.content else {
      return .at(.zero + field.timeSpan(in: .zero...Self.longestRun))
    }
    return field.object(as: "the beginning of a fault") { object in
      let between = object.optional("between")
      let stream = object.optional("stream")
      let event = object.optional("event")
      let response = object.optional("response")
      let byte = object.optional("byte")
      if let between {
        for (key, other) in [
          ("stream", stream), ("event", event), ("response", response), ("byte", byte),
        ] {
          other?.reportMismatch(
            found: "\"\(key)\" beside \"between\"", expected: "instants or a position, not both")
        }
        return decodeRange(between)
      }
      object.requireOne(
        of: ["between", "stream"], found: "neither instants nor a position in a stream")
      if stream != nil {
        object.requireOne(of: ["event", "response"], found: "a position without a place")
      }
      if event != nil {
        response?.reportMismatch(
          found: "\"response\" beside \"event\"", expected: "one of them, counted from 1")
      }
      let place = UInt32((event ?? response)?.integer(in: 1...1_000_000_000) ?? 1)
      return .position(
        StreamPosition(
          stream: stream.map { decodeStream($0) } ?? "",
          anchor: event != nil ? .event(place) : .response(place),
          byte: UInt32(byte?.integer(in: 0...1_000_000_000) ?? 0)))
    }
  }

  /// `chat`, or the path of a topic.
  private func decodeStream(_ field: JSON5Field) -> String {
    let stream = field.string()
    if case .string? = field.value?.content, stream != "chat", !stream.hasPrefix("/") {
      field.reportMismatch(
        expected: "\"chat\" or the path of a topic",
        suggestion: nearest(to: stream, among: ["chat", "/" + stream]).map { Shown.quoted($0) })
    }
    return stream
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
