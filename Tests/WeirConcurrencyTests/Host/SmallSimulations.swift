import Synchronization
import Weir
import WeirConcurrency

/// Two hosts and a link, for programs alone.
enum SmallSimulations {
  /// A client and a server 40 ms apart, without loss.
  static func pair(
    seed: UInt64 = 1, containment: Containment = .strongest, rate: BitRate? = nil,
    receiveBuffer: UInt32? = nil, sendBuffer: UInt32? = nil
  ) throws -> Simulation {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("client"), HostPlan("server")]
    var link = LinkPlan("wire", between: "client", and: "server")
    link.set(\.delay, to: .milliseconds(40))
    if let rate { link.set(\.rate, to: rate) }
    plan.links = [link]
    plan.duration = .seconds(120)
    if let receiveBuffer {
      plan.tcp.receiveBuffer = receiveBuffer
      plan.tcp.receiveBufferMaximum = receiveBuffer
    }
    if let sendBuffer {
      plan.tcp.sendBuffer = sendBuffer
      plan.tcp.sendBufferMaximum = sendBuffer
    }
    return try Simulation(plan, seed: seed, containment: containment)
  }
}

/// What programs tell a test.
final class Log: Sendable {
  private let kept = Mutex<[String]>([])

  var lines: [String] { kept.withLock { $0 } }
  func add(_ line: String) { kept.withLock { $0.append(line) } }
}

extension SimulatedHost {
  /// Milliseconds since the beginning, rounded down.
  var milliseconds: Int64 { now.nanoseconds / 1_000_000 }
}
