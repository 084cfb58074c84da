import WeirEndpoints
import WeirKernel
import WeirPrimitives
import WeirWorld

/// A proxy for one connection, whose client speaks when the server is connected: it passes bytes
/// both ways, and closes both sides when its server was silent for too long.
final class GapProxy: Endpoint {
  private let server: UInt32
  private let longestSilence: TimeSpan
  private let client = SocketID(0)
  private var upstream: SocketID?
  /// When it closed, in milliseconds.
  private(set) var closedAt: Int64?

  init(to server: UInt32, longestSilence: TimeSpan) {
    self.server = server
    self.longestSilence = longestSilence
  }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    switch input {
    case .start: effects.list.append(.listen(port: 80))
    case .accepted:
      effects.nextSocket = max(effects.nextSocket, 1)
      upstream = effects.connect(host: server, port: 80)
    case .connected: restartClock(at: now, into: &effects)
    case .timer:
      closedAt = now.nanoseconds / 1_000_000
      for socket in [client, upstream].compactMap(\.self) { effects.list.append(.close(socket)) }
    case .endOfStream, .failed, .command, .writable, .sent, .overfull, .crashed: break
    }
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    guard let upstream else { return }
    let passed = bytes.withUnsafeBufferPointer { Array($0) }
    effects.write(on: socket == client ? upstream : client) { bytes, _ in bytes += passed }
    if socket == upstream { restartClock(at: now, into: &effects) }
  }

  private func restartClock(at now: Instant, into effects: inout Effects) {
    effects.list.append(.setTimer(0, at: now + longestSilence))
  }
}
