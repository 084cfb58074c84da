import Weir

/// TCP from sender to receiver: hosts, links, sockets, payload by reference, reading at once.
enum SegmentBench {
  static var bulk: BenchLine {
    BenchLine(
      name: "TCP: segments of 1,448 B, 100 flows, sender to receiver", unit: "M segments/s",
      budget: "≥ 3"
    ) { run(flows: 100, writes: 20, bytesPerWrite: 144_800) }
  }

  static var small: BenchLine {
    BenchLine(
      name: "TCP: segments of 100 B, 100 flows, sender to receiver", unit: "M segments/s",
      budget: "≥ 4"
    ) { run(flows: 100, writes: 2_000, bytesPerWrite: 100) }
  }

  /// Data segments that reached their receiver, per second of wall time, in millions.
  private static func run(flows: Int, writes: Int, bytesPerWrite: Int) -> Double {
    var link = LinkParameters()
    link.delay = .milliseconds(1)
    var kernel = Kernel(bounds: RunBounds(events: 1 << 31))
    var network = Network(
      hosts: ["server"] + (0..<flows).map { "client\($0)" },
      links: (0..<flows).map { index in
        .init(name: "link\(index)", first: index + 1, second: 0, up: link, down: link)
      },
      configuration: TCPConfiguration(), seed: 1)
    network.listen(host: 0, port: 80, owner: 0)
    let payload = [UInt8](repeating: 0x61, count: bytesPerWrite)
    var remaining = [Int](repeating: writes, count: flows * 2)
    for flow in 0..<flows {
      _ = try? network.connect(
        from: flow + 1, to: 0, port: 80, owner: UInt32(flow + 1), localSocket: 0, &kernel)
    }
    var read: UInt64 = 0
    // Bytes written and not yet read, by connection: an application that fills no buffer twice.
    var ahead = [Int](repeating: 0, count: flows)
    let watch = Stopwatch()
    while case .event(let event) = kernel.next() {
      network.handle(event, &kernel)
      var position = 0
      while position < network.signals.count {
        let signal = network.signals[position]
        position += 1
        if signal.signals.contains(.readable) {
          let range = network.unread(signal.socket)
          read += UInt64(range.count)
          ahead[Int(signal.socket.connection)] -= range.count
          network.consume(signal.socket, upTo: range.upperBound, &kernel)
        }
        let index = Int(signal.socket.index)
        if signal.socket.isClient,
          !signal.signals.isDisjoint(with: [.established, .acknowledged]), remaining[index] > 0,
          ahead[Int(signal.socket.connection)] < bytesPerWrite
        {
          ahead[Int(signal.socket.connection)] += bytesPerWrite
          remaining[index] -= 1
          payload.withUnsafeBytes {
            _ = network.write($0, marks: [], on: signal.socket, &kernel)
          }
        }
      }
      network.forgetSignals()
    }
    let seconds = watch.seconds
    precondition(read == UInt64(flows * writes * bytesPerWrite), "read \(read) bytes")
    let segments = Double(flows * writes) * Double((bytesPerWrite + 1_447) / 1_448)
    return segments / seconds / 1e6
  }
}
