import TestSupport
import Testing
import WeirAudit
import WeirEndpoints
import WeirNetwork
import WeirPrimitives
import WeirReport
import WeirScenario
import WeirTCP
import WeirWorld

/// A run with the file of its capture.
struct CapturedRun {
  let result: RunResult
  let file: [UInt8]
  /// Pieces of the file that came before the run was over.
  let piecesOnTheWay: Int

  init(
    variant: String = "fixed", seed: UInt64 = 7, settings: [String] = [],
    at point: CapturePoint = .firstClient
  ) throws {
    var request = RunRequest(scenario: tunnel)
    request.variant = variant
    request.settings = settings
    try self.init(ScenarioReader.read(request).plan, seed: seed, at: point)
  }

  init(_ plan: WorldPlan, seed: UInt64 = 1, at point: CapturePoint = .firstClient) throws {
    final class Pieces {
      var all: [[UInt8]] = []
    }
    let pieces = Pieces()
    var world = try World(plan, seed: seed)
    try world.writePcapng(at: point) { pieces.all.append($0) }
    world.start()
    while world.advance() {}
    piecesOnTheWay = pieces.all.count
    result = world.finish()
    file = pieces.all.flatMap { $0 }
  }
}

@Suite("Captures of runs")
struct CapturedRunTests {
  static let points: [CapturePoint] = [.firstClient, .host("api"), .everyHost]

  @Test(arguments: points, ["fixed", "broken", "patient"])
  func `a capture does not change the digest`(_ point: CapturePoint, _ variant: String) throws {
    let settings = ["radio.loss=2%"]
    let plain = try report(variant: variant, settings: settings).result
    let captured = try CapturedRun(variant: variant, settings: settings, at: point)
    #expect(captured.result.digest == plain.digest)
    #expect(captured.result.eventCount == plain.eventCount)
  }

  @Test(arguments: points)
  func `every packet of a lossy run reads back with valid checksums, in the order of time`(
    _ point: CapturePoint
  ) throws {
    let run = try CapturedRun(settings: ["radio.loss=5%"], at: point)
    let reader = try PcapngReader(run.file)
    #expect(reader.packets.count > 500)
    for packet in reader.packets {
      let headers = try packet.headers()
      #expect(headers.hasValidChecksums)
    }
    let instants = reader.packets.map(\.nanoseconds)
    #expect(instants == instants.sorted())
    #expect(instants.last ?? 0 <= UInt64(run.result.endedAt.nanoseconds))
    #expect(reader.names.map(\.name).sorted() == ["api", "phone"])
    #expect(Set(reader.names.map(\.address)) == [0x0A00_0001, 0x0A00_0002])
  }

  @Test func `the file grows while the run goes on`() throws {
    let run = try CapturedRun()
    #expect(run.piecesOnTheWay > 700)
  }

  @Test func `sent and delivered are the packets at the interfaces`() throws {
    let counts = try CapturedRun(settings: ["radio.loss=2%"], at: .everyHost)
    let packets = try PcapngReader(counts.file).packets
    let sent = packets.filter(\.isOutbound)
    #expect(UInt64(sent.count) == counts.result.packets.sent)
    #expect(UInt64(packets.count - sent.count) == counts.result.packets.delivered)
    func count(_ word: String) -> UInt64 {
      UInt64(sent.filter { $0.comments.contains { $0.hasPrefix(word) } }.count)
    }
    #expect(count("dropped: ") == counts.result.packets.dropped)
    #expect(count("still on its way") == counts.result.packets.inFlight)
  }

  @Test(arguments: ["phone", "api"], 1...10 as ClosedRange<UInt64>)
  func `what is seen to be sent again is what the run counts`(
    _ host: String, _ seed: UInt64
  ) throws {
    let run = try CapturedRun(seed: seed, settings: ["radio.loss=3%"], at: .host(host))
    let again = try PcapngReader(run.file).packets
      .filter { $0.isOutbound && $0.comments.contains("sent again") }
    let counted = run.result.retransmissions.first { $0.host == host }?.segments ?? 0
    #expect(counted > 0)
    #expect(UInt64(again.count) == counted)
  }

