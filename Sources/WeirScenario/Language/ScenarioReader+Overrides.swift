extension ScenarioReader {
  /// Applies the overrides of a variant.
  func apply(_ overrides: JSON5Value, to tree: inout JSON5Value) {
    guard let object = overrides.object else { return }  // reported where variants are decoded
    for member in object.members {
      set(member.value, at: member.key, pathSpan: member.keySpan, in: &tree)
    }
  }

  /// Applies `PATH=VALUE`; the value is JSON5 or, failing that, a text.
  mutating func apply(_ setting: String, to tree: inout JSON5Value) {
    let span = argument("--set", setting).span
    guard let equals = setting.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      diagnostics.report(
        at: span, found: Shown.quoted(setting),
        expected: "PATH=VALUE, such as radio.delay=120ms")
      return
    }
    let offset = UInt32(setting.utf8.distance(from: setting.startIndex, to: equals))
    let pathSpan = SourceSpan(file: span.file, start: 0, end: offset)
    let valueSpan = SourceSpan(file: span.file, start: offset + 1, end: span.end)
    let text = String(setting[setting.utf8.index(after: equals)...])
    guard let value = value(text, span: valueSpan) else { return }
    set(value, at: String(setting[..<equals]), pathSpan: pathSpan, in: &tree)
  }

  /// Reads the value of a setting; nil after reporting why it is none.
  private func value(_ text: String, span: SourceSpan) -> JSON5Value? {
    // Spaces in place of the path keep every span of the value where it stands in the setting.
    let padding = String(repeating: " ", count: Int(span.start))
    let file = SourceFile(id: span.file, name: "--set", text: padding + text)
    do throws(SourceError) {
      return try JSON5Reader.read(file)
    } catch {
      // A bare word such as `off` or `12Mbit/s` is a text; what has brackets or quotes is not.
      guard let first = text.utf8.first(where: { $0 != UInt8(ascii: " ") }),
        "{[\"'".utf8.contains(first)
      else { return JSON5Value(.string(text), span: span) }
      diagnostics.report(error, in: file)
      return nil
    }
  }

  private func set(
    _ value: JSON5Value, at path: String, pathSpan: SourceSpan, in tree: inout JSON5Value
  ) {
    guard let steps = ParameterPath(path) else {
      diagnostics.report(
        at: pathSpan, found: "the path \(Shown.quoted(path))",
        expected: "names joined by dots, such as radio.delay or workload[0].chat.tokens")
      return
    }
    if let problem = tree.set(value, at: steps, pathSpan: pathSpan) {
      diagnostics.report(
        at: pathSpan, found: problem.found, expected: problem.expected,
        suggestion: problem.suggestion)
    }
  }
}
