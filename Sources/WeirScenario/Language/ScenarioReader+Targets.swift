internal import WeirWorld

extension ScenarioReader {
  /// `radio`, `access.down`, `phone[7]`, `access[60%].up`.
  func decodeTarget(_ field: JSON5Field, form: FaultForm?) -> FaultTarget {
    let text = field.string()
    guard case .string? = field.value?.content else { return FaultTarget("") }
    guard let target = FaultTarget(reading: text) else {
      field.reportMismatch(
        found: "the target \(Shown.quoted(text))",
        expected: "a name or a role, with \"[7]\", \"[0..<300]\" or \"[60%]\" for some of "
          + "them, and \".up\" or \".down\" for one direction of a link")
      return FaultTarget("")
    }
    if target.direction != nil, let form, form.target != .links {
      var whole = target
      whole.direction = nil
      field.reportMismatch(
        found: "a direction for \(form.name)",
        expected: "\(form.target == .devices ? "a device" : "a server"), by name or role",
        suggestion: Shown.quoted(whole.text))
    }
    return target
  }
}

extension FaultTarget {
  /// Reads the text form; nil when it is none.
  init?(reading text: String) {
    let name = text.prefix { $0 != "[" && $0 != "." }
    var rest = text[name.endIndex...]
    guard ScenarioNames.isName(name) else { return nil }
    self.init(String(name))
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]"),
        let selection = Selection(String(rest[rest.index(after: rest.startIndex)..<end]))
      else { return nil }
      self.selection = selection
      rest = rest[rest.index(after: end)...]
    }
    if rest.isEmpty { return }
    guard rest.first == ".", let direction = Direction(rawValue: String(rest.dropFirst())) else {
      return nil
    }
    self.direction = direction
  }
}
