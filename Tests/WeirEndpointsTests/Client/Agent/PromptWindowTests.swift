import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite("Prompts over HTTP/2 whose windows are small")
struct PromptWindowTests {
  /// A client that follows a topic on stream 1 and is about to ask for an answer.
  private struct Talk {
    var bench: Bench<StreamClient>
    var server: HTTP2Connection
    var output: [UInt8] = []
    var prompt: [UInt8] = []
    var isWhole = false
    private var taken = 0

    init(window: UInt32) {
      var options = HTTPClientOptions()
      options.version = .http2
      var client = StreamClient(options: options)
      let asked: [ConsumerRequest] = [
        .follow(path: "/events"), .chat(query: "tokens=2", format: .plain),
      ]
      for (index, request) in asked.enumerated() {
        client.add(
          request, number: UInt32(7 + index), key: "k", policy: ClientPolicy(), host: 1, port: 80,
          hostName: "api")
      }
      bench = Bench(client)
      var settings = HTTP2Options()
      settings.settings.initialWindow = window
      server = HTTP2Connection(.server, options: settings)
      server.start(into: &output)
      bench.give(.command(0))
      bench.give(.connected(SocketID(0)))
      exchange()
    }

    mutating func exchange() {
      let bytes = output
      output = []
      bench.receive(bytes, on: 0)
      let new = Array(bench.written[0][taken...])
      taken += new.count
      var position = 0
      while let event = server.next(in: new.span, at: &position, now: bench.now, into: &output) {
        switch event {
        case .data(let stream, let range):
          prompt += new[range]
          server.returnCredit(stream: stream, range.count, into: &output)
        case .end(stream: 3): isWhole = true
        case .violation(let violation): Issue.record("the client broke a rule: \(violation)")
        default: break
        }
      }
    }
  }

  @Test(arguments: [1, 10, 46, 47, 1_000] as [UInt32])
  func `a prompt is written as the window of its stream opens`(window: UInt32) {
    var talk = Talk(window: window)
    talk.bench.give(.command(1))
    for _ in 0..<100 { talk.exchange() }
    #expect(talk.prompt.count == 47)
    #expect(talk.isWhole)
    #expect(talk.bench.marks[0].map(\.number) == [7, 8])
    #expect(talk.bench.marks[0].last?.end == UInt64(talk.bench.written[0].count))
  }

  @Test func `SETTINGS that widen the window let a prompt out`() {
    var talk = Talk(window: 0)
    talk.bench.give(.command(1))
    talk.exchange()
    #expect(talk.prompt.isEmpty && !talk.isWhole)
    talk.server.announce(HTTP2Settings(), into: &talk.output)
    talk.exchange()
    #expect(talk.isWhole)
    #expect(talk.bench.marks[0].map(\.number) == [7, 8])
  }

  @Test func `an answer that ends before its prompt was written frees the stream`() {
    var talk = Talk(window: 10)
    talk.bench.give(.command(1))
    talk.exchange()
    talk.output = []
    talk.server.respond(
      stream: 3, status: 400, headers: HTTPHeaderList(), endsStream: true, into: &talk.output)
    talk.exchange()
    #expect(talk.bench.program.agent.sessions[0].machine.openStreams == 1)
    #expect(!talk.bench.program.agent.isUnderWay(1))
  }
}
