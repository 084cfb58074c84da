/// A value of a JSON5 document, with the place where it stands.
///
/// Two values are equal when their contents are, wherever they stand.
public struct JSON5Value: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSON5Number)
    case string(String)
    case array([JSON5Value])
    case object(JSON5Object)
  }

  public var content: Content
  /// From the first byte of the value to behind its last.
  public var span: SourceSpan

  public init(_ content: Content, span: SourceSpan = .none) {
    self.content = content
    self.span = span
  }

  public static func == (left: JSON5Value, right: JSON5Value) -> Bool {
    left.content == right.content
  }
}

/// The members of an object, in the order in which they are written; no key comes twice.
///
/// Keys are compared as Swift compares strings, so two spellings of one accented letter are the
/// same key.
public struct JSON5Object: Sendable, Equatable {
  public private(set) var members: [JSON5Member] = []

  public init() {}

  /// Takes members whose keys the reader has found to differ.
  init(distinct members: [JSON5Member]) {
    self.members = members
  }

  /// Appends a member whose key is not there yet.
  mutating func append(_ member: JSON5Member) {
    precondition(self.member(member.key) == nil, "a key comes twice: \(member.key)")
    members.append(member)
  }

  /// Returns the member with a key, or nil.
  ///
  /// Complexity: linear in the number of members.
  public func member(_ key: String) -> JSON5Member? { members.first { $0.key == key } }

  /// The value of a key; setting it replaces the member where it is, or appends one.
  public subscript(key: String) -> JSON5Value? {
    get { member(key)?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(JSON5Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }
}

/// A key and its value.
public struct JSON5Member: Sendable, Equatable {
  public var key: String
  public var keySpan: SourceSpan
  public var value: JSON5Value

  public init(key: String, keySpan: SourceSpan = .none, value: JSON5Value) {
    self.key = key
    self.keySpan = keySpan
    self.value = value
  }

  public static func == (left: JSON5Member, right: JSON5Member) -> Bool {
    left.key == right.key && left.value == right.value
  }
}

extension JSON5Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral text: String) { self.init(.string(text)) }
  public init(integerLiteral number: Int64) { self.init(.number(JSON5Number(number))) }
  public init(booleanLiteral truth: Bool) { self.init(.bool(truth)) }
  public init(nilLiteral: ()) { self.init(.null) }
  public init(arrayLiteral elements: JSON5Value...) { self.init(.array(elements)) }
  /// Keeps the order of the literal; of a repeated key, the last value counts.
  public init(dictionaryLiteral members: (String, JSON5Value)...) {
    var object = JSON5Object()
    for (key, value) in members { object[key] = value }
    self.init(.object(object))
  }
}
