/// How the streams closed last came to their end, as far back as there is room.
///
/// What a frame on a closed stream means depends on it, RFC 9113 section 5.1. Of streams further
/// back nothing is known, and frames on them are taken for late ones.
struct HTTP2ClosedStreams: Sendable {
  enum Reason: UInt8, Sendable { case resetByUs, resetByPeer, ended }

  /// Streams remembered; 64 × 8 bytes is little beside one stream's window.
  static let capacity = 64

  private var recent: [(id: UInt32, reason: Reason)] = []
  private var oldest = 0
  /// The highest identifier that was dropped to make room.
  private(set) var forgottenUpTo: UInt32 = 0

  /// Notes how a stream ended, or that it ended again in another way.
  mutating func note(_ id: UInt32, _ reason: Reason) {
    if let index = recent.firstIndex(where: { $0.id == id }) {
      recent[index].reason = reason
      return
    }
    if recent.count < Self.capacity {
      recent.append((id, reason))
      return
    }
    forgottenUpTo = max(forgottenUpTo, recent[oldest].id)
    recent[oldest] = (id, reason)
    oldest = (oldest + 1) % Self.capacity
  }

  /// Returns how a stream ended; nil where that is not known.
  func reason(of id: UInt32) -> Reason? {
    for entry in recent where entry.id == id { return entry.reason }
    return nil
  }
}
