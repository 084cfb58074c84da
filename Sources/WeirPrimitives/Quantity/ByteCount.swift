/// A number of bytes; never negative.
public struct ByteCount: Sendable, Hashable, Comparable {
  public let bytes: Int64

  public init(bytes: Int64) {
    precondition(bytes >= 0, "a byte count is negative: \(bytes)")
    self.bytes = bytes
  }

  public static let zero = ByteCount(bytes: 0)
  public static func bytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count) }
  public static func kibibytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count << 10) }
  public static func mebibytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count << 20) }

  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}
