/// How far one direction of a stream has come.
enum HTTP2Half: UInt8, Sendable {
  /// The head of the message has still to come.
  case head
  case body
  case ended
}

/// What the request of a stream says about its response.
enum HTTP2RequestKind: UInt8, Sendable { case head, connect, other }

/// The window we give, of a stream or the connection, RFC 9113 section 5.2.
struct HTTP2ReceiveWindow: Sendable {
  /// Bytes the peer may still send; below zero after our initial window shrank.
  var available: Int32
  /// Bytes handed to the application that it has not consumed.
  var held: Int32 = 0
  /// Bytes free again that the peer was not told of.
  var unannounced: Int32 = 0

  init(_ size: Int32) { available = size }

  /// Frees bytes; returns the increment to announce once half of `size` has come together.
  mutating func free(_ count: Int32, of size: Int32) -> Int32? {
    unannounced += count
    guard unannounced > 0, unannounced >= size / 2 else { return nil }
    defer { unannounced = 0 }
    available += unannounced
    return unannounced
  }
}

/// One stream that is not closed, RFC 9113 section 5.1.
///
/// Open where neither half has ended, half-closed where one has. A closed one stays only as long
/// as bytes of it are held which the connection's window lacks.
struct HTTP2Stream: Sendable {
  let id: UInt32
  /// Bytes we may send; below zero after the peer's initial window shrank, section 6.9.2.
  var sendWindow: Int32
  var receive: HTTP2ReceiveWindow
  /// What is missing of the announced content-length; below zero where none was announced.
  var contentLeft: Int64 = -1
  var local = HTTP2Half.head
  var remote = HTTP2Half.head
  var request = HTTP2RequestKind.other
  var isTunnel = false
  var interimCount: UInt8 = 0
  var emptyFrames: UInt8 = 0

  init(id: UInt32, sendWindow: UInt32, receiveWindow: UInt32) {
    self.id = id
    self.sendWindow = Int32(sendWindow)
    receive = HTTP2ReceiveWindow(Int32(receiveWindow))
  }

  var isClosed: Bool { local == .ended && remote == .ended }
}
