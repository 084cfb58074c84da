import Testing
import WeirAudit
import WeirKernel
import WeirPrimitives
import WeirReport
import WeirScenario
import WeirWorld

@Suite struct JSONReportTests {
  @Test("The report has the keys of the contract, each of its kind")
  func keys() throws {
    let report = try report()
    let object = try JSONObject(report.json)
    #expect(
      object.kinds.filter { $0.key != "virtualSeconds" } == [
        "scenario": "string", "variant": "string", "profiles": "array", "set": "array",
        "seed": "integer", "digest": "string", "digestVersion": "integer", "verdict": "string",
        "expectedVerdict": "string", "expectations": "array", "metrics": "object",
        "notApplicable": "array", "didNotHappen": "array",
        "streamsNeverBegun": "array", "end": "string", "wallSeconds": "null",
        "events": "integer",
        "replay": "string",
      ])
    #expect(object.string("scenario") == tunnel)
    #expect(object.string("variant") == "fixed")
    #expect(object["profiles"] as? [String] == [packageFolderProfile])
    #expect(object["set"] as? [String] == [])
    #expect(object.integer("seed") == 7)
    #expect(object.string("digest") == report.result.digest.text)
    #expect(object.string("digest")?.count == 16)
    #expect(object.integer("digestVersion") == Digest.version)
    #expect(object.string("verdict") == report.result.verdict.rawValue)
    #expect(object.string("expectedVerdict") == "passed")
    #expect(object.integer("events") == Int(report.result.eventCount))
    #expect(object.string("replay") == report.replayCommand)
    let seconds = try #require(object["virtualSeconds"] as? Double)
    #expect(abs(seconds * 1e9 - Double(report.result.endedAt.nanoseconds)) < 1_000)
  }

  private var packageFolderProfile: String {
    tunnel.replacing("Scenarios/basics/chat-through-a-tunnel", with: "Fault-Profiles/tunnel")
  }

  @Test("Each expectation has a name, a verdict and evidence in sentences")
  func expectations() throws {
    let report = try report(variant: "broken")
    let entries = try JSONObject(report.json).objects("expectations")
    #expect(
      entries.map { $0["name"] as? String } == [
        "in-order-once", "recovers-within", "complete-only-when-finished",
      ])
    for (entry, finding) in zip(entries, report.result.findings) {
      #expect(entry.keys.sorted() == ["evidence", "name", "verdict"])
      #expect(entry["verdict"] as? String == finding.verdict.rawValue)
      #expect(entry["evidence"] as? [String] == finding.evidence)
    }
  }

  @Test("Metrics count packets and what each consumer was owed and got")
  func metrics() throws {
    let report = try report(variant: "broken")
    let metrics = try #require(try JSONObject(report.json)["metrics"] as? [String: Any])
    #expect(
      metrics.keys.sorted() == [
        "connections", "consumers", "packetsDelivered", "packetsDropped", "packetsDuplicated",
        "packetsInFlight", "packetsSent", "pools", "segmentsRetransmitted",
        "segmentsRetransmittedByHost", "slowestRecoveryNanoseconds", "socketErrors", "transfers",
      ])
    func count(_ key: String) throws -> Int { try #require(metrics[key] as? Int) }
    #expect(
      try count("packetsSent") + count("packetsDuplicated")
        == count("packetsDelivered") + count("packetsDropped") + count("packetsInFlight"))
    let consumers = try #require(metrics["consumers"] as? [[String: Any]])
    #expect(consumers.map { $0["purpose"] as? String } == ["chat", "/api/events"].reversed())
    for (consumer, account) in zip(consumers, report.result.ledger.accounts) {
      #expect(
        consumer.keys.sorted() == [
          "delayNanoseconds", "delivered", "duplicated", "lost", "lostIds", "owed", "pending",
          "purpose", "recipient", "reordered", "status", "stream",
        ])
      #expect(consumer["recipient"] as? String == "phone")
      #expect(consumer["owed"] as? Int == account.owed)
      #expect(consumer["lostIds"] as? [Int] == account.lost.map(Int.init))
      let delays = try #require(consumer["delayNanoseconds"] as? [String: Int])
      #expect(delays["max"].map(Int64.init) == account.delays.last?.nanoseconds)
    }
  }

  @Test("What is not told or does not exist is null, and settings are listed")
  func nulls() throws {
    let object = try JSONObject(try report(settings: ["radio.delay=60ms"]).json)
    #expect(object.kinds["expectedVerdict"] == "null")
    #expect(object["set"] as? [String] == ["radio.delay=60ms"])
    #expect(
      object.string("replay").map(local)
        == """
        weir run Scenarios/basics/chat-through-a-tunnel.json5 --variant fixed \
        --set radio.delay=60ms --seed 7
        """)
  }

  @Test("Wall time is a number of seconds where it is told")
  func wallTime() throws {
    let quiet = try report()
    let told = RunReport(quiet.scenario, quiet.result, wallTime: .microseconds(1_500))
    #expect(told.json.contains(#""wallSeconds":0.001500,"#))
  }

  @Test("The largest seed survives")
  func largestSeed() throws {
    let object = try JSONObject(try report(seed: 1 << 53 - 1).json)
    #expect(object.integer("seed") == 1 << 53 - 1)
  }
}
