/// How a record is written as an object: one table for reader, writer, schema and page.
struct RecordForm<Record: Sendable>: Sendable {
  /// What holds where a key is left out.
  let blank: Record
  let members: [MemberForm<Record>]
  let shape: ObjectShape

  /// - Parameter kind: what messages call it: `a client`.
  init(_ kind: String, _ meaning: String, blank: Record, _ members: [MemberForm<Record>]) {
    self.blank = blank
    self.members = members
    shape = ObjectShape(kind: kind, meaning: meaning, keys: members.map { $0.shape(blank) })
  }

  func read(_ field: JSON5Field, _ reader: ScenarioReader, into blank: Record? = nil) -> Record {
    field.object(as: shape) { object in
      var record = blank ?? self.blank
      readMembers(&object, reader, into: &record)
      return record
    }
  }

  /// Reads the members out of an object that may have others too.
  func readMembers(
    _ object: inout JSON5ObjectDecoder, _ reader: ScenarioReader, into record: inout Record
  ) {
    for member in members {
      if member.isRequired {
        member.read(object.required(member.name), reader, &record)
      } else if let field = object.optional(member.name) {
        member.read(field, reader, &record)
      }
    }
  }

  /// The members that differ from what holds without them.
  func written(_ record: Record, unlike blank: Record? = nil) -> JSON5Object {
    var object = JSON5Object()
    for member in members {
      if let value = member.write(record, blank ?? self.blank) { object[member.name] = value }
    }
    return object
  }

  /// The form of the whole record as a value.
  var value: ValueForm<Record> {
    ValueForm(
      shape: .object(shape), read: { read($0, $1) },
      write: { JSON5Value(.object(written($0))) })
  }

  /// The record, or `"off"` for none.
  var orOff: ValueForm<Record?> {
    ValueForm<Record?>(
      shape: .either([.choice(["off"]), .object(shape)]),
      read: { field, reader in
        switch field.value?.content {
        case .object, nil: return read(field, reader)
        case .string("off"): return .none
        case .null, .bool, .number, .string, .array:
          field.reportMismatch(expected: "\"off\", or \(shape.kind), an object in braces")
          return .none
        }
      },
      write: { $0.map(value.write) ?? "off" })
  }
}

/// A key of a record.
struct MemberForm<Record: Sendable>: Sendable {
  let name: String
  let isRequired: Bool
  let read: @Sendable (JSON5Field, ScenarioReader, inout Record) -> Void
  /// The value, or nil where it is left out; the second record is what holds without the key.
  let write: @Sendable (Record, Record) -> JSON5Value?
  let shape: @Sendable (_ blank: Record) -> KeyShape

  /// A key for one property.
  ///
  /// - Parameter standing: what holds without it, in words; by default the blank record's value.
  init<Value: Equatable>(
    _ name: String, _ property: any WritableKeyPath<Record, Value> & Sendable,
    _ form: ValueForm<Value>, isRequired: Bool = false, standing: String? = nil,
    _ meaning: String
  ) {
    self.name = name
    self.isRequired = isRequired
    read = { field, reader, record in record[keyPath: property] = form.read(field, reader) }
    write = { record, blank in
      let value = record[keyPath: property]
      // Not `nil` alone: a JSON5 value may be null too.
      guard isRequired || value != blank[keyPath: property] else { return .none }
      return .some(form.write(value))
    }
    shape = { blank in
      let usual = standing ?? "`\(JSON5Writer.line(of: form.write(blank[keyPath: property])))`"
      return KeyShape(name, form.shape, isRequired ? .required : .optional(usual), meaning)
    }
  }

  /// A key of its own kind.
  init(
    _ key: KeyShape,
    read: @escaping @Sendable (JSON5Field, ScenarioReader, inout Record) -> Void,
    write: @escaping @Sendable (Record, Record) -> JSON5Value?
  ) {
    name = key.name
    isRequired = key.presence == .required
    self.read = read
    self.write = write
    shape = { _ in key }
  }
}
