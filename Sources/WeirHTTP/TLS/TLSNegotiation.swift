/// The versions of TLS that differ in round trips.
public enum TLSVersion: UInt8, Sendable, Hashable, Comparable, CaseIterable {
  /// Two round trips before data, one when resumed; RFC 5246.
  case tls12 = 3
  /// One round trip before data; RFC 8446.
  case tls13 = 4

  public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// What is spoken under TLS, negotiated by ALPN; RFC 7301.
public enum TLSProtocol: UInt8, Sendable, Hashable, CaseIterable {
  /// `http/1.1`.
  case http11 = 1
  /// `h2`.
  case http2 = 2
}

/// The protocols a client offers; with none it sends no ALPN at all.
public struct TLSProtocolSet: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The set of one protocol.
  public init(_ one: TLSProtocol) { self.init(rawValue: 1 << one.rawValue) }

  public static let http11 = TLSProtocolSet(.http11)
  public static let http2 = TLSProtocolSet(.http2)
}

/// What a server brings to a handshake.
public struct TLSServerOptions: Sendable, Hashable {
  /// What it speaks, the best first.
  public var protocols: [TLSProtocol]
  /// Size of the certificates it sends, the root's left out; less than 2²⁴ − 2¹⁶ bytes.
  ///
  /// The default is an assumption. Two certificates with RSA keys of 2,048 bits and no signed
  /// timestamps take 2,050 bytes (made with OpenSSL 3.0.19), with P-256 keys 1,451; a site of 2017
  /// sent a message of 2,540 (cryptologie.net/article/410).
  public var certificateBytes: Int
  public var highestVersion: TLSVersion
  /// Whether it still knows the sessions that clients want to resume.
  public var resumes: Bool

  public init(
    protocols: [TLSProtocol] = [.http2, .http11], certificateBytes: Int = 3_000,
    highestVersion: TLSVersion = .tls13, resumes: Bool = true
  ) {
    self.protocols = protocols
    self.certificateBytes = certificateBytes
    self.highestVersion = highestVersion
    self.resumes = resumes
  }
}

public enum TLSEvent: Sendable, Hashable {
  /// This end may send data; with the protocol to speak, nil if the client offered none.
  case established(alpn: TLSProtocol?)
  /// The handshake has failed, and the connection with it.
  case violation(TLSViolation)
}

/// A way for a handshake to fail.
public enum TLSViolation: Error, Sendable, Hashable, CaseIterable {
  /// What came is no record of a handshake: plain text, for example, on a port for TLS.
  case unexpectedRecord
  /// A record is empty or larger than RFC 8446 section 5 allows.
  case recordSize
  /// The first message is none of this model's.
  case malformedHello
  /// The peer chose what was not offered.
  case unofferedChoice
  /// A record goes beyond the flight it belongs to.
  case flightOverrun
  /// The server speaks none of the protocols the client offers; it sends the alert of RFC 7301
  /// section 3.2.
  case noCommonProtocol
  /// The peer sent an alert.
  case alert
}
