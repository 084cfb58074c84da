/// The bounds of what the reader takes; beyond each there is one clear error.
public struct JSON5Limits: Sendable {
  /// The most bytes of a file.
  ///
  /// A scenario has a few thousand; 16 MiB leaves room for recordings.
  public var fileBytes: Int
  /// The most arrays and objects inside each other.
  public var depth: Int
  /// The most values of a file, members and elements included.
  public var values: Int
  /// The most UTF-8 bytes of one string or key, escapes resolved.
  public var stringBytes: Int
  /// The most characters of one number.
  public var numberBytes: Int

  /// The deepest nesting that ``depth`` may allow: the reader and the tree recurse that far.
  public static let greatestDepth = 256

  public init(
    fileBytes: Int = 16 << 20, depth: Int = 64, values: Int = 1_000_000,
    stringBytes: Int = 1 << 20, numberBytes: Int = 100
  ) {
    precondition(fileBytes < UInt32.max, "spans count bytes in 32 bits: \(fileBytes)")
    precondition(depth <= Self.greatestDepth, "nesting of \(depth) would exhaust the stack")
    self.fileBytes = fileBytes
    self.depth = depth
    self.values = values
    self.stringBytes = stringBytes
    self.numberBytes = numberBytes
  }

  public static let standard = JSON5Limits()
}
