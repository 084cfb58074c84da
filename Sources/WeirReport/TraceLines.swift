internal import WeirKernel
internal import WeirPrimitives
internal import WeirScenario

extension TraceRecord {
  /// The record as one JSON object on one line.
  public var line: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("at", at)
      object.member("kind", kind)
      object.key("cause")
      if let cause { object.value(cause) } else { object.null() }
      for member in members {
        object.key(member.name)
        switch member.value {
        case .number(let number): object.value(number)
        case .text(let text): object.value(text)
        case .nothing: object.null()
        }
      }
    }
    return writer.text
  }

  /// Reads a line back; nil when it is no line of a trace.
  public init?(line: String) {
    let file = SourceFile(name: "trace", text: line)
    guard let value = try? JSON5Reader.read(file), case .object(let object) = value.content,
      case .number(let number)? = object["at"]?.content, let at = number.asInteger,
      case .string(let kind)? = object["kind"]?.content
    else { return nil }
    self.at = at
    self.kind = kind
    if case .number(let cause)? = object["cause"]?.content {
      self.cause = cause.asInteger
    } else {
      cause = nil
    }
    var members: [Member] = []
    for member in object.members where !["at", "kind", "cause"].contains(member.key) {
      guard let value = Value(member.value) else { return nil }
      members.append(Member(name: member.key, value: value))
    }
    self.members = members
  }
}

extension TraceRecord.Value {
  fileprivate init?(_ value: JSON5Value) {
    switch value.content {
    case .string(let text): self = .text(text)
    case .null: self = .nothing
    case .number(let number):
      guard let integer = number.asInteger else { return nil }
      self = .number(integer)
    case .bool, .array, .object: return nil
    }
  }
}
