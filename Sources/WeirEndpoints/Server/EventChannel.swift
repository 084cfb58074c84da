internal import WeirKernel
internal import WeirPrimitives

/// One stream of events at a server: an answer being generated, or a topic.
///
/// Generation does not depend on anybody being connected.
struct EventChannel: Sendable {
  let name: [UInt8]
  /// Its number in the audit.
  let stream: UInt32
  let script: EventScript
  let startsAt: Instant
  var history: EventHistory
  /// Draws the words of its events.
  let words: DrawKey
  /// Events emitted so far; the number of the last one.
  var emitted: UInt32 = 0
  /// Sockets that get what is emitted, in the order in which they came.
  var attached: [SocketID] = []
  /// Whether events still come: false behind the last one, and after a crash.
  var isProducing = true

  /// Whether it is a topic, which goes on for ever.
  var isTopic: Bool { !script.ends }
  /// Whether the last event of an answer has been emitted.
  var isFinished: Bool { script.ends && Int(emitted) == script.eventCount }
  /// When the next event is due; nil when none is to come.
  var nextDue: Instant? {
    isProducing && Int(emitted) < script.eventCount
      ? startsAt + script.due(Int(emitted)) : nil
  }
}
