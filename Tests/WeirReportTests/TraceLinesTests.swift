import Testing
import WeirKernel
import WeirPrimitives
import WeirReport
import WeirScenario
import WeirWorld

@Suite struct TraceLinesTests {
  @Test("Each line is an object with instant, component, kind and cause, in the order of time")
  func lines() throws {
    let report = try report(keepsFullTrace: true)
    var texts: [String] = []
    report.traceLines { texts.append($0) }
    #expect(texts.count == report.result.occurrences.count)
    #expect(texts.count > 1_000)
    let names = report.result.componentNames
    let kinds = OccurrenceKind.allCases.map { "\($0)" }
    var last = 0
    var sent = 0
    for text in texts {
      let line = try JSONObject(text)
      let at = try #require(line.integer("at"))
      #expect(at >= last)
      last = at
      #expect(names.contains(try #require(line.string("component"))))
      let kind = try #require(line.string("kind"))
      #expect(kinds.contains(kind))
      #expect(line.kinds["cause"] == "integer")
      let isPacket = kind.hasPrefix("packet")
      let own = isPacket ? ["flow", "sequence", "length", "flags"] : ["first", "second"]
      let rest = line.members.keys.filter { !["at", "component", "kind", "cause"].contains($0) }
      #expect(rest.filter { $0 != "reason" }.sorted() == own.sorted())
      if kind == "packetSent" { sent += 1 }
    }
    #expect(UInt64(sent) == report.result.packets.sent)
  }

  @Test("A full trace does not change the run")
  func digest() throws {
    #expect(
      try report(keepsFullTrace: true).result.digest == (try report()).result.digest)
  }
}
