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
  let script: EventScript
  let startsAt: Instant
  var history: EventHistory
  /// Draws the words of its events.
  let words: DrawKey
  /// Events emitted so far; the number of the last one.
  var emitted: UInt32 = 0
  /// Sockets that get what is emitted, in the order in which they came; ``vacant`` where one left.
  var attached: [SocketID] = []
  var vacancies = 0
  /// Whether events still come: false behind the last one, and after a crash.
  var isProducing = true
  /// Whether a crash took even its name.
  var isForgotten = false

  /// Stands in ``attached`` for a socket that has left.
  static let vacant = SocketID(.max)

  /// Whether it is a topic, which goes on for ever.
  var isTopic: Bool { !script.ends }
  /// Whether the last event of an answer has been emitted.
  var isFinished: Bool { script.ends && Int(emitted) == script.eventCount }
  /// Whether nothing will ever be emitted that a client could wait for.
  var isOver: Bool { isFinished || !isProducing && !isTopic }
  /// When the next event is due; nil when none is to come.
  var nextDue: Instant? {
    isProducing && Int(emitted) < script.eventCount
      ? startsAt + script.due(Int(emitted)) : nil
  }
}
