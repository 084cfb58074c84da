import Testing
import WeirPrimitives
import WeirStreaming

@testable import WeirEndpoints

@Suite struct TokenFormatTests {
  private func answer(_ format: TokenFormat) -> String {
    var bench = Bench.server()
    bench.ask(
      "POST /api/chat?tokens=1&every=10ms&format=\(format.rawValue)", "Idempotency-Key: k", on: 0)
    bench.run(until: 10)
    return bench.response(on: 0).body
  }

  @Test("Plain: the name, words, done")
  func plain() {
    #expect(
      answer(.plain) == """
        id: 1
        event: stream
        data: {"stream":"k"}

        id: 2
        data: water

        id: 3
        event: done
        data: {}


        """)
  }

  @Test("OpenAI: chunks, one with the reason for the end, [DONE]")
  func openai() {
    #expect(
      answer(.openai) == """
        id: 1
        event: stream
        data: {"stream":"k"}

        id: 2
        data: {"id":"chatcmpl-k","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"water "},"finish_reason":null}]}

        id: 3
        data: {"id":"chatcmpl-k","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        id: 4
        data: [DONE]


        """)
  }

  @Test("Anthropic: named events from message_start to message_stop")
  func anthropic() {
    #expect(
      answer(.anthropic) == """
        id: 1
        event: stream
        data: {"stream":"k"}

        id: 2
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_k","type":"message","role":"assistant","content":[]}}

        id: 3
        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        id: 4
        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"water "}}

        id: 5
        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        id: 6
        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

        id: 7
        event: message_stop
        data: {"type":"message_stop"}


        """)
  }

  @Test("AI SDK: parts from start to finish, then [DONE]")
  func aiSDK() {
    #expect(
      answer(.aiSDK) == """
        id: 1
        event: stream
        data: {"stream":"k"}

        id: 2
        data: {"type":"start","messageId":"msg_k"}

        id: 3
        data: {"type":"text-start","id":"0"}

        id: 4
        data: {"type":"text-delta","id":"0","delta":"water "}

        id: 5
        data: {"type":"text-end","id":"0"}

        id: 6
        data: {"type":"finish"}

        id: 7
        data: [DONE]


        """)
  }

  @Test("Only the last event of an answer is terminal", arguments: TokenFormat.allCases)
  func terminal(_ format: TokenFormat) {
    var parser = EventStreamParser()
    var position = 0
    let bytes = Array(answer(format).utf8)
    var terminals: [Bool] = []
    while parser.next(in: bytes.span, at: &position) == .event {
      terminals.append(format.isTerminal(type: parser.namedType.span, data: parser.data.span))
    }
    #expect(terminals.count == 1 + format.extraEvents)
    #expect(terminals.firstIndex(of: true) == terminals.count - 1)
  }

  @Test("Every word of the vocabulary comes through the reader unchanged")
  func words() {
    var bench = Bench.server()
    bench.ask("POST /api/chat?tokens=2000&every=0s", on: 0)
    bench.run(until: 0)
    let words = bench.events(on: 0).dropFirst().dropLast().map { $0.split(separator: " ")[1] }
    #expect(words.count == 2_000)
    #expect(Set(words).count == 31)
    #expect(Set(words).isSuperset(of: ["naïve", "水", "流れ", "🌊"]))
  }
}
