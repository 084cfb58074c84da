import Testing
import WeirAudit
import WeirPrimitives
import WeirReport
import WeirScenario

@testable import WeirWorld

@Suite struct LedgerLinesTests {
  private func lines(_ report: RunReport) throws -> [JSONObject] {
    var texts: [String] = []
    report.ledgerLines { texts.append($0) }
    return try texts.map { try JSONObject($0) }
  }

  @Test("There is one line for each event and recipient, with the keys of the contract")
  func keys() throws {
    let report = try report()
    let lines = try lines(report)
    #expect(lines.count == report.result.ledger.obligations.count)
    #expect(lines.count > 600)
    for line in lines {
      #expect(
        line.kinds == [
          "stream": "string", "sequence": "integer", "id": "string", "recipient": "string",
          "direction": "string", "bytes": "integer", "emittedNanoseconds": "integer",
          "deliveries": "array", "outcome": "string", "flags": "array", "lastHop": "string",
          "connection": line.kinds["connection"] == "null" ? "null" : "integer",
        ])
      #expect(line.string("direction") == "down")
      #expect(line.string("recipient") == "phone")
      #expect(line.string("id") == line.integer("sequence").map(String.init))
      #expect((line["flags"] as? [String])?.first == line.string("outcome"))
    }
  }

  @Test(
    "The lines add up to the accounts of the report",
    arguments: ["fixed", "broken", "patient"])
  func sums(_ variant: String) throws {
    let report = try report(variant: variant)
    let lines = try lines(report)
    for account in report.result.ledger.accounts {
      let name = report.result.ledger.streams[Int(account.stream)].name
      let own = lines.filter { $0.string("stream") == name }
      func numbers(_ flag: String) -> [UInt32] {
        own.filter { ($0["flags"] as? [String])?.contains(flag) ?? false }
          .compactMap { $0.integer("sequence").map(UInt32.init) }
      }
      #expect(own.count == account.owed)
      #expect(numbers("lost") == account.lost)
      #expect(numbers("pending") == account.pending)
      #expect(numbers("duplicated") == account.duplicated)
      #expect(numbers("reordered") == account.reordered)
      #expect(numbers("delivered").count == account.delivered)
      let delays = own.compactMap { line -> Int? in
        guard let first = (line["deliveries"] as? [Int])?.first,
          let emitted = line.integer("emittedNanoseconds")
        else { return nil }
        return first - emitted
      }
      #expect(delays.sorted() == account.delays.map { Int($0.nanoseconds) })
    }
    #expect(lines.count == report.result.ledger.accounts.reduce(0) { $0 + $1.owed })
  }

  @Test("What was lost has no delivery and says how far it came")
  func lost() throws {
    let lost = try lines(try report(variant: "broken")).filter { $0.string("outcome") == "lost" }
    #expect(!lost.isEmpty)
    for line in lost {
      #expect(line["deliveries"] as? [Int] == [])
      #expect(line["flags"] as? [String] == ["lost"])
      let hop = line.string("lastHop")
      #expect(hop == "source" || hop == "written")
      #expect((hop == "source") == (line.kinds["connection"] == "null"))
    }
  }

  @Test("Nothing is late unless a latency is expected; then it is late by that limit")
  func late() throws {
    #expect(try lines(try report()).allSatisfy { $0.string("outcome") != "late" })
    let expecting = try lines(try report(settings: ["expect.latency=1s"]))
    for line in expecting {
      let emitted = try #require(line.integer("emittedNanoseconds"))
      let first = try #require((line["deliveries"] as? [Int])?.first)
      let isLate = first - emitted > 1_000_000_000
      #expect((line["flags"] as? [String])?.contains("late") == isLate)
    }
    #expect(expecting.contains { $0.string("outcome") == "late" })
    #expect(expecting.contains { $0.string("outcome") == "delivered" })
  }

  @Test("An outcome is the first that applies, and the flags are all that do")
  func outcomes() throws {
    var ledger = Ledger(consumers: [])
    for host in ["a", "b"] { ledger.add(ConsumerRecord(host: host, purpose: "/t")) }
    ledger.openStream(name: "/t", host: "api")
    ledger.subscribe(0, to: 0)
    func at(_ milliseconds: Int64) -> Instant { .zero + .milliseconds(milliseconds) }
    for number in 1...5 {
      ledger.emit(
        stream: 0, number: UInt32(number), bytes: 10, isLast: false, at: at(Int64(number)))
    }
    for (number, time) in [(2, 10), (1, 11), (1, 12), (3, 5_000)] as [(UInt32, Int64)] {
      ledger.written(stream: 0, number: number, to: 0, connection: 3, offset: 9, at: at(9))
      ledger.handedOver(stream: 0, number: number, to: 0, at: at(time))
    }
    ledger.handedOver(stream: 0, number: 2, to: 1, at: at(20))
    ledger.markPending([4])
    let lines = try lines(try reportOn(ledger, limit: .seconds(1)))
    #expect(
      lines.map { $0.string("outcome") } == [
        "duplicated", "delivered", "late", "lost", "pending", "misrouted",
      ])
    #expect(
      lines.map { $0["flags"] as? [String] } == [
        ["duplicated", "reordered", "delivered"], ["delivered"], ["late", "delivered"], ["lost"],
        ["pending"], ["misrouted"],
      ])
    #expect(lines[0]["deliveries"] as? [Int] == [11_000_000, 12_000_000])
    #expect(lines.map { $0.integer("connection") } == [4, 4, 4, nil, nil, nil])
    #expect(
      lines.map { $0.string("recipient") } == ["a", "a", "a", "a", "a", "b"])
    #expect(lines.map { $0.integer("bytes") } == Array(repeating: 10, count: 6))
  }

  @Test("A stray that nobody emitted is told with what is known of it")
  func strays() throws {
    var ledger = Ledger(consumers: [ConsumerRecord(host: "a", purpose: "/t")])
    ledger.openStream(name: "/t", host: "api")
    ledger.emit(stream: 0, number: 1, bytes: 10, isLast: false, at: .zero)
    for (stream, number) in [(0, 1), (0, 0), (0, 2), (9, 1)] as [(UInt32, UInt32)] {
      ledger.handedOver(stream: stream, number: number, to: 0, at: .zero + .milliseconds(1))
    }
    let lines = try lines(try reportOn(ledger, limit: .seconds(1)))
    #expect(lines.map { $0.string("stream") } == ["/t", "/t", "/t", nil])
    #expect(lines.map { $0.integer("bytes") } == [10, nil, nil, nil])
    #expect(lines.map { $0.integer("emittedNanoseconds") } == [0, nil, nil, nil])
    #expect(lines.map { $0.integer("sequence") } == [1, 0, 2, 1])
    #expect(lines.allSatisfy { $0.string("outcome") == "misrouted" })
  }

  /// A report that tells another ledger than that of its run.
  private func reportOn(_ ledger: Ledger, limit: TimeSpan) throws -> RunReport {
    let run = try report(settings: ["expect.latency=\(limit.text)"])
    let result = run.result
    return RunReport(
      run.scenario,
      RunResult(
        seed: result.seed, digest: result.digest, end: result.end, endedAt: result.endedAt,
        eventCount: result.eventCount, ledger: ledger, findings: [], outages: [], timeline: [],
        transfers: result.transfers, pools: [],
        packets: result.packets, connectionCount: 0, retransmissions: [], notApplicable: [],
        neverBegun: [], idleProfiles: [], occurrences: [], draws: [], eventCauses: [],
        componentNames: []),
      wallTime: nil)
  }
}
