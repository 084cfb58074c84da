public import WeirKernel
public import WeirNetwork
public import WeirPrimitives
public import WeirTCP

/// The link of the measurements: loss, a drop-tail queue in front of the rate, half the round trip.
public struct Path: Sendable {
  public var roundTrip: TimeSpan
  /// Nil for a link that takes no time to put a packet on.
  public var rate: BitRate?
  /// Loss from the client to the server, and back.
  public var lossUp = Ratio.zero
  public var lossDown = Ratio.zero
  /// Packets that may wait for the rate.
  public var limit = 100

  public init(roundTrip: TimeSpan, rate: BitRate? = nil, loss: Ratio = .zero) {
    self.roundTrip = roundTrip
    self.rate = rate
    lossUp = loss
    lossDown = loss
  }

  fileprivate func parameters(loss: Ratio) -> LinkParameters {
    var parameters = LinkParameters()
    parameters.delay = roundTrip / 2
    parameters.rate = rate
    parameters.limit = .packets(limit)
    parameters.loss = loss
    return parameters
  }
}

/// A client and a server with one link between them, and the loop that drives them.
public final class TwoHosts {
  public var kernel: Kernel
  public var network: Network
  /// The end that opens the connection.
  public let socket: SocketHandle
  private var position = 0
  private static let alarm: UInt16 = 100
  private static let listener: UInt32 = 1

  /// What a step of the loop was.
  public enum Turn: Equatable {
    case alarm(UInt32)
    case network
    /// Nothing is due any more.
    case idle
  }

  /// Opens a connection at the start of the run.
  public init(
    _ path: Path, _ configuration: TCPConfiguration, seed: UInt64, keepsTrace: Bool = false
  ) {
    kernel = Kernel(
      bounds: RunBounds(events: (1 << 32) - 1), keepsFullTrace: keepsTrace)
    network = Network(
      hosts: ["client", "server"],
      links: [
        Network.LinkDeclaration(
          name: "link", first: 0, second: 1, up: path.parameters(loss: path.lossUp),
          down: path.parameters(loss: path.lossDown))
      ],
      configuration: configuration, seed: seed)
    network.listen(host: 1, port: 80, owner: Self.listener)
    do {
      socket = try network.connect(
        from: 0, to: 1, port: 80, owner: 0, localSocket: 0, &kernel)
    } catch {
      preconditionFailure("the two hosts are linked: \(error)")
    }
  }

  /// Has ``advance()`` return a number at an instant.
  public func setAlarm(_ number: UInt32, at instant: Instant) {
    kernel.schedule(at: instant, target: number, kind: Self.alarm)
  }

  /// Handles the next event.
  public func advance() -> Turn {
    switch kernel.next() {
    case .idle: return .idle
    case .bound(let bound): preconditionFailure("a run without an end: \(bound)")
    case .event(let event):
      if event.kind == Self.alarm { return .alarm(event.target) }
      network.handle(event, &kernel)
      return .network
    }
  }

  /// What applications are to be told next.
  public func nextSignal() -> SocketSignal? {
    guard position < network.signals.count else {
      network.signals.removeAll(keepingCapacity: true)
      position = 0
      return nil
    }
    position += 1
    return network.signals[position - 1]
  }

  /// Has the server read all there is; returns the stream offset it has read up to.
  public func readAll(_ signal: SocketSignal) -> UInt64 {
    let unread = network.unread(signal.socket)
    network.consume(signal.socket, upTo: unread.upperBound, &kernel)
    return unread.upperBound
  }

  /// Has the client write so many bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) {
    network.write(bytes, marks: [], on: socket, &kernel)
  }

  /// Swallows what either end sends from now on.
  public func beginBlackHole() {
    for direction in 0..<2 { network.swallow(direction: direction) }
  }

  public func endBlackHole() {
    for direction in 0..<2 { network.stopSwallowing(direction: direction) }
  }

  /// When the client sent segments that carry data or a SYN, from an instant on; needs the trace.
  public func clientSent(since start: Instant) -> [Instant] {
    let up = UInt32(2)  // behind the two hosts
    return kernel.recorder.occurrences.compactMap { occurrence in
      guard occurrence.kind == .packetSent, occurrence.component == up,
        occurrence.instant >= start
      else { return nil }
      let flags = SegmentFlags(rawValue: UInt8(truncatingIfNeeded: occurrence.second))
      let length = occurrence.second >> 16 & 0xFFFF
      return length > 0 || flags.contains(.syn) ? occurrence.instant : nil
    }
  }
}
