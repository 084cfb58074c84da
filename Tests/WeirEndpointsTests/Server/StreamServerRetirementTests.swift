import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerRetirementTests {
  private func talk(
    _ goAway: HTTP2ServerOptions.GoAway, drain: TimeSpan? = .seconds(5)
  ) -> HTTP2Talk {
    var talk = HTTP2Talk(
      .server {
        $0.publications = [topic("/events", count: 100)]
        $0.http2?.maximumAge = .seconds(60)
        $0.http2?.drain = drain
        $0.http2?.goAway = goAway
      })
    talk.open()
    _ = talk.takeLog()
    _ = talk.bench.news()
    return talk
  }

  private func noFrames(_ log: [String]) -> [String] { log.filter { !$0.contains(": ") } }

  @Test(
    "In two steps: what is refused is named only a round trip later; what runs is cut at the end")
  func twoSteps() {
    var talk = talk(.twoStep)
    let stream = talk.ask("GET /events")
    talk.run(until: 59_999)
    #expect(noFrames(talk.takeLog()) == [])
    talk.run(until: 60_000)
    #expect(
      noFrames(talk.takeLog()) == ["goaway 2147483647 NO_ERROR", "ping", "goaway 1 NO_ERROR"])
    talk.run(until: 64_999)
    #expect(!talk.bench.news().contains("close 0"))
    talk.run(until: 65_000)
    #expect(talk.bench.news().last == "close 0")
    #expect(talk[stream].events.count >= 64)
    #expect(!talk[stream].isWhole)
  }

  @Test("At once: one GOAWAY with the last stream, and the end when that has ended")
  func atOnce() {
    var talk = talk(.atOnce)
    talk.run(until: 59_000)
    let stream = talk.ask("POST /api/chat?tokens=2&every=1s")
    talk.run(until: 60_000)
    #expect(noFrames(talk.takeLog()) == ["goaway 1 NO_ERROR"])
    #expect(!talk.bench.news().contains("close 0"))
    talk.run(until: 61_000)
    #expect(talk[stream].isWhole)
    #expect(talk.bench.news().last == "close 0")
  }

  @Test("Without GOAWAY the connection is closed under its streams")
  func none() {
    var talk = talk(.none)
    let stream = talk.ask("GET /events")
    talk.run(until: 60_000)
    #expect(noFrames(talk.takeLog()) == [])
    #expect(talk.bench.news().contains("close 0"))
    #expect(!talk[stream].isWhole)
  }

  @Test("Streams may go on for ever where nothing says how long")
  func noDrain() {
    var talk = talk(.twoStep, drain: nil)
    let stream = talk.ask("GET /events")
    talk.run(until: 99_500)
    #expect(talk[stream].events.count == 99)
    talk.reset(stream)
    #expect(talk.bench.news().last == "close 0")
  }

  @Test("An idle connection is closed as soon as it is retired, and its age keeps no run alive")
  func idle() {
    var talk = talk(.twoStep)
    talk.run(until: 59_999)
    #expect(talk.bench.nextDue == .zero + .seconds(60))
    talk.run(until: 60_000)
    #expect(talk.bench.news().last == "close 0")
    var quiet = HTTP2Talk(.server { $0.http2?.maximumAge = .seconds(60) })
    quiet.open()
    #expect(quiet.bench.nextDue != nil && quiet.bench.program.isQuiet)
  }

  @Test("PINGs that come too early three times end the connection with ENHANCE_YOUR_CALM")
  func strikes() {
    var talk = HTTP2Talk(
      .server {
        $0.publications = [topic("/events", count: 0)]
        $0.http2?.pingMinimum = .seconds(10)
      })
    talk.open()
    talk.ask("GET /events")
    for seconds in 1...3 {
      talk.run(until: Int64(seconds) * 1_000)
      talk.ping()
    }
    #expect(!talk.bench.news().contains("close 0"))
    talk.run(until: 4_000)
    talk.ping()
    #expect(talk.takeLog().last == "goaway 1 ENHANCE_YOUR_CALM")
    #expect(talk.bench.news().last == "close 0")
  }
}
