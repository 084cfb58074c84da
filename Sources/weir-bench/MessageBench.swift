import Weir

/// The workload that ns-3 was measured with: many clients that each say a little every second.
///
/// Clients with a link of their own (10 Mbit/s, 25 ms one way) to one server; each sends 60
/// messages of 100 bytes, one a second. Client i of n connects at i/n seconds, so that they take
/// turns as independent ones do, and sends its first message a second later. Connections stay
/// open, and the run ends at 70 s. `.ci/ns3-workload.cc` is the same for ns-3.
struct MessageBench: ~Copyable {
  private static let messages: UInt64 = 60
  private static let messageBytes = 100
  private static let client: UInt16 = 100

  private let clients: Int
  private let payload = [UInt8](repeating: 0x61, count: messageBytes)
  private var kernel = Kernel(bounds: RunBounds(events: 1 << 31))
  private var network: Network
  private var sockets: [SocketHandle] = []
  private var arrived: UInt64 = 0

  static func line(clients: Int, budget: String) -> BenchLine {
    BenchLine(
      name: "ns-3 workload, one server: \(KernelBench.grouped(clients)) clients", unit: "ms",
      budget: budget
    ) {
      var bench = MessageBench(clients: clients)
      return bench.run()
    }
  }

  private init(clients: Int) {
    self.clients = clients
    var link = LinkParameters()
    link.delay = .milliseconds(25)
    link.rate = BitRate(bitsPerSecond: 10_000_000)
    network = Network(
      hosts: ["server"] + (0..<clients).map { "client\($0)" },
      links: (0..<clients).map { index in
        .init(name: "link\(index)", first: index + 1, second: 0, up: link, down: link)
      },
      configuration: TCPConfiguration(), seed: 1)
    network.listen(host: 0, port: 80, owner: 0)
    sockets.reserveCapacity(clients)
    for index in 0..<clients {
      kernel.schedule(
        at: .zero + .nanoseconds(Int64(index) * 1_000_000_000 / Int64(clients)),
        target: UInt32(index), kind: Self.client)
    }
  }

  /// Milliseconds of wall time, set-up excluded.
  private mutating func run() -> Double {
    let watch = Stopwatch()
    let end = Instant.zero + .seconds(70)
    while case .event(let event) = kernel.next(), event.instant <= end {
      if event.kind == Self.client {
        act(Int(event.target), said: event.argument)
      } else {
        network.handle(event, &kernel)
      }
      if !network.signals.isEmpty { readAll() }
    }
    let milliseconds = watch.seconds * 1e3
    precondition(
      arrived == UInt64(clients * Self.messageBytes) * Self.messages, "\(arrived) bytes arrived")
    return milliseconds
  }

  /// Connects, or sends the next message.
  private mutating func act(_ client: Int, said: UInt64) {
    if said == 0 {
      guard
        let socket = try? network.connect(
          from: client + 1, to: 0, port: 80, owner: UInt32(client + 1), localSocket: 0, &kernel)
      else { preconditionFailure("there is a link") }
      sockets.append(socket)
    } else {
      let socket = sockets[client]
      payload.withUnsafeBytes { _ = network.write($0, marks: [], on: socket, &kernel) }
    }
    if said < Self.messages {
      kernel.schedule(
        at: kernel.now + .seconds(1), target: UInt32(client), kind: Self.client,
        argument: said + 1)
    }
  }

  private mutating func readAll() {
    var position = 0
    while position < network.signals.count {
      let signal = network.signals[position]
      position += 1
      guard signal.signals.contains(.readable) else { continue }
      let range = network.unread(signal.socket)
      arrived += UInt64(range.count)
      network.consume(signal.socket, upTo: range.upperBound, &kernel)
    }
    network.forgetSignals()
  }
}