  @Test func `the bytes that reach the client are the streams that the server wrote`() throws {
    let run = try CapturedRun(variant: "patient", settings: ["radio.loss=2%"])
    var streams: [UInt16: (first: UInt32, bytes: [UInt8])] = [:]
    for packet in try PcapngReader(run.file).packets where !packet.isOutbound {
      let headers = try packet.headers()
      let port = headers.destination.port
      if headers.flags & 0x02 != 0 { streams[port] = (headers.sequence &+ 1, []) }
      guard var stream = streams[port] else { continue }
      let start = Int(headers.sequence &- stream.first)
      for (index, byte) in headers.payload.enumerated() {
        if start + index == stream.bytes.count { stream.bytes.append(byte) }
        if start + index < stream.bytes.count { #expect(stream.bytes[start + index] == byte) }
      }
      streams[port] = stream
    }
    let texts = [32_768, 32_769].map { String(decoding: streams[$0]?.bytes ?? [], as: UTF8.self) }
    for text in texts {
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(text.contains("text/event-stream"))
    }
    #expect(texts.contains { $0.contains("id: 30") })
  }

  @Test func `comments tell of the tunnel, of what it drops and of events`() throws {
    let reader = try PcapngReader(CapturedRun().file)
    let comments = reader.packets.flatMap(\.comments)
    #expect(comments.count { $0.hasPrefix("tunnel begins: link down on access for 12s, at ") } == 1)
    #expect(comments.count { $0.hasPrefix("tunnel ends, at ") } == 1)
    #expect(comments.contains("dropped: link down on radio.up, by tunnel"))
    #expect(comments.contains("event 7 of phone's chat begins and ends"))
    #expect(comments.contains("request of phone's chat begins and ends"))
    let dropped = reader.packets.filter { $0.comments.contains { $0.hasPrefix("dropped") } }
    #expect(dropped.allSatisfy { $0.isOutbound })
  }

  @Test func `a capture of every host says what it is not fit for`() throws {
    let reader = try PcapngReader(CapturedRun(at: .everyHost).file)
    #expect(reader.section.texts(1).first?.contains("UNFIT FOR TCP ANALYSIS") == true)
    #expect(reader.interface.texts(2) == ["all"])
    #expect(
      reader.packets.allSatisfy { packet in
        packet.comments.first.map { $0.hasPrefix("leaves ") == packet.isOutbound } ?? false
      })
  }

  @Test func `a cut stream shows the forged segments and what was taken off`() throws {
    var plan = try ScenarioReader.read(RunRequest(scenario: tunnel)).plan
    plan.faults = [
      FaultRule(
        profile: "scissors", .cut(.rst), on: FaultTarget("api"),
        start: .position(StreamPosition(stream: "chat", anchor: .event(7), byte: 3)))
    ]
    let packets = try PcapngReader(CapturedRun(plan).file).packets
    let shortened = packets.filter {
      $0.comments.contains("what was behind these bytes is cut off, by scissors")
    }
    let forged = packets.filter {
      $0.comments.contains("not sent by the peer, but by a box in the middle, by scissors")
    }
    #expect(shortened.count + forged.count >= 1)
    let flags = try forged.map { try $0.headers().flags }
    #expect(flags == [0x14])
    let before = packets.filter { !$0.isOutbound && $0.nanoseconds <= forged[0].nanoseconds }
    #expect(before.flatMap(\.comments).contains("event 7 of phone's chat begins"))
  }

  @Test func `the first client is the first host with something to do and no server`() throws {
    var plan = WorldPlan()
    plan.hosts = [
      HostPlan("api", server: ServerConfiguration()), HostPlan("idle"),
      HostPlan("phone", count: 3),
    ]
    plan.workload = [WorkloadItem(on: "phone[2]", .follow(path: "/x"))]
    #expect(try plan.hosts(capturedAt: .firstClient) == [4])
    #expect(try plan.hosts(capturedAt: .host("phone[1]")) == [3])
    #expect(try plan.hosts(capturedAt: .everyHost) == [0, 1, 2, 3, 4])
    plan.workload = []
    #expect(try plan.hosts(capturedAt: .firstClient) == [1])
    plan.hosts = [HostPlan("api", server: ServerConfiguration())]
    #expect(try plan.hosts(capturedAt: .firstClient) == [0])
  }

  @Test func `a host that does not exist is named, with those that do`() {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("phone", count: 9), HostPlan("api")]
    let unknown = #expect(throws: PlanError.self) { try plan.hosts(capturedAt: .host("phon")) }
    #expect(unknown?.problem == "the unknown host \"phon\"")
    #expect(unknown?.choices.count == 10)
    let several = #expect(throws: PlanError.self) { try plan.hosts(capturedAt: .host("phone")) }
    #expect(several?.problem == "\"phone\", which is 9 hosts")
    #expect(several?.remedy.hasSuffix("phone[7] or 1 more") == true)
  }
}
