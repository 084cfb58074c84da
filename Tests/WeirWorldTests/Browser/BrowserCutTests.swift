import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

@Suite("A cut at every byte of what an EventSource of a browser reads")
struct BrowserCutTests {
  private static let events = 3

  /// A page follows a topic that begins long after it has connected, and again after any cut
  /// before its first event.
  private func plan(_ version: HTTPVersion, _ action: CutAction, afterByte byte: Int) -> WorldPlan {
    WorldPlan(
      hosts: [
        .browser("laptop", http: version, policy: .nativeEventSource),
        .server("api", history: .log, heartbeat: nil),
      ],
      links: [.link("wan", between: "laptop", and: "api", delay: .milliseconds(5))],
      workload: [
        .openTabs(1, on: "laptop", following: "/api/events", page: nil),
        .publish(
          "/api/events", on: "api", texts: ["one", "two", "six"], every: .milliseconds(50),
          at: .seconds(10)),
      ],
      faults: [
        FaultRule(
          profile: "cut", .cut(action), on: FaultTarget("origin"),
          start: .position(
            StreamPosition(
              stream: "/api/events", anchor: .response(1), byte: UInt32(byte))))
      ],
      expect: [.inOrderOnce])
  }

  /// An event of three letters as it stands in the stream.
  private static let eventBytes = "id: 1\ndata: one\n\n".utf8.count

  @Test(arguments: [HTTPVersion.http11, .http2], [CutAction.fin, .rst])
  func `each event comes once, in order, but where the cut takes the first with its id`(
    version: HTTPVersion, action: CutAction
  ) throws {
    var lossy: [Int] = []
    var byte = 0
    while true {
      let result = try plan(version, action, afterByte: byte).run(seed: 1)
      let asked = result.notes(.requested)
      guard asked.count == 2 else {
        // Behind the last event: all have come as the cut is noticed.
        #expect(asked.count == 1 && result.delivered(by: result.endedAt) == 3, "byte \(byte)")
        break
      }
      #expect(result.notes(.waiting).map(\.value) == [3_000_000_000])
      #expect(result.notes(.sourceError).map(\.value) == [0])
      if result.verdict == .passed {
        #expect(result.ledger.obligations.map(\.number) == [1, 2, 3])
        // It tells the last event it has, and the server goes on behind that.
        #expect(asked[1].detail == result.delivered(by: result.outages[0].begin))
      } else {
        lossy.append(byte)
        #expect(result.delivered(by: result.endedAt) == 0, "byte \(byte)")
        #expect(asked[1].value == 1, "it has no id to tell")
      }
      byte += 1
    }
    // The frame or chunk before the event, and the event up to its last byte.
    let frame = version == .http2 ? 9 : "11\r\n".utf8.count
    #expect(lossy.count == frame + Self.eventBytes - 1)
    #expect(lossy == Array((lossy.first ?? 0)..<(lossy.first ?? 0) + lossy.count))
    #expect(byte > (lossy.last ?? 0) + frame + Self.eventBytes)
  }

  @Test(arguments: [HTTPVersion.http11, .http2])
  func `without a cut nothing is asked for twice`(version: HTTPVersion) throws {
    let result = try plan(version, .fin, afterByte: 100_000).run(seed: 1)
    #expect(result.verdict == .inconclusive, "the fault never began")
    #expect(result.notes(.requested).count == 1)
    #expect(result.connectionCount == 1)
    #expect(result.ledger.obligations.map(\.number) == [1, 2, 3])
  }
}

extension RunResult {
  /// The notes of one kind, in the order of time.
  func notes(_ kind: Note.Kind) -> [Note] { entries(kind).map(\.note) }

  func entries(_ kind: Note.Kind) -> [(at: Instant, host: String, note: Note)] {
    timeline.compactMap { entry in
      guard case .note(let note) = entry.content, note.kind == kind else { return nil }
      return (entry.at, entry.host, note)
    }
  }

  /// Events handed over up to an instant.
  func delivered(by instant: Instant) -> UInt64 {
    UInt64(ledger.obligations.count { $0.deliveredAt <= instant })
  }
}
