/// The fields that both ends remember, newest first, RFC 7541 section 2.3.2.
struct HPACKDynamicTable: Sendable {
  /// What each entry counts beyond its name and value, section 4.1.
  static let overhead = 32
  /// The largest limit a table can be given, bytes.
  static let largestLimit: UInt32 = 1 << 30

  private var fields = HPACKFieldStore()
  /// Sum of the sizes of the entries.
  private(set) var size: UInt32 = 0
  private(set) var maximumSize: UInt32

  init(maximumSize: UInt32) {
    precondition(maximumSize <= Self.largestLimit, "a table of \(maximumSize) bytes")
    self.maximumSize = maximumSize
  }

  var count: Int { fields.count }

  /// Takes a new limit and evicts what exceeds it, section 4.3.
  mutating func resize(to limit: UInt32) {
    precondition(limit <= Self.largestLimit, "a table of \(limit) bytes")
    maximumSize = limit
    evict(until: Int(limit))
  }

  /// Whether a field of that many bytes fits in the empty table.
  func canHold(_ bytes: Int) -> Bool { bytes + Self.overhead <= Int(maximumSize) }

  /// Inserts a field; one that is larger than the table leaves it empty, section 4.4.
  mutating func insert(name: Span<UInt8>, value: Span<UInt8>) {
    let bytes = name.count + value.count
    guard canHold(bytes) else {
      evict(until: 0)
      return
    }
    evict(until: Int(maximumSize) - bytes - Self.overhead)
    fields.append(name: name, value: value)
    size += UInt32(bytes + Self.overhead)
  }

  /// Lends the entry at a place; the newest is at 0.
  func withField<Result>(
    _ place: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Result
  ) -> Result {
    fields.withField(fields.count - 1 - place, body)
  }

  /// The place of the newest entry with this name and value, or of the newest with this name.
  func find(name: Span<UInt8>, value: Span<UInt8>) -> (place: Int, isWhole: Bool)? {
    var named: Int?
    for place in 0..<fields.count {
      switch fields.compare(fields.count - 1 - place, name: name, value: value) {
      case .differs: continue
      case .sameName: named = named ?? place
      case .same: return (place, true)
      }
    }
    return named.map { ($0, false) }
  }

  private mutating func evict(until limit: Int) {
    while Int(size) > limit {
      size -= UInt32(fields.removeFirst() + Self.overhead)
    }
  }
}
