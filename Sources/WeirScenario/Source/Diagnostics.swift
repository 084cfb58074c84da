/// The files of one reading and everything found wrong in them.
///
/// A class, because the decoders of nested objects all report into the same one. It is used by one
/// thread, as reading is.
public final class Diagnostics {
  /// The most errors that are kept; the rest are only counted.
  public static let errorLimit = 100

  private var files: [SourceFile] = []
  private var entries: [(file: UInt32, offset: UInt32, error: SourceError)] = []
  /// How many errors came after the first ``errorLimit``.
  public private(set) var omittedCount = 0

  public init() {}

  /// Whether nothing is wrong so far.
  public var isEmpty: Bool { entries.isEmpty }

  /// The errors in the order of the files and of the places in them.
  public var errors: [SourceError] {
    let sorted = entries.indices.sorted { left, right in
      let (one, other) = (entries[left], entries[right])
      return (one.file, one.offset, UInt32(left)) < (other.file, other.offset, UInt32(right))
    }
    return sorted.map { entries[$0].error }
  }

  /// Gives the bytes the next file number.
  public func addFile(name: String, bytes: [UInt8]) -> SourceFile {
    let file = SourceFile(id: UInt32(files.count), name: name, bytes: bytes)
    files.append(file)
    return file
  }

  /// Reads a file as JSON5; returns nil after reporting why it is none.
  public func read(
    name: String, bytes: [UInt8], limits: JSON5Limits = .standard
  ) -> JSON5Value? {
    let file = addFile(name: name, bytes: bytes)
    do throws(SourceError) {
      return try JSON5Reader.read(file, limits: limits)
    } catch {
      if canAppend() { entries.append((file.id, 0, error)) }
      return nil
    }
  }

  /// Reports what is wrong at the start of a span.
  public func report(
    at span: SourceSpan, found: String, expected: String, suggestion: String? = nil
  ) {
    guard canAppend() else { return }
    let place = describe(span)
    let error = SourceError(
      file: place.name, position: place.position, found: found, expected: expected,
      suggestion: suggestion)
    entries.append((span.file, span.start, error))
  }

  /// Returns the file with the number that spans give, or nil.
  public func file(_ id: UInt32) -> SourceFile? {
    Int(id) < files.count ? files[Int(id)] : nil
  }

  private func describe(_ span: SourceSpan) -> (name: String, position: SourcePosition) {
    guard let file = file(span.file) else {
      return ("(built in code)", SourcePosition(line: 1, column: 1))
    }
    return (file.name, file.position(at: Int(span.start)))
  }

  /// Counts an error that is one too many before anything is spent on its message.
  private func canAppend() -> Bool {
    if entries.count < Self.errorLimit { return true }
    omittedCount += 1
    return false
  }
}
