import Testing
import WeirEndpoints
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork
@testable import WeirReport
@testable import WeirWorld

@Suite("Captures as files")
struct PcapngFileTests {
  static let plan: WorldPlan = {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("phone"), HostPlan("api", server: ServerConfiguration())]
    return plan
  }()

  @Test func `a file begins with its section and one interface, byte by byte`() throws {
    let comment =
      "Weir, seed 7. Instants count from the beginning of the run. "
      + "Captured at the interface of phone. "
      + "Wireshark reads streams best with tcp.reassemble_out_of_order on."
    #expect(comment.utf8.count == 161)
    let section: [UInt8] =
      [0x0A, 0x0D, 0x0D, 0x0A, 208, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0]
      + [UInt8](repeating: 0xFF, count: 8)
      + [1, 0, 161, 0] + Array(comment.utf8) + [0, 0, 0]
      + [4, 0, 4, 0] + Array("Weir".utf8) + [0, 0, 0, 0, 208, 0, 0, 0]
    let interface: [UInt8] =
      [1, 0, 0, 0, 56, 0, 0, 0, 101, 0, 0, 0, 0, 0, 0, 0]
      + [2, 0, 5, 0] + Array("phone".utf8) + [0, 0, 0]
      + [4, 0, 8, 0, 10, 0, 0, 1, 255, 0, 0, 0]
      + [9, 0, 1, 0, 9, 0, 0, 0]
      + [0, 0, 0, 0, 56, 0, 0, 0]
    let expected = section + interface
    #expect(try PcapngFile(of: Self.plan, seed: 7).beginning() == expected)
  }

  private func captured(
    at instant: Instant, _ comments: [CaptureComment]
  ) -> CapturedPacket {
    var packet = PacketBytesTests.packet(Segment(sequence: 1, flags: [.rst]))
    packet = TappedPacket(
      at: instant, host: 0, isOutbound: false, source: packet.destination,
      destination: packet.source, identification: 1, segment: packet.segment, payload: [],
      notes: [])
    return CapturedPacket(packet: packet, comments: comments)
  }

  @Test func `a packet block has the instant in nanoseconds, comments and direction`() throws {
    var file = try PcapngFile(of: Self.plan, seed: 7)
    let instant = Instant(nanoseconds: 5_000_000_001)
    let packet = captured(at: instant, [.sentAgain])
    let bytes = packet.packet.bytes
    #expect(bytes.count == 40)
    let block: [UInt8] =
      [6, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0]
      + [1, 0, 0, 0, 0x01, 0xF2, 0x05, 0x2A, 40, 0, 0, 0, 40, 0, 0, 0] + bytes
      + [1, 0, 10, 0] + Array("sent again".utf8) + [0, 0]
      + [2, 0, 4, 0, 1, 0, 0, 0] + [0, 0, 0, 0, 100, 0, 0, 0]
    let names: [UInt8] =
      [4, 0, 0, 0, 44, 0, 0, 0]
      + [1, 0, 8, 0, 10, 0, 0, 2] + Array("api".utf8) + [0]
      + [1, 0, 10, 0, 10, 0, 0, 1] + Array("phone".utf8) + [0, 0, 0]
      + [0, 0, 0, 0, 44, 0, 0, 0]
    #expect(file.blocks(of: packet) == names + block)
    // Names are told once.
    #expect(file.blocks(of: packet) == block)
  }

  static let wordings: [([CaptureComment], [String])] = [
    ([.event(7, of: "phone's chat", .begins)], ["event 7 of phone's chat begins"]),
    ([.event(7, of: "phone's chat", .ends)], ["event 7 of phone's chat ends"]),
    (
      [.event(7, of: "a", .ends), .event(8, of: "a", [.begins, .ends])],
      ["event 7 of a ends", "event 8 of a begins and ends"]
    ),
    (
      (3...9).map { .event($0, of: "a", [.begins, .ends]) } + [.event(10, of: "a", .begins)],
      ["events 3–9 of a begin and end", "event 10 of a begins"]
    ),
    (
      [.event(1, of: "a", .ends), .event(2, of: "b", .ends)],
      ["event 1 of a ends", "event 2 of b ends"]
    ),
    ([.request(of: "phone's chat", .begins)], ["request of phone's chat begins"]),
    (
      [
        .dropped(.loss, at: "radio.up", fault: nil),
        .dropped(.linkDown, at: "radio.up", fault: "tunnel"),
        .dropped(.severed, at: "api", fault: "cut-7"), .underWay,
      ],
      [
        "dropped: loss on radio.up", "dropped: link down on radio.up, by tunnel",
        "dropped: connection cut off, at api, by cut-7", "still on its way when the run ends",
      ]
    ),
    (
      [.forged(fault: "cut-7"), .shortened(fault: nil)],
      [
        "not sent by the peer, but by a box in the middle, by cut-7",
        "what was behind these bytes is cut off",
      ]
    ),
  ]

  @Test(arguments: wordings)
  func `comments are sentences, and events in a row share one`(
    _ comments: [CaptureComment], _ expected: [String]
  ) {
    #expect(comments.words(of: Self.plan) == expected)
  }

  @Test func `a comment longer than an option may be is shortened`() throws {
    var file = try PcapngFile(of: Self.plan, seed: 7)
    let name = String(repeating: "ä", count: 40_000)
    let packet = captured(at: .zero, [.request(of: name, .begins)])
    let reader = try PcapngReader(file.beginning() + file.blocks(of: packet))
    #expect(reader.packets.count == 1)
    let comment = try #require(reader.packets.first?.comments.first)
    #expect(comment.hasPrefix("request of ä"))
    #expect(comment.utf8.count > 65_500)
  }

  @Test func `one character and a host's name may be longer than an option`() throws {
    var plan = Self.plan
    let accents = "a" + String(repeating: "\u{301}", count: 40_000)
    plan.hosts[0].name = accents
    var file = try PcapngFile(of: plan, seed: 7)
    let packet = captured(at: .zero, [.request(of: accents, .begins)])
    let reader = try PcapngReader(file.beginning() + file.blocks(of: packet))
    let comment = try #require(reader.packets.first?.comments.first)
    #expect(comment.hasPrefix("request of a\u{301}") || comment.utf8.count > 65_500)
    #expect(comment.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" })
  }
}
