import TestSupport
import Testing
import WeirReport

@Suite struct TransferReportTests {
  private static let text = """
    {
      title: "t",
      hosts: { client: {}, server: {} },
      links: { path: { between: ["client", "server"], delay: "50ms" } },
      workload: [
        { on: "client", to: "server", upload: { bytes: 1000 } },
        { at: "1s", on: "client", to: "server", connect: { count: 2, every: "10ms" } },
        { at: "2s", on: "client", to: "server", connect: { listener: false, port: 9 } },
        { at: "3s", on: "client", to: "server",
          messages: { count: 2, every: "20ms", direction: "up" } },
      ],
      expect: { "in-order-once": {} },
    }
    """

  private func report() throws -> RunReport {
    let folder = try TemporaryFolder()
    return try WeirReportTests.report(on: folder.write("s.json5", Self.text), seed: 1)
  }

  @Test func `Each transfer is told in nanoseconds, with both its ends and its attempts`() throws {
    let object = try JSONObject(report().json)
    let metrics = try #require(object["metrics"] as? [String: Any])
    let transfers = try #require(metrics["transfers"] as? [[String: Any]])
    #expect(
      transfers.map { $0["kind"] as? String } == ["upload", "connect", "connect", "messages"])
    let upload = transfers[0]
    #expect(
      upload.keys.sorted() == [
        "attempts", "bytes", "bytesRead", "connectedNanoseconds", "direction", "ends", "finished",
        "firstByteNanoseconds", "goodputBitsPerSecond", "host", "kind", "lastByteNanoseconds",
        "peer", "port", "segmentsRetransmitted", "startedNanoseconds",
      ])
    #expect(upload["startedNanoseconds"] as? Int == 0)
    #expect(upload["connectedNanoseconds"] as? Int == 100_000_000)
    #expect(upload["lastByteNanoseconds"] as? Int == 150_000_000)
    #expect(upload["bytesRead"] as? Int == 1_000)
    #expect(upload["finished"] as? Bool == true)
    #expect(upload["port"] as? Int == 5_001)
    #expect(upload["direction"] as? String == "up")
    let ends = try #require(upload["ends"] as? [[String: Any]])
    #expect(ends.map { $0["host"] as? String } == ["client", "server"])
    #expect(ends.map { $0["ending"] as? String } == ["closed", "closed"])
    #expect(ends.allSatisfy { JSONObject.kind($0["error"] as Any) == "null" })
    let attempts = try #require(transfers[1]["attempts"] as? [[String: Any]])
    #expect(attempts.map { $0["startedNanoseconds"] as? Int } == [1_000_000_000, 1_010_000_000])
    #expect(attempts.map { $0["nanoseconds"] as? Int } == [100_000_000, 100_000_000])
    let refused = try #require(transfers[2]["attempts"] as? [[String: Any]])
    #expect(refused.map { $0["error"] as? String } == ["ECONNREFUSED"])
    #expect(refused.map { $0["endedNanoseconds"] as? Int } == [2_100_000_000])
  }

  @Test func `The ledger has a line a message, with its direction`() throws {
    var lines: [JSONObject] = []
    try report().ledgerLines { line in
      if let object = try? JSONObject(line) { lines.append(object) }
    }
    #expect(
      lines.map { $0.string("stream") } == ["client-upload-1"]
        + Array(repeating: "client-messages-4", count: 2))
    #expect(lines.map { $0.string("direction") } == ["up", "up", "up"])
    #expect(lines.map { $0.string("recipient") } == ["server", "server", "server"])
    #expect(lines.map { $0.integer("bytes") } == [1_000, 60, 60])
    #expect(
      lines.map { $0.integer("emittedNanoseconds") } == [100_000_000, 3_100_000_000, 3_120_000_000])
    #expect(
      lines.map { ($0["deliveries"] as? [Int]) ?? [] } == [
        [150_000_000], [3_150_000_000], [3_170_000_000],
      ])
  }

  @Test func `The text tells of each transfer in a line`() throws {
    let text = try report().text
    #expect(
      text.contains(
        """
        What happened
            0.100 s  client, upload: connected
            0.150 s  server, upload of client: has read all 1,000 bytes
            1.110 s  client, connect: 2 connects, 0 failed
            2.100 s  client, connect: connection refused (ECONNREFUSED); 1 connects, 1 failed
            3.100 s  client, messages: connected
            3.170 s  server, messages of client: has read all 120 bytes

        """))
    #expect(
      text.contains(
        """
        Transfers
          client to server, upload: 1,000 B in 0.150 s; 160,000 bit/s
          client to server, connect: 2 of 2 connected; in 0.100 s to 0.100 s, half within 0.100 s
          client to server, connect: 0 of 1 connected; 1 ECONNREFUSED
          client to server, messages: 120 B in 0.170 s; 13,714 bit/s

        Expectations

        """))
  }

  @Test func `An end that was told of an error is named`() throws {
    let report = try WeirReportTests.report(
      on: packageFolder + "/Scenarios/tcp/dead-peer.json5", variant: "broken", seed: 1)
    let line = report.text.split(separator: "\n").first { $0.hasPrefix("  listener to server") }
    let told = try #require(line)
    #expect(told.contains("; server told ETIMEDOUT at "))
    #expect(!told.contains("listener told"))
  }
}
