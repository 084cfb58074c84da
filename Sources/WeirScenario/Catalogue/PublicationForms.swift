internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// What is published, and on which topic.
struct Publication: Sendable {
  var topic: String
  var script: EventScript
}

extension ScenarioCatalogue {
  static let publication = ValueForm<Publication>(
    shape: .object(publicationShape), read: { field, reader in readPublication(field, reader) },
    write: { JSON5Value(.object(written($0))) })

  private static let scripts = ["count", "texts", "stream"]
  private static let pace = TimeSpan.nanoseconds(1)...ScenarioReader.longestRun

  private static let publicationShape = ObjectShape(
    kind: "a publication",
    meaning: "Events on a topic, which goes on for ever: made up, of given texts, or as bytes.",
    keys: [
      KeyShape("to", .path, .required, "The topic."),
      KeyShape("count", .whole(eventCounts), "How many events, if they are made up."),
      KeyShape("texts", .list(.text, count: 1...Int.max), "The data of each event."),
      KeyShape(
        "stream", .list(.object(part.shape), count: 1...Int.max),
        "The event stream itself, right or wrong, and where its responses end."),
      KeyShape(
        "every", .time(pace), isConditional: true,
        "Of `count` and `texts`: from one event to the next."),
    ], oneOf: scripts)

  static let part = RecordForm(
    "a part of a stream", "Bytes of an event stream as they stand on the wire.",
    blank: RawPart(at: .zero, bytes: []),
    [
      MemberForm(
        "at", \.at, .time(.zero...ScenarioReader.longestRun), isRequired: true,
        "When, from the beginning of the stream."),
      MemberForm(
        KeyShape("raw", .text, "The bytes, as text in UTF-8; `\\u0000` and the like are escapes."),
        read: { field, _, part in part.bytes = Array(field.string().utf8) },
        write: { part, _ in
          guard !part.bytes.isEmpty, let text = part.text else { return .none }
          return .some(JSON5Value(.string(text)))
        }),
      MemberForm(
        KeyShape(
          "hex", .word("pairs of hexadecimal digits: `ff fe`"), "The bytes, where they are no text."
        ),
        read: { field, _, part in readHex(field, into: &part) },
        write: { part, _ in part.text == nil ? .some(JSON5Value(.string(part.hex))) : .none }),
      MemberForm(
        "ends", \.ends, .truth, "Whether all responses that carry the stream end behind it."),
    ])

  private static func readHex(_ field: JSON5Field, into part: inout RawPart) {
    guard part.bytes.isEmpty else {
      return field.reportMismatch(found: "\"hex\" beside \"raw\"", expected: "one of them")
    }
    let text = field.string()
    guard case .string? = field.value?.content else { return }
    let digits = text.filter { $0 != " " }.map { $0.isASCII ? $0.hexDigitValue : nil }
    let nibbles = digits.compactMap(\.self)
    guard nibbles.count == digits.count, nibbles.count.isMultiple(of: 2) else {
      return field.reportMismatch(expected: "pairs of hexadecimal digits, such as \"ff fe 0a\"")
    }
    part.bytes = stride(from: 0, to: nibbles.count, by: 2).map {
      UInt8(nibbles[$0] << 4 | nibbles[$0 + 1])
    }
  }

  private static func readPublication(
    _ field: JSON5Field, _ reader: ScenarioReader
  ) -> Publication {
    field.object(as: publicationShape) { object in
      let topic = reader.decodePath(object.required("to"))
      object.requireOne(of: scripts, found: "a publication of nothing")
      let given = scripts.map { ($0, object.optional($0)) }
      let count = given[0].1
      let texts = given[1].1
      let stream = given[2].1
      let present = given.filter { $0.1 != nil }
      for second in present.dropFirst() {
        second.1?.reportMismatch(
          found: "\"\(second.0)\" beside \"\(present[0].0)\"", expected: "one of them")
      }
      if let stream, present.count == 1 {
        object.optional("every")?.reportMismatch(
          found: "\"every\" beside \"stream\"", expected: "\"at\" in each of its parts")
        return Publication(
          topic: topic, script: .raw(stream.array().map { part.read($0, reader) }))
      }
      let every =
        present.isEmpty
        ? object.optional("every")?.timeSpan(in: pace) ?? pace.lowerBound
        : object.required("every").timeSpan(in: pace)
      if let texts, count == nil {
        return Publication(
          topic: topic, script: .texts(texts.array().map { $0.string() }, every: every))
      }
      return Publication(
        topic: topic,
        script: .publications(count: count?.integer(in: eventCounts) ?? 1, every: every))
    }
  }

  private static func written(_ publication: Publication) -> JSON5Object {
    var object = JSON5Object()
    object["to"] = JSON5Value(.string(publication.topic))
    switch publication.script {
    case .publications(let count, let every):
      object["count"] = JSON5Value(integerLiteral: Int64(count))
      object["every"] = JSON5Value(.string(every.text))
    case .texts(let texts, let every):
      object["texts"] = JSON5Value(.array(texts.map { JSON5Value(.string($0)) }))
      object["every"] = JSON5Value(.string(every.text))
    case .raw(let parts):
      object["stream"] = JSON5Value(.array(parts.map { part.value.write($0) }))
    case .answer, .recording:
      preconditionFailure("a publication of an answer was refused before")
    }
    return object
  }
}

extension RawPart {
  /// The bytes as text; nil where they are none.
  fileprivate var text: String? {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.utf8.elementsEqual(bytes) ? text : nil
  }

  fileprivate var hex: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
