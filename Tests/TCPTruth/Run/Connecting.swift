internal import WeirKernel
internal import WeirNetwork
public import WeirPrimitives
public import WeirTCP

/// One `connect()` to a server that listens.
public struct Connecting: Sendable {
  public var path: Path
  public var configuration = TCPConfiguration()

  public init(path: Path) { self.path = path }

  /// Returns how long `connect()` took; nil when it failed.
  public func duration(seed: UInt64) -> TimeSpan? {
    let hosts = TwoHosts(path, configuration, seed: seed)
    while hosts.advance() != .idle {
      while let signal = hosts.nextSignal() {
        guard signal.socket.isClient else { continue }
        if signal.signals.contains(.failed) { return nil }
        if signal.signals.contains(.established) {
          return hosts.kernel.now.elapsed(since: .zero)
        }
      }
    }
    return nil
  }
}
