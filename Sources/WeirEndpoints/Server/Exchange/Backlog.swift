internal import WeirPrimitives

/// What waits for an exchange: bytes of its body, or what a timer is set for.
struct Backlog: Sendable {
  /// What is done when the timer of the exchange is due.
  enum Task: Sendable {
    /// A stream is continued: its history has been read.
    case replay(channel: Int, from: ReplayPoint)
    case send(Resource)
    case nothing
  }

  var task: Task
  /// What goes first once the body flows.
  var parts = BodyParts()
  /// Events among them that are replayed.
  var replayed = 0
}

/// From where a stream is continued.
struct ReplayPoint: Sendable, Equatable {
  /// Behind which event or, of a raw stream, which part; counted from 1.
  var number: UInt32
  /// Of a raw stream: so many bytes of the next part are left out.
  var offset = 0
  /// Whether events behind it are not held any more.
  var isEvicted = false
  /// The number that the client told, where that is another thing: of a raw stream an event's.
  var told: UInt32?
}

/// A plain resource.
struct Resource: Sendable {
  let contentType: String
  let text: StaticString
  /// Bytes behind the text, whose content does not matter.
  let filler: Int
}
