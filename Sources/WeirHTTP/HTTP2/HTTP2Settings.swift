internal import WeirPrimitives

/// What one end asks of the other, RFC 9113 section 6.5.2; a new value holds the initial values.
public struct HTTP2Settings: Sendable, Hashable {
  /// Bytes of the decoder's dynamic table; of ours at most 2^30.
  public var headerTableBytes: UInt32 = 4_096
  /// Whether the server may push; a client of this package always says no.
  public var enablesPush = true
  /// Streams the peer may have open at once; `UInt32.max` stands for no limit.
  ///
  /// Section 6.5.2 recommends no less than 100. nginx 128, HAProxy 100 (their documentation).
  public var concurrentStreams = UInt32.max
  /// Bytes of a new stream's window; the connection's window is never touched by it.
  public var initialWindow: UInt32 = 65_535
  /// Bytes of the longest frame payload accepted, 16,384 to 16,777,215.
  public var frameBytes: UInt32 = 16_384
  /// Bytes of a field list, 32 more counted for each field; `UInt32.max` stands for no limit.
  public var fieldListBytes = UInt32.max
  /// Whether extended CONNECT is understood, RFC 8441 section 3.
  public var enablesConnectProtocol = false

  public init() {}

  static let frameBytesAllowed: ClosedRange<UInt32> = 16_384...16_777_215
  static let largestWindow: UInt32 = 0x7FFF_FFFF

  /// Traps where a value of ours is one that may not be announced.
  func check() {
    precondition(headerTableBytes <= 1 << 30, "headerTableBytes is \(headerTableBytes)")
    precondition(initialWindow <= Self.largestWindow, "initialWindow is \(initialWindow)")
    precondition(Self.frameBytesAllowed.contains(frameBytes), "frameBytes is \(frameBytes)")
  }

  /// Takes one setting as the peer sent it; unknown ones are ignored.
  mutating func take(
    _ identifier: UInt16, _ value: UInt32, from role: HTTP2Connection.Role
  ) throws(HTTP2Violation) {
    switch identifier {
    case 0x1: headerTableBytes = value
    case 0x2:
      // A server may only send 0: a client "MUST treat receipt of [...] 1 as a connection error".
      guard value <= (role == .client ? 1 : 0) else { throw .invalidEnablePush }
      enablesPush = value == 1
    case 0x3: concurrentStreams = value
    case 0x4:
      guard value <= Self.largestWindow else { throw .invalidInitialWindow }
      initialWindow = value
    case 0x5:
      guard Self.frameBytesAllowed.contains(value) else { throw .invalidMaximumFrame }
      frameBytes = value
    case 0x6: fieldListBytes = value
    case 0x8:
      guard value <= 1 else { throw .invalidConnectProtocol }
      guard value == 1 || !enablesConnectProtocol else { throw .connectProtocolWithdrawn }
      enablesConnectProtocol = value == 1
    default: break
    }
  }

  /// Appends a SETTINGS frame with what differs from `earlier`.
  func write(changesFrom earlier: HTTP2Settings, to output: inout [UInt8]) {
    let start = output.count
    HTTP2FrameHeader(.settings).write(to: &output)
    func append(_ identifier: UInt16, _ value: UInt32, _ earlier: UInt32) {
      guard value != earlier else { return }
      output.appendBigEndian(identifier)
      output.appendBigEndian(value)
    }
    append(0x1, headerTableBytes, earlier.headerTableBytes)
    append(0x2, enablesPush ? 1 : 0, earlier.enablesPush ? 1 : 0)
    append(0x3, concurrentStreams, earlier.concurrentStreams)
    append(0x4, initialWindow, earlier.initialWindow)
    append(0x5, frameBytes, earlier.frameBytes)
    append(0x6, fieldListBytes, earlier.fieldListBytes)
    append(0x8, enablesConnectProtocol ? 1 : 0, earlier.enablesConnectProtocol ? 1 : 0)
    HTTP2FrameHeader.setLength(output.count - start - HTTP2FrameHeader.size, at: start, in: &output)
  }
}
