import Testing
import WeirKernel
import WeirPrimitives
import WeirReport
import WeirScenario
import WeirWorld

@Suite struct TraceLinesTests {
  private func records(_ report: RunReport) -> [TraceRecord] {
    var records: [TraceRecord] = []
    report.result.traceRecords { records.append($0) }
    return records
  }

  @Test("Each line is an object with instant, kind and cause, in the order of time")
  func lines() throws {
    let report = try report(settings: ["radio.loss=1%"], keepsFullTrace: true)
    let result = report.result
    let texts = records(report).map(\.line)
    #expect(texts.count == result.occurrences.count + result.draws.count)
    #expect(result.occurrences.count > 1_000)
    let kinds = OccurrenceKind.allCases.map { "\($0)" }
    var last = 0
    var sent = 0
    for text in texts {
      let line = try JSONObject(text)
      let at = try #require(line.integer("at"))
      #expect(at >= last)
      last = at
      let kind = try #require(line.string("kind"))
      #expect(["integer", "null"].contains(line.kinds["cause"]))
      let rest = line.members.keys.filter { !["at", "kind", "cause", "reason"].contains($0) }
      if kind == "draw" {
        #expect(rest.sorted() == ["bits", "entity", "n", "owner", "purpose"])
        continue
      }
      #expect(result.componentNames.contains(try #require(line.string("component"))))
      #expect(kinds.contains(kind))
      let isPacket = kind.hasPrefix("packet")
      let own = isPacket ? ["flags", "flow", "length", "sequence"] : ["first", "second"]
      #expect(rest.sorted() == ["component"] + own)
      if kind == "packetSent" { sent += 1 }
    }
    #expect(UInt64(sent) == result.packets.sent)
  }

  @Test("A line read back is the record it was written from")
  func roundTrip() throws {
    for record in records(try report(settings: ["radio.loss=1%"], keepsFullTrace: true)) {
      #expect(TraceRecord(line: record.line) == record)
    }
  }

  static let noLines = [
    "", "7", "{}", #"{"at":1}"#, #"{"kind":"draw","cause":1}"#, #"{"at":"1","kind":"draw"}"#,
    #"{"at":1,"kind":"draw","n":[]}"#, #"{"at":1,"kind":"draw","n":1.5}"#, #"{"at":1,"kind""#,
  ]

  @Test("What is no line of a trace is not taken for one", arguments: noLines)
  func malformed(_ line: String) {
    #expect(TraceRecord(line: line) == nil)
  }

  @Test("A full trace does not change the run")
  func digest() throws {
    #expect(
      try report(keepsFullTrace: true).result.digest == (try report()).result.digest)
  }

  @Test("Without the full trace no draw is kept")
  func noDraws() throws {
    let result = try report().result
    #expect(result.draws.isEmpty)
    #expect(result.eventCauses.isEmpty)
    #expect(result.occurrences.count == Recorder.tailLength)
  }
}
