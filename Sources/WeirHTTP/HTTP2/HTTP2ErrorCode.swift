/// Why a stream or connection was given up, RFC 9113 section 7; unknown codes are kept.
public struct HTTP2ErrorCode: Sendable, Hashable, RawRepresentable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let noError = HTTP2ErrorCode(rawValue: 0x0)
  public static let protocolError = HTTP2ErrorCode(rawValue: 0x1)
  public static let internalError = HTTP2ErrorCode(rawValue: 0x2)
  public static let flowControlError = HTTP2ErrorCode(rawValue: 0x3)
  public static let settingsTimeout = HTTP2ErrorCode(rawValue: 0x4)
  public static let streamClosed = HTTP2ErrorCode(rawValue: 0x5)
  public static let frameSizeError = HTTP2ErrorCode(rawValue: 0x6)
  /// The request was not processed at all and may be sent again, section 8.7.
  public static let refusedStream = HTTP2ErrorCode(rawValue: 0x7)
  public static let cancel = HTTP2ErrorCode(rawValue: 0x8)
  public static let compressionError = HTTP2ErrorCode(rawValue: 0x9)
  public static let connectError = HTTP2ErrorCode(rawValue: 0xA)
  public static let enhanceYourCalm = HTTP2ErrorCode(rawValue: 0xB)
  public static let inadequateSecurity = HTTP2ErrorCode(rawValue: 0xC)
  public static let http11Required = HTTP2ErrorCode(rawValue: 0xD)

  private static let names: [StaticString] = [
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
    "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
    "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
  ]
}

extension HTTP2ErrorCode: CustomStringConvertible {
  /// The name of the registry, or the number in hexadecimal.
  public var description: String {
    if rawValue < UInt32(Self.names.count) { return "\(Self.names[Int(rawValue)])" }
    return "0x" + String(rawValue, radix: 16)
  }
}
