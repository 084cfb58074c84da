/// The 61 fields that every decoder knows, RFC 7541 appendix A; indices begin at 1.
struct HPACKStaticTable: Sendable {
  static let standard = HPACKStaticTable()
  static let count = 61

  private let fields: HPACKFieldStore

  private init() {
    var fields = HPACKFieldStore()
    for (name, value) in Self.standardFields {
      name.withUTF8Buffer { name in
        value.withUTF8Buffer { value in fields.append(name: name.span, value: value.span) }
      }
    }
    precondition(fields.count == Self.count, "the static table has \(fields.count) entries")
    self.fields = fields
  }

  func withField<Result>(
    _ index: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Result
  ) -> Result {
    fields.withField(index - 1, body)
  }

  /// The lowest index of a field with this name, and whether a field with this value as well was
  /// found, whose index is then given.
  func find(name: Span<UInt8>, value: Span<UInt8>) -> (index: Int, isWhole: Bool)? {
    var named: Int?
    for place in 0..<fields.count {
      switch fields.compare(place, name: name, value: value) {
      case .differs: if named != nil { return named.map { ($0, false) } }
      case .sameName: named = named ?? place + 1
      case .same: return (place + 1, true)
      }
    }
    return named.map { ($0, false) }
  }

  private static let standardFields: [(name: StaticString, value: StaticString)] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
  ]
}
