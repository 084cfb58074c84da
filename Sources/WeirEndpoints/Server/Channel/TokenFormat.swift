internal import WeirPrimitives

/// The shape in which a server streams the tokens of an answer.
public enum TokenFormat: String, Sendable, CaseIterable {
  /// `data: word`, then `event: done`.
  case plain
  /// `chat.completion.chunk` objects, then `[DONE]` (OpenAI chat completions).
  case openai
  /// Named events from `message_start` to `message_stop` (Anthropic messages).
  case anthropic
  /// Typed parts from `start` to `finish`, then `[DONE]` (AI SDK UI message stream).
  case aiSDK = "ai-sdk"

  /// Events before the first token; the first names the stream in every format.
  var preludeCount: Int {
    switch self {
    case .plain, .openai: 1
    case .anthropic: 3
    case .aiSDK: 3
    }
  }

  /// Events behind the last token; the last is the one that completes the answer.
  var epilogueCount: Int {
    switch self {
    case .plain: 1
    case .openai: 2
    case .anthropic: 3
    case .aiSDK: 3
    }
  }

  /// Whether an event completes an answer in this format.
  func isTerminal(type: Span<UInt8>, data: Span<UInt8>) -> Bool {
    switch self {
    case .plain: Self.isSame(type, "done")
    case .openai, .aiSDK: Self.isSame(data, "[DONE]")
    case .anthropic: Self.isSame(type, "message_stop")
    }
  }

  /// Appends the data of an event and returns its type; nil for the default type.
  func appendPrelude(_ index: Int, stream: [UInt8], to data: inout [UInt8]) -> StaticString? {
    if index == 0 {
      data.append("{\"stream\":\"")
      data.append(contentsOf: stream)
      data.append("\"}")
      return "stream"
    }
    switch (self, index) {
    case (.anthropic, 1):
      data.append("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_")
      data.append(contentsOf: stream)
      data.append("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}")
      return "message_start"
    case (.anthropic, _):
      data.append(
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"
      )
      return "content_block_start"
    case (.aiSDK, 1):
      data.append("{\"type\":\"start\",\"messageId\":\"msg_")
      data.append(contentsOf: stream)
      data.append("\"}")
    case (.aiSDK, _):
      data.append("{\"type\":\"text-start\",\"id\":\"0\"}")
    case (.plain, _), (.openai, _):
      preconditionFailure("\(self) has no prelude event \(index)")
    }
    return nil
  }

  func appendToken(_ word: StaticString, stream: [UInt8], to data: inout [UInt8])
    -> StaticString?
  {
    switch self {
    case .plain:
      data.append(word)
      return nil
    case .openai:
      data.append("{\"id\":\"chatcmpl-")
      data.append(contentsOf: stream)
      data.append(
        "\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
      )
      data.append(word)
      data.append(" \"},\"finish_reason\":null}]}")
      return nil
    case .anthropic:
      data.append(
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
      )
      data.append(word)
      data.append(" \"}}")
      return "content_block_delta"
    case .aiSDK:
      data.append("{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\"")
      data.append(word)
      data.append(" \"}")
      return nil
    }
  }

  func appendEpilogue(_ index: Int, stream: [UInt8], to data: inout [UInt8]) -> StaticString? {
    switch (self, index) {
    case (.plain, _):
      data.append("{}")
      return "done"
    case (.openai, 0):
      data.append("{\"id\":\"chatcmpl-")
      data.append(contentsOf: stream)
      data.append(
        "\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"
      )
    case (.anthropic, 0):
      data.append("{\"type\":\"content_block_stop\",\"index\":0}")
      return "content_block_stop"
    case (.anthropic, 1):
      data.append("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}")
      return "message_delta"
    case (.anthropic, _):
      data.append("{\"type\":\"message_stop\"}")
      return "message_stop"
    case (.aiSDK, 0):
      data.append("{\"type\":\"text-end\",\"id\":\"0\"}")
    case (.aiSDK, 1):
      data.append("{\"type\":\"finish\"}")
    case (.openai, _), (.aiSDK, _):
      data.append("[DONE]")
    }
    return nil
  }

  private static func isSame(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      text.indices.allSatisfy { text[$0] == bytes[$0] }
    }
  }
}
