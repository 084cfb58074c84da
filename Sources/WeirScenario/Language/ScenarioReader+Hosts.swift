internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeHosts(_ field: JSON5Field) -> [HostPlan] {
    field.object(as: "the hosts") { hosts in
      hosts.entries().map { entry in
        check(entry)
        return ScenarioCatalogue.host.read(entry.field, self, into: HostPlan(entry.key))
      }
    }
  }

  /// `"none"`, `"log"` or `{ ring: 64 }`.
  func decodeHistory(_ field: JSON5Field) -> HistoryPolicy {
    switch field.value?.content {
    case .object:
      return field.object(as: ScenarioCatalogue.ring) { object in
        .ring(object.required("ring").integer(in: ScenarioCatalogue.ringSizes))
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
    time(field, or: "off", from: .nanoseconds(1))
  }

  /// A time, or a word for none.
  func time(_ field: JSON5Field, or word: String, from least: TimeSpan) -> TimeSpan? {
    if case .string(let text)? = field.value?.content, !(text.first?.isNumber ?? false) {
      if text == word { return nil }
      field.reportMismatch(
        expected: "a time with a unit, such as \"5s\", or \(Shown.quoted(word))",
        suggestion: nearest(to: text, among: [word]).map { Shown.quoted($0) })
      return nil
    }
    return field.timeSpan(in: least...Self.longestRun)
  }

  /// A number of bytes above zero, or `"off"`.
  func sizeOrOff(_ field: JSON5Field) -> ByteCount? {
    if case .string(let text)? = field.value?.content, !(text.first?.isNumber ?? false) {
      if text == "off" { return nil }
      field.reportMismatch(
        expected: "a number of bytes, such as \"64MiB\", or \"off\"",
        suggestion: nearest(to: text, among: ["off"]).map { Shown.quoted($0) })
      return nil
    }
    return field.byteCount(in: .bytes(1)...ByteCount(bytes: .max))
  }
}
