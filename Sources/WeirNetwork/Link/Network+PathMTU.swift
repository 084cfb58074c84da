internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension Network {
  /// Sends the sender of a packet that is too large for a link the report of it (RFC 1191).
  ///
  /// The report takes the delays of the links back and nothing else: no queue, loss or outage.
  mutating func reportTooLarge(_ packet: Packet, direction: Int, _ kernel: inout Kernel) {
    guard directions[direction].impairments[0].reportsTooLarge else { return }
    let route = routes[ends[packet.sender.index].route]
    var delay = TimeSpan.zero
    for hop in 0..<packet.hop {
      // The two directions of a link stand side by side.
      delay += directions[Int(routes.direction(route, hop: hop)) ^ 1].delay
    }
    kernel.schedule(
      at: kernel.now + delay, target: handle(of: packet.sender).index,
      kind: NetworkEvent.tooLargeReport,
      argument: UInt64(directions[direction].impairments[0].mtu))
  }

  /// The report has come back; the socket may be gone by then.
  mutating func tooLargeReported(_ socket: SocketHandle, mtu: UInt64, _ kernel: inout Kernel) {
    guard let end = directory.place(of: socket) else { return }
    perform(end, &kernel) {
      $0.pathMTUReported(UInt16(clamping: mtu), at: $1, into: &$2)
    }
  }
}
