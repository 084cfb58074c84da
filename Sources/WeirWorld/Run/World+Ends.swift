internal import WeirAudit
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

/// When an end of a connection came to hold it alive, and ceased to.
struct EndTimes {
  var establishedAt: Instant?
  var overAt: Instant?
}

/// What each end of a connection holds of it; kept only where an expectation asks.
extension World {
  /// Takes note of what an end was told.
  mutating func noteEnd(_ signal: SocketSignal) {
    if signal.signals.contains(.established) {
      withTimes(of: signal.socket) { $0.establishedAt = $1 }
    }
    if signal.signals.contains(.endOfStream) || signal.signals.contains(.failed) {
      noteOver(signal.socket)
    }
  }

  /// Takes note that an end holds its connection over: it was told so, or it closed.
  mutating func noteOver(_ socket: SocketHandle) {
    guard watchesEnds else { return }
    withTimes(of: socket) { if $0.overAt == nil { $0.overAt = $1 } }
  }

  private mutating func withTimes(
    of socket: SocketHandle, _ change: (inout EndTimes, Instant) -> Void
  ) {
    while endTimes.count <= Int(socket.index | 1) { endTimes.append(EndTimes()) }
    change(&endTimes[Int(socket.index)], kernel.now)
  }

  /// Hands what was noted to the ledger.
  mutating func noteConnectionEnds() {
    for opener in stride(from: 0, to: endTimes.count, by: 2) {
      let hosts = endHosts[opener / 2]
      let views = [(hosts.opener, endTimes[opener]), (hosts.acceptor, endTimes[opener + 1])].map {
        ConnectionEnds.View(
          host: plan.hosts[$0].name, establishedAt: $1.establishedAt, overAt: $1.overAt)
      }
      ledger.note(
        ConnectionEnds(connection: UInt32(opener / 2 + 1), opener: views[0], acceptor: views[1]))
    }
  }
}
