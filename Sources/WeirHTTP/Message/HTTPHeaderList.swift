internal import WeirPrimitives

/// One header or trailer field, as slices of the list it was read from.
public struct HTTPHeaderField: Sendable, Hashable {
  public let name: ArraySlice<UInt8>
  public let value: ArraySlice<UInt8>
}

/// The fields of a header or trailer section, in the order of the wire, duplicates kept.
///
/// All names and values share one buffer, so that a list which is emptied and filled again
/// allocates nothing. Names keep the case they arrived in and are found in any case.
public struct HTTPHeaderList: Sendable, Equatable {
  /// Where a field lies in `bytes`; the value begins where the name ends.
  private struct Extent: Sendable, Equatable {
    var nameStart: UInt32
    var valueStart: UInt32
    var end: UInt32
  }

  private var bytes: [UInt8] = []
  private var extents: [Extent] = []

  public init() {}

  /// Appends a field; both parts must be legal, which ``isName(_:)`` and ``isValue(_:)`` tell.
  public mutating func append(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    precondition(Self.isName(name), "a field name is empty or holds a byte that is no tchar")
    precondition(Self.isValue(value), "a field value holds a control or begins or ends blank")
    appendParts(of: name, name: 0..<name.count, then: value, value: 0..<value.count)
  }

  public mutating func append(_ name: StaticString, _ value: Span<UInt8>) {
    name.withUTF8Buffer { append($0.span, value) }
  }

  public mutating func append(_ name: StaticString, _ value: StaticString) {
    value.withUTF8Buffer { append(name, $0.span) }
  }

  public mutating func append(_ name: StaticString, decimal value: UInt64) {
    var digits: [UInt8] = []
    digits.appendDecimal(value)
    append(name, digits.span)
  }

  /// Empties the list.
  public mutating func removeAll(keepingCapacity: Bool) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    extents.removeAll(keepingCapacity: keepingCapacity)
  }

  /// Whether the bytes are a field name, RFC 9110 section 5.1.
  public static func isName(_ bytes: Span<UInt8>) -> Bool {
    for index in 0..<bytes.count where !HTTPCharacter.isToken(bytes[index]) { return false }
    return !bytes.isEmpty
  }

  /// Whether the bytes are a field value, RFC 9110 section 5.5: no blank at either end.
  public static func isValue(_ bytes: Span<UInt8>) -> Bool {
    for index in 0..<bytes.count where !HTTPCharacter.isFieldValue(bytes[index]) { return false }
    return HTTPCharacter.trimmed(0..<bytes.count, in: bytes).count == bytes.count
  }

  /// Appends a field that lies in one line, whose parts were found legal by the caller.
  mutating func append(line: Span<UInt8>, name: Range<Int>, value: Range<Int>) {
    appendParts(of: line, name: name, then: line, value: value)
  }

  /// Appends a field whose parts were found legal by the caller.
  mutating func append(checked name: Span<UInt8>, checked value: Span<UInt8>) {
    appendParts(of: name, name: 0..<name.count, then: value, value: 0..<value.count)
  }

  /// Appends the field at an index to encoded output, without line end.
  func write(_ index: Int, to output: inout [UInt8]) {
    let extent = extents[index]
    bytes.withUnsafeBufferPointer {
      output.append(contentsOf: $0[Int(extent.nameStart)..<Int(extent.valueStart)])
      output.append(": ")
      output.append(contentsOf: $0[Int(extent.valueStart)..<Int(extent.end)])
    }
  }

  /// Lends name and value of the field at an index.
  func withField<Result, Failure: Error>(
    _ index: Int,
    _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let extent = extents[index]
    let all = bytes.span
    return try body(
      all.extracting(Int(extent.nameStart)..<Int(extent.valueStart)),
      all.extracting(Int(extent.valueStart)..<Int(extent.end)))
  }

  private mutating func appendParts(
    of first: Span<UInt8>, name: Range<Int>, then second: Span<UInt8>, value: Range<Int>
  ) {
    let nameStart = bytes.count
    first.extracting(name).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    let valueStart = bytes.count
    second.extracting(value).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    precondition(bytes.count <= Int(UInt32.max), "a header list of \(bytes.count) bytes")
    extents.append(
      Extent(
        nameStart: UInt32(nameStart), valueStart: UInt32(valueStart), end: UInt32(bytes.count)))
  }
}

extension HTTPHeaderList: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { extents.count }

  public subscript(index: Int) -> HTTPHeaderField {
    let extent = extents[index]
    return HTTPHeaderField(
      name: bytes[Int(extent.nameStart)..<Int(extent.valueStart)],
      value: bytes[Int(extent.valueStart)..<Int(extent.end)])
  }
}
