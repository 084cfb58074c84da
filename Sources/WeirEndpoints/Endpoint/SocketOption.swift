public import WeirPrimitives

/// An option of one connection, as setsockopt(2) sets it; the names are those of tcp(7), socket(7).
public enum SocketOption: Sendable, Equatable {
  /// TCP_NODELAY: small segments do not wait; what waits goes at once.
  case noDelay(Bool)
  /// TCP_CORK, or MSG_MORE on each write: part of a segment waits for the rest; off, it goes.
  case cork(Bool)
  /// SO_KEEPALIVE with its three times; nil for off.
  case keepAlive(KeepAlive?)
  /// TCP_USER_TIMEOUT: how long data may go unacknowledged; nil leaves it to `tcp_retries2`.
  case userTimeout(TimeSpan?)
  /// TCP_NOTSENT_LOWAT: writing goes on only below so many unsent bytes; nil for no limit.
  case notSentLowWater(UInt32?)
  /// SO_SNDBUF: a send buffer of a fixed size, at least ``sendBufferMinimum``.
  ///
  /// Bytes of payload: Linux doubles the value and counts its own overhead in it.
  case sendBuffer(UInt32)
  /// SO_RCVBUF: a receive buffer of a fixed size, at least ``receiveBufferMinimum``.
  ///
  /// A window that was told is not taken back.
  case receiveBuffer(UInt32)

  /// SOCK_MIN_SNDBUF and SOCK_MIN_RCVBUF: Linux takes smaller values for these.
  public static let sendBufferMinimum: UInt32 = 4_608
  public static let receiveBufferMinimum: UInt32 = 2_304

  /// TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT; defaults are those of Linux.
  public struct KeepAlive: Sendable, Equatable {
    public var idle: TimeSpan
    public var interval: TimeSpan
    public var count: UInt8

    public init(
      idle: TimeSpan = .seconds(7_200), interval: TimeSpan = .seconds(75), count: UInt8 = 9
    ) {
      self.idle = idle
      self.interval = interval
      self.count = count
    }
  }

  /// Why setsockopt(2) would answer EINVAL, with what it takes; nil when it would not.
  public var problem: String? {
    // MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL and MAX_TCP_KEEPCNT.
    let seconds = TimeSpan.seconds(1)...TimeSpan.seconds(32_767)
    switch self {
    case .keepAlive(let times?) where !seconds.contains(times.idle):
      return "a keepalive idle time of \(times.idle), of 1s to 32767s"
    case .keepAlive(let times?) where !seconds.contains(times.interval):
      return "a keepalive interval of \(times.interval), of 1s to 32767s"
    case .keepAlive(let times?) where !(1...127).contains(times.count):
      return "a keepalive count of \(times.count), of 1 to 127"
    case .userTimeout(let time?) where time <= .zero:
      return "a user timeout of \(time), of more than 0s"
    case .noDelay, .cork, .keepAlive, .userTimeout, .notSentLowWater, .sendBuffer, .receiveBuffer:
      return nil
    }
  }
}
