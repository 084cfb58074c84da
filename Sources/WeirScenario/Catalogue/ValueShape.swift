internal import WeirPrimitives

/// What may stand behind a key, as far as one value can tell: for schemas and for people.
indirect enum ValueShape: Sendable {
  /// Any text.
  case text
  /// A text of some form that only the reader knows, in words: `a target`.
  case word(String)
  /// A name, as hosts, links and roles bear it.
  case name
  /// A path of requests: `/api/events`.
  case path
  /// The name of a file of some kind: `a fault profile`.
  case file(String)
  case truth
  case whole(ClosedRange<Int>)
  case time(ClosedRange<TimeSpan>)
  case rate
  case size(ClosedRange<ByteCount>)
  case share
  case choice([String])
  /// `{}`, for what has no settings.
  case nothing
  case object(ObjectShape)
  /// An object whose keys are names that the author chose.
  case named(String, ValueShape)
  /// An object whose keys are paths, with any values.
  case overrides
  case list(ValueShape, count: ClosedRange<Int>?)
  case either([ValueShape])

  /// What it is in words, with its range: `a time, "0s" to "1h"`.
  var words: String {
    switch self {
    case .text: return "a text"
    case .word(let words): return words
    case .name: return "a name"
    case .path: return "a path of requests"
    case .file(let kind): return "the name of a file: \(kind)"
    case .truth: return "`true` or `false`"
    case .whole(let range): return "a whole number, \(range.lowerBound) to \(range.upperBound)"
    case .time(let range):
      return "a time, `\(range.lowerBound.boundText)` to `\(range.upperBound.boundText)`"
    case .rate: return "a rate such as `12Mbit/s`"
    case .size(let range):
      return range.lowerBound == .zero ? "a size" : "a size, \(range.lowerBound.text) or more"
    case .share: return "a share, `0%` to `100%`"
    case .choice(let names): return names.map { "`\"\($0)\"`" }.joined(separator: ", ")
    case .nothing: return "`{}`"
    case .object(let shape): return shape.kind
    case .named(let key, let value): return "names of \(key), each with \(value.words)"
    case .overrides: return "paths, each with a value"
    case .list(let element, let count):
      if let count, count.lowerBound == count.upperBound {
        return "a list of \(count.lowerBound): \(element.words)"
      }
      return "a list: \(element.words)"
    case .either(let shapes): return shapes.map(\.words).joined(separator: " or ")
    }
  }

  /// The objects with keys of their own that may stand here, outermost first.
  var objects: [ObjectShape] {
    switch self {
    case .object(let shape): [shape]
    case .named(_, let value), .list(let value, _): value.objects
    case .either(let shapes): shapes.flatMap(\.objects)
    case .text, .word, .name, .path, .file, .truth, .whole, .time, .rate, .size, .share, .choice,
      .nothing, .overrides:
      []
    }
  }
}

/// The keys that an object of some kind may have: what the reader asks for and no other.
struct ObjectShape: Sendable {
  /// What messages call it: `a client`.
  let kind: String
  /// What it is, in a sentence or two.
  let meaning: String
  let keys: [KeyShape]
  /// Keys of which one must be there.
  var oneOf: [String] = []

  func has(_ key: String) -> Bool { keys.contains { $0.name == key } }

  /// This shape and all below it, each kind once, outermost first.
  var all: [ObjectShape] {
    var found = [self]
    for key in keys {
      for shape in key.value.objects.flatMap(\.all)
      where !found.contains(where: { $0.kind == shape.kind }) {
        found.append(shape)
      }
    }
    return found
  }
}

/// A key of an object.
struct KeyShape: Sendable {
  enum Presence: Sendable, Equatable {
    case required
    /// What holds without the key, in words or as it would be written; nil where nothing does.
    case optional(String?)
  }

  let name: String
  let value: ValueShape
  let presence: Presence
  /// What it means, in a sentence.
  let meaning: String
  /// Whether only some objects of the kind have it.
  var isConditional = false

  init(
    _ name: String, _ value: ValueShape, _ presence: Presence, isConditional: Bool = false,
    _ meaning: String
  ) {
    self.name = name
    self.value = value
    self.presence = presence
    self.meaning = meaning
    self.isConditional = isConditional
  }

  /// A key without which nothing holds in its place.
  init(
    _ name: String, _ value: ValueShape, isConditional: Bool = false, _ meaning: String
  ) {
    self.init(name, value, .optional(nil), isConditional: isConditional, meaning)
  }
}
