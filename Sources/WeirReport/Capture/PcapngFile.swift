internal import WeirNetwork
internal import WeirPrimitives
public import WeirWorld

/// Makes a pcapng file of captured packets: a section, one interface, then the packets.
///
/// Instants are virtual nanoseconds since the beginning of the run, which Wireshark shows as since
/// 1970. The link type is that of bare IPv4 packets.
public struct PcapngFile {
  /// The codes of options: draft-ietf-opsawg-pcapng, sections 3.5 and 4.
  private enum Option {
    static let comment: UInt16 = 1
    static let interfaceName: UInt16 = 2
    static let packetFlags: UInt16 = 2
    static let application: UInt16 = 4
    static let interfaceAddress: UInt16 = 4
    static let timeResolution: UInt16 = 9
  }

  /// LINKTYPE_RAW: each packet begins with its IP header.
  private static let linkType: UInt16 = 101

  /// The expanded plan.
  private let plan: WorldPlan
  private let seed: UInt64
  private let point: CapturePoint
  private let hosts: [Int]
  /// Hosts whose addresses have a name in the file; by host.
  private var isNamed: [Bool]

  /// - Throws: when there is no such host.
  public init(
    of plan: WorldPlan, seed: UInt64, at point: CapturePoint = .firstClient
  ) throws(PlanError) {
    self.plan = plan.expanded()
    self.seed = seed
    self.point = point
    hosts = try self.plan.hosts(capturedAt: point)
    isNamed = Array(repeating: false, count: self.plan.hosts.count)
  }

  /// The name of the captured interface.
  private var interface: String {
    point == .everyHost ? "all" : plan.hosts[hosts[0]].name
  }

  /// What stands before the packets.
  public func beginning() -> [UInt8] {
    var comment = "Weir, seed \(seed). Instants count from the beginning of the run. "
    comment +=
      point == .everyHost
      ? "UNFIT FOR TCP ANALYSIS: captured at every host, each packet comes where it leaves and "
        + "again where it arrives."
      : "Captured at the interface of \(interface)."
    // Without it, a repeat in a body that is still being put together is taken for malformed.
    comment += " Wireshark reads streams best with tcp.reassemble_out_of_order on."
    var section = PcapngBlock(.section)
    section.append(UInt32(0x1A2B_3C4D))
    section.append(UInt16(1))
    section.append(UInt16(0))
    section.append(UInt64.max)  // its length is not told
    section.append(option: Option.comment, text: comment)
    section.append(option: Option.application, text: "Weir")
    var description = PcapngBlock(.interface)
    description.append(Self.linkType)
    description.append(UInt16(0))
    description.append(UInt32(0))  // packets are never cut short
    description.append(option: Option.interfaceName, text: interface)
    if point != .everyHost {
      let address = HostAddress(ofHost: UInt32(hosts[0]))
      description.append(
        option: Option.interfaceAddress, addresses: [address.number, HostAddress.mask])
    }
    description.append(option: Option.timeResolution, [9])
    return section.finished() + description.finished()
  }

  /// The blocks that tell of one packet.
  public mutating func blocks(of captured: CapturedPacket) -> [UInt8] {
    let packet = captured.packet
    let bytes = packet.bytes
    let instant = UInt64(packet.at.nanoseconds)
    var block = PcapngBlock(.enhancedPacket)
    block.append(UInt32(0))
    block.append(UInt32(instant >> 32))
    block.append(UInt32(truncatingIfNeeded: instant))
    block.append(UInt32(bytes.count))
    block.append(UInt32(bytes.count))
    block.append(padded: bytes)
    if point == .everyHost {
      let name = plan.hosts[Int(packet.host)].name
      block.append(
        option: Option.comment, text: packet.isOutbound ? "leaves \(name)" : "reaches \(name)")
    }
    for words in captured.comments.words(of: plan) {
      block.append(option: Option.comment, text: words)
    }
    block.append(option: Option.packetFlags, packet.isOutbound ? [2, 0, 0, 0] : [1, 0, 0, 0])
    return names(of: [packet.source.host, packet.destination.host]) + block.finished()
  }

  /// The names of addresses that the file has not told yet.
  private mutating func names(of hosts: [UInt32]) -> [UInt8] {
    let fresh = hosts.filter { !isNamed[Int($0)] }
    guard !fresh.isEmpty else { return [] }
    var block = PcapngBlock(.nameResolution)
    for host in fresh {
      isNamed[Int(host)] = true
      let address = HostAddress(ofHost: host).number.bigEndian
      let name = PcapngBlock.shortened(plan.hosts[Int(host)].name).filter { $0 != 0 }
      block.append(option: 1, withUnsafeBytes(of: address) { Array($0) } + name + [0])
    }
    return block.finished()
  }
}

extension World {
  /// Writes a pcapng file of the run as it goes; before the run begins.
  ///
  /// - Parameters:
  ///   - point: whose interface is captured.
  ///   - write: takes the bytes of the file, piece by piece.
  /// - Throws: when there is no such host.
  public mutating func writePcapng(
    at point: CapturePoint = .firstClient, to write: @escaping ([UInt8]) -> Void
  ) throws(PlanError) {
    var file = try PcapngFile(of: plan, seed: seed, at: point)
    try capturePackets(at: point) { write(file.blocks(of: $0)) }
    write(file.beginning())
  }
}
