/// What a server remembers of a stream, so that a client can resume.
public enum HistoryPolicy: Sendable, Equatable {
  /// Nothing: a client that was away has missed what was sent.
  case none
  /// The last so many events, in memory.
  case ring(Int)
  /// Everything, in storage that survives the process.
  case log
}

/// The encoded events, or raw parts, of one stream that can still be replayed.
struct EventHistory: Sendable {
  private struct Entry: Sendable {
    var number: UInt32
    var start: Int
    var length: Int
  }

  let policy: HistoryPolicy
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  private var head = 0

  init(_ policy: HistoryPolicy) { self.policy = policy }

  /// Bytes of events in memory, those not yet given up included.
  var heldBytes: Int { bytes.count }

  mutating func append(number: UInt32, _ event: Span<UInt8>) {
    if policy == .none { return }
    let start = bytes.count
    event.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    entries.append(Entry(number: number, start: start, length: event.count))
    if case .ring(let capacity) = policy {
      head = max(head, entries.count - max(capacity, 0))
      if head >= max(capacity, Self.smallestCut) { compact() }
    }
  }

  /// Calls `body` with each event after `number` that is still held, oldest first.
  func replay(after number: UInt32, _ body: (UInt32, Span<UInt8>) -> Void) {
    var index = head
    if head < entries.count, entries[head].number <= number {
      index += Int(number - entries[head].number) + 1
    }
    while index < entries.count {
      let entry = entries[index]
      body(entry.number, bytes.span.extracting(entry.start..<entry.start + entry.length))
      index += 1
    }
  }

  /// Whether any event after `number` is still held.
  func holdsAny(after number: UInt32) -> Bool {
    guard head < entries.count, let last = entries.last else { return false }
    return last.number > number
  }

  /// The number of the oldest event held; nil where none is.
  var oldest: UInt32? { head < entries.count ? entries[head].number : nil }

  /// Whether an event is still held.
  func holds(_ number: UInt32) -> Bool {
    guard head < entries.count, let last = entries.last else { return false }
    return (entries[head].number...last.number).contains(number)
  }

  /// Fewer events than this are not worth moving the rest for.
  private static let smallestCut = 64

  /// Gives up the memory of events that are no longer held: at most once for each full ring.
  private mutating func compact() {
    let cut = head < entries.count ? entries[head].start : bytes.count
    bytes.removeSubrange(..<cut)
    entries.removeSubrange(..<head)
    for index in entries.indices { entries[index].start -= cut }
    head = 0
  }
}
