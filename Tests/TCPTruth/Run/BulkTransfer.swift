internal import WeirKernel
internal import WeirNetwork
public import WeirPrimitives
public import WeirTCP

/// A transfer of so many bytes over one connection, timed as the measurement did.
public struct BulkTransfer: Sendable {
  public var path: Path
  public var configuration = TCPConfiguration()
  public var bytes: Int
  /// Ends the run so long after `connect()` returned, finished or not.
  public var limit = TimeSpan.seconds(150)

  /// Loses each so-manieth segment with data, beside the path's own loss; zero for none.
  public var lossPeriod: UInt32 = 0

  public init(path: Path, congestion: TCPConfiguration.Congestion, bytes: Int) {
    self.path = path
    self.bytes = bytes
    configuration.congestion = congestion
  }

  public struct Outcome: Sendable {
    /// From `connect()` returning at the sender to the last byte read at the receiver.
    public var duration: TimeSpan
    public var received: UInt64
    /// Received between the warm-up's end and the end.
    public var receivedWarm: UInt64
    public var retransmissions: UInt64

    /// In Mbit/s.
    public var goodput: Double { Double(received) * 8_000 / Double(duration.nanoseconds) }
  }

  private static let blockLength = 65_536

  /// Runs once; bytes received in the first part, `warmUp`, are counted apart.
  public func run(seed: UInt64, warmUp: TimeSpan = .zero) -> Outcome {
    let hosts = TwoHosts(path, configuration, seed: seed)
    let block = [UInt8](repeating: 97, count: Self.blockLength)
    var left = bytes
    var read: UInt64 = 0
    var readCold: UInt64 = 0
    var start: Instant?
    var dropped = hosts.network.droppedPackets
    hosts.network.dropSegment(lossPeriod, direction: 0)
    while true {
      let turn = hosts.advance()
      if lossPeriod > 0, hosts.network.droppedPackets > dropped {
        dropped = hosts.network.droppedPackets
        hosts.network.dropSegment(lossPeriod, direction: 0)
      }
      if let start, hosts.kernel.now.elapsed(since: start) > limit || turn == .idle {
        return outcome(limit, read, readCold, hosts)
      }
      while let signal = hosts.nextSignal() {
        if signal.signals.contains(.failed) {
          return outcome(limit, read, readCold, hosts)
        }
        if !signal.socket.isClient {
          if signal.signals.contains(.readable) {
            read = hosts.readAll(signal)
            guard let start else { continue }
            let elapsed = hosts.kernel.now.elapsed(since: start)
            if elapsed < warmUp { readCold = read }
            if read >= UInt64(bytes) { return outcome(elapsed, read, readCold, hosts) }
          }
        } else if !signal.signals.isDisjoint(with: [.established, .acknowledged]) {
          if start == nil { start = hosts.kernel.now }
          fill(hosts, &left, block)
        }
      }
    }
  }

  /// Writes while the send buffer has room for a segment.
  private func fill(_ hosts: TwoHosts, _ left: inout Int, _ block: [UInt8]) {
    while left > 0 {
      let count = min(left, hosts.network.sendSpace(hosts.socket), Self.blockLength)
      if count < min(left, Int(configuration.maximumSegmentSize)) { return }
      left -= count
      block.withUnsafeBytes { hosts.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  private func outcome(
    _ duration: TimeSpan, _ read: UInt64, _ readCold: UInt64, _ hosts: TwoHosts
  ) -> Outcome {
    Outcome(
      duration: duration, received: read, receivedWarm: read - readCold,
      retransmissions: hosts.network.retransmissionCount)
  }
}
