internal import WeirKernel
internal import WeirPrimitives

/// One stream of events at a server: an answer being generated, or a topic.
///
/// Generation does not depend on anybody being connected.
struct EventChannel: Sendable {
  /// What clients and the audit call it: the name of an answer, the path of a topic.
  let name: [UInt8]
  /// The path at which it is followed.
  let path: [UInt8]
  /// Its number in the audit.
  let stream: UInt32
  let startsAt: Instant
  private let script: EventScript
  private let stepCount: Int
  /// Its number among the server's raw streams; nil for one of events.
  let raw: UInt32?
  /// Whether it is a topic, which goes on for ever.
  let isTopic: Bool
  /// Draws the words of its events.
  private let words: DrawKey
  var history: EventHistory
  /// Events emitted so far; the number of the last one.
  private(set) var emitted: UInt32 = 0
  /// Events or, of a raw stream, parts that have come.
  private(set) var position = 0
  /// When the next of them is due; nil when none is to come.
  private(set) var nextDue: Instant?
  /// Exchanges that get what is emitted, in the order in which they came; ``Exchange/none`` where
  /// one left.
  var attached: [UInt32] = []
  var vacancies = 0
  /// Whether a crash took even its name.
  var isForgotten = false

  init(
    name: [UInt8], path: [UInt8], stream: UInt32, script: EventScript, startsAt: Instant,
    history: HistoryPolicy, words: DrawKey, raw: UInt32? = nil
  ) {
    self.name = name
    self.path = path
    self.stream = stream
    self.script = script
    self.startsAt = startsAt
    self.history = EventHistory(history)
    self.words = words
    self.raw = raw
    stepCount = script.eventCount
    isTopic = !script.ends
    nextDue = stepCount > 0 ? startsAt + script.due(0) : nil
  }

  /// Whether nothing will ever be emitted that a client could wait for.
  var isOver: Bool { !isTopic && nextDue == nil }

  // Mutating, like everything that is done for each event: a channel in an array is then used in
  // place, not copied.

  /// Appends the data of the next event and counts it; returns its type, nil for the default one.
  mutating func emitNext(to data: inout [UInt8]) -> StaticString? {
    let type = script.append(position, stream: name, words: words, to: &data)
    emitted += 1
    advance()
    return type
  }

  /// Counts the next part of a raw stream and so many events with it.
  mutating func emitPart(events count: Int) {
    emitted += UInt32(count)
    advance()
  }

  private mutating func advance() {
    position += 1
    nextDue = position < stepCount ? startsAt + script.due(position) : nil
  }

  /// The draw that decides the next event's word; nil for one that has none.
  mutating func nextDraw(owner: String) -> Draw? {
    script.wordNumber(position).map { number in
      Draw(words, owner: owner, purpose: String(decoding: name, as: UTF8.self), number: number)
    }
  }

  /// Ends an answer before its last event.
  mutating func breakOff() {
    precondition(!isTopic, "a topic goes on")
    nextDue = nil
  }
}
