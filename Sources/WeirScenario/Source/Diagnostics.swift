/// The files of one reading and everything found wrong in them.
///
/// A class, because the decoders of nested objects all report into the same one. It is used by one
/// thread, as reading is.
public final class Diagnostics {
  /// The most errors that are kept; the rest are only counted.
  public static let errorLimit = 100

  private struct Entry {
    let file: UInt32
    let offset: UInt32
    let error: SourceError
  }

  private var files: [SourceFile] = []
  private var entries: [Entry] = []
  /// How many errors came after the first ``errorLimit``.
  public private(set) var omittedCount = 0

  public init() {}

  /// Whether nothing is wrong so far.
  public var isEmpty: Bool { entries.isEmpty }

  /// The errors in the order of the files and of the places in them.
  public var errors: [SourceError] { sorted.map(\.error) }

  /// The line that each error stands on, with a caret; parallel to ``errors``.
  public var excerpts: [String] {
    sorted.map { entry in file(entry.file)?.excerpt(at: entry.error.position) ?? "" }
  }

  private var sorted: [Entry] {
    entries.indices.sorted { left, right in
      let (one, other) = (entries[left], entries[right])
      return (one.file, one.offset, left) < (other.file, other.offset, right)
    }.map { entries[$0] }
  }

  /// Whether something is wrong at or within a span.
  func hasError(in span: SourceSpan) -> Bool {
    entries.contains { entry in
      entry.file == span.file
        && (entry.offset == span.start || span.start..<max(span.end, span.start) ~= entry.offset)
    }
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
      report(error, in: file)
      return nil
    }
  }

  /// Reports what is wrong at the start of a span.
  public func report(
    at span: SourceSpan, found: String, expected: String,
    suggestion: @autoclosure () -> String? = nil
  ) {
    guard canAppend() else { return }
    let place = describe(span)
    let error = SourceError(
      file: place.name, position: place.position, found: found, expected: expected,
      suggestion: suggestion())
    entries.append(Entry(file: span.file, offset: span.start, error: error))
  }

  /// Reports the one error that kept a file from being read.
  func report(_ error: SourceError, in file: SourceFile) {
    if canAppend() { entries.append(Entry(file: file.id, offset: 0, error: error)) }
  }

  /// Whether further errors would only be counted.
  var isFull: Bool { entries.count >= Self.errorLimit }

  /// Counts errors that are not worth telling one by one any more.
  func omit(_ count: Int) { omittedCount += count }

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
    if !isFull { return true }
    omittedCount += 1
    return false
  }
}
