internal import WeirPrimitives

/// How values of one type are written: what reads them, writes them and tells of them.
struct ValueForm<Value: Sendable>: Sendable {
  let shape: ValueShape
  let read: @Sendable (JSON5Field, ScenarioReader) -> Value
  let write: @Sendable (Value) -> JSON5Value

  /// The same where nothing may stand too; what is nothing is left out.
  var optional: ValueForm<Value?> {
    let (read, write) = (read, write)
    return ValueForm<Value?>(
      shape: shape, read: { read($0, $1) }, write: { $0.map(write) ?? JSON5Value(.null) })
  }

  /// The same for values that stand for these one to one.
  func mapped<Other>(
    _ make: @escaping @Sendable (Value) -> Other, from: @escaping @Sendable (Other) -> Value
  ) -> ValueForm<Other> {
    let (read, write) = (read, write)
    return ValueForm<Other>(
      shape: shape, read: { make(read($0, $1)) }, write: { write(from($0)) })
  }
}

extension ValueForm<TimeSpan> {
  static func time(_ range: ClosedRange<TimeSpan>) -> ValueForm {
    ValueForm(
      shape: .time(range), read: { field, _ in field.timeSpan(in: range) },
      write: { JSON5Value(.string($0.text)) })
  }
}

extension ValueForm<TimeSpan?> {
  /// A time above zero, or `"off"`.
  static let timeOrOff = ValueForm(
    shape: .either([.time(.nanoseconds(1)...ScenarioReader.longestRun), .choice(["off"])]),
    read: { field, reader in reader.timeOrOff(field) },
    write: { JSON5Value(.string($0?.text ?? "off")) })
}

extension ValueForm<Instant> {
  /// A time from the start of the run.
  static let instant = ValueForm<TimeSpan>.time(.zero...ScenarioReader.longestRun)
    .mapped({ .zero + $0 }, from: { $0.elapsed(since: .zero) })
}

extension ValueForm<Int> {
  static func whole(_ range: ClosedRange<Int>) -> ValueForm {
    ValueForm(
      shape: .whole(range), read: { field, _ in field.integer(in: range) },
      write: { JSON5Value(.number(JSON5Number(Int64($0)))) })
  }
}

extension ValueForm<Int?> {
  /// A whole number, or `"off"`.
  static func wholeOrOff(_ range: ClosedRange<Int>) -> ValueForm {
    ValueForm(
      shape: .either([.whole(range), .choice(["off"])]),
      read: { field, _ in
        if case .string("off")? = field.value?.content { return nil }
        if case .string? = field.value?.content {
          field.reportMismatch(
            expected:
              "a whole number between \(range.lowerBound) and \(range.upperBound), or \"off\"")
          return nil
        }
        return field.integer(in: range)
      },
      write: { $0.map { JSON5Value(.number(JSON5Number(Int64($0)))) } ?? "off" })
  }
}

extension ValueForm<Bool> {
  static let truth = ValueForm(
    shape: .truth, read: { field, _ in field.bool() }, write: { JSON5Value(.bool($0)) })

  /// One of two words, the first of which is false.
  static func words(_ no: String, _ yes: String) -> ValueForm {
    ValueForm(
      shape: .choice([no, yes]), read: { field, _ in field.oneOf([no, yes]) == yes },
      write: { JSON5Value(.string($0 ? yes : no)) })
  }
}

extension ValueForm<ByteCount> {
  static func size(_ range: ClosedRange<ByteCount>) -> ValueForm {
    ValueForm(
      shape: .size(range), read: { field, _ in field.byteCount(in: range) },
      write: { $0.written })
  }
}

extension ValueForm<ByteCount?> {
  /// A number of bytes above zero, or `"off"`.
  static let sizeOrOff = ValueForm(
    shape: .either([.size(.bytes(1)...ByteCount(bytes: .max)), .choice(["off"])]),
    read: { field, reader in reader.sizeOrOff(field) },
    write: { $0?.written ?? JSON5Value(.string("off")) })
}

extension ValueForm<UInt32> {
  /// A number of bytes that fits in 32 bits.
  static func bytes(_ range: ClosedRange<ByteCount>) -> ValueForm {
    ValueForm<ByteCount>.size(range).mapped(
      { UInt32($0.bytes) }, from: { ByteCount(bytes: Int64($0)) })
  }
}

extension ByteCount {
  /// A number where the text has no unit.
  var written: JSON5Value {
    text.allSatisfy(\.isNumber)
      ? JSON5Value(.number(JSON5Number(bytes))) : JSON5Value(.string(text))
  }
}

extension ValueForm<BitRate> {
  static let rate = ValueForm(
    shape: .rate, read: { field, _ in field.bitRate() },
    write: { JSON5Value(.string($0.text)) })
}

extension ValueForm<Ratio> {
  /// What has no exact text in per cent is refused before it is written.
  static let share = ValueForm(
    shape: .share, read: { field, _ in field.ratio() },
    write: { JSON5Value(.string($0.text ?? "\($0.numerator)/\($0.denominator)")) })
}

extension ValueForm<String> {
  static let text = ValueForm(
    shape: .text, read: { field, _ in field.string() }, write: { JSON5Value(.string($0)) })

  /// The name of a host, link or role; whether there is one is for the plan to say.
  static let name = ValueForm(
    shape: .name, read: { field, _ in field.string() }, write: { JSON5Value(.string($0)) })

  /// A text of some form that only the plan can check, in words.
  static func word(_ words: String) -> ValueForm {
    ValueForm(
      shape: .word(words), read: { field, _ in field.string() },
      write: { JSON5Value(.string($0)) })
  }

  static let path = ValueForm(
    shape: .path, read: { field, reader in reader.decodePath(field) },
    write: { JSON5Value(.string($0)) })
}

extension ValueForm<[String]> {
  static let names = ValueForm(
    shape: .list(.name, count: nil),
    read: { field, _ in field.array().map { $0.string() } },
    write: { names in JSON5Value(.array(names.map { JSON5Value(.string($0)) })) })
}

extension ValueForm {
  /// Any number of values of one form.
  static func list<Element>(_ element: ValueForm<Element>) -> ValueForm
  where Value == [Element] {
    ValueForm(
      shape: .list(element.shape, count: nil),
      read: { field, reader in field.array().map { element.read($0, reader) } },
      write: { JSON5Value(.array($0.map(element.write))) })
  }
}

extension ValueForm where Value: RawRepresentable<String> {
  /// Some cases of an enum, by their raw values; the placeholder is the first.
  static func choice(_ cases: [Value]) -> ValueForm {
    let names = cases.map(\.rawValue)
    return ValueForm(
      shape: .choice(names),
      read: { field, _ in
        let name = field.oneOf(names)
        return cases.first { $0.rawValue == name } ?? cases[0]
      },
      write: { JSON5Value(.string($0.rawValue)) })
  }
}

extension ValueForm where Value: RawRepresentable<String> & CaseIterable {
  static var choice: ValueForm { choice(Array(Value.allCases)) }
}
