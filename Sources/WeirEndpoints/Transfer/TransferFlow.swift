internal import WeirPrimitives

/// A program's part in one transfer.
struct TransferFlow: Sendable {
  enum Role: Sendable {
    case opens(host: UInt32)
    case accepts
  }

  let request: TransferRequest
  /// The reader's number in the audit, which both ends know the transfer by.
  let number: UInt32
  let role: Role
  /// What the audit calls the stream.
  let name: [UInt8]
  var socket: SocketID?
  var seen = TransferEnd()
  /// Connects of a series that stand or have failed.
  var endedAttempts = 0

  // Writing.
  /// The stream's number in the audit.
  var stream: UInt32 = .max
  /// Messages that have come into being.
  var emittedCount: UInt32 = 0
  /// Messages of which at least the first byte was written.
  var begunCount: UInt32 = 0
  /// Bytes still to be written of the message or bulk begun last.
  var restOfBegun: UInt32 = 0
  /// Whether it has asked to be told of room in the send buffer.
  var awaitsRoom = false

  init(_ request: TransferRequest, number: UInt32, role: Role, name: String) {
    self.request = request
    self.number = number
    self.role = role
    self.name = Array(name.utf8)
  }

  var opens: Bool {
    if case .opens = role { true } else { false }
  }

  var writes: Bool {
    switch request.action {
    case .bulk, .messages: opens == (request.direction == .up)
    case .connects, .idle: false
    }
  }

  /// Bytes of one message, or of the bulk.
  var eventBytes: UInt32 {
    switch request.action {
    case .bulk(let bytes): UInt32(bytes.bytes)
    case .messages(_, let bytes, _): UInt32(bytes)
    case .connects, .idle: 0
    }
  }

  /// Whether some of what has come into being is not written.
  var hasUnwritten: Bool { restOfBegun > 0 || begunCount < emittedCount }
}
