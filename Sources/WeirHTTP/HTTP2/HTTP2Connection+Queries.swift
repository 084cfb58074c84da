// What the application may ask.
extension HTTP2Connection {
  /// Whether a client may begin a request now.
  ///
  /// Not beyond the server's limit of streams, not after a GOAWAY of either end, and not once
  /// the identifiers are used up (section 5.1.1: a new connection is needed then).
  public var canRequest: Bool {
    role == .client && !isOver && !isDraining && hasIdentifiers
      && openCount < peer.concurrentStreams
  }

  /// Whether identifiers for new streams are left.
  public var hasIdentifiers: Bool { lastOwn < Self.largestStream }

  /// Whether a GOAWAY was sent or came.
  public var isDraining: Bool {
    peerLastStream <= Self.largestStream || sentLastStream <= Self.largestStream
  }

  /// Whether the byte stream ended or a violation ended the connection.
  public var isOver: Bool { phase == .ended }

  /// Streams that are not closed.
  public var openStreams: Int { Int(openCount) }

  /// Streams the peer lets us have open at once; nil where it set no limit.
  public var peerStreamLimit: Int? {
    peer.concurrentStreams == .max ? nil : Int(peer.concurrentStreams)
  }

  /// The peer's settings; initial values before they came.
  public var peerSettings: HTTP2Settings { peer }

  /// Whether the peer's settings have come.
  public var hasSettings: Bool { hasPeerSettings }

  /// Whether settings of ours are not acknowledged; a peer that takes too long with it may be
  /// given up with SETTINGS_TIMEOUT, section 6.5.3.
  public var awaitsSettingsAcknowledgement: Bool { !unacknowledged.isEmpty }

  /// Whether the server accepts extended CONNECT, RFC 8441 section 3.
  public var allowsExtendedConnect: Bool { peer.enablesConnectProtocol }

  /// Bytes of a stream that both windows let out now; 0 where the stream is gone.
  public func sendWindow(ofStream id: UInt32) -> Int {
    guard let slot = streams.slot(of: id), !isOver else { return 0 }
    return Int(max(0, min(sendWindow, streams.slots[slot].sendWindow)))
  }

  /// Bytes the connection's window lets out now.
  public var connectionSendWindow: Int { Int(sendWindow) }

  /// Whether what a stream waits for is the window that it shares with all others.
  public func isBlockedByConnection(stream id: UInt32) -> Bool {
    guard let slot = streams.slot(of: id) else { return false }
    return sendWindow <= 0 && streams.slots[slot].sendWindow > 0
  }

  /// Bytes the peer may still send on the connection.
  public var connectionReceiveWindow: Int { Int(receive.available) }

  /// Bytes the peer may still send on a stream; nil where the stream is gone.
  public func receiveWindow(ofStream id: UInt32) -> Int? {
    streams.slot(of: id).map { Int(streams.slots[$0].receive.available) }
  }

  /// Whether a stream is there that is not closed.
  public func isOpen(stream id: UInt32) -> Bool {
    streams.slot(of: id).map { !streams.slots[$0].isClosed } ?? false
  }

  /// The head of the request that `.head` reported last; good until the next call.
  public var requestHead: HTTP2RequestHead {
    HTTP2RequestHead(
      method: section.method, scheme: section.scheme, authority: section.authority,
      path: section.path, connectProtocol: section.connectProtocol, headers: section.headers)
  }

  /// The head of the response that `.head` or `.interim` reported last; good until the next call.
  public var responseHead: HTTP2ResponseHead {
    HTTP2ResponseHead(status: section.status, headers: section.headers)
  }

  /// The trailers that `.trailers` reported last; good until the next call.
  public var trailers: HTTPHeaderList { section.headers }

  /// Gives back the memory of heads read and of frames that came in pieces, between frames only.
  public mutating func releaseMemory() {
    section.releaseMemory()
    if held.isEmpty { held = [] }
    if block.isEmpty { block = [] }
  }
}
