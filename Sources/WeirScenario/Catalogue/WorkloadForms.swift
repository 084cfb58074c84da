internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let item = ObjectShape(
    kind: "an item of the workload",
    meaning: "What a program on a host is told to do at an instant: one action an item.",
    keys: [
      KeyShape(
        "at", .time(.zero...ScenarioReader.longestRun), .optional("`\"0s\"`"),
        "When, in virtual time."),
      KeyShape(
        "on", .word("a host, by name, `phone[7]`, `phone[0..<300]` or role"), .required,
        "Who does it; with several, each by itself."),
      KeyShape(
        "to", .word("a host, by name or `app[1]`"), .optional("the only server"),
        "Whom it turns to; required of the plain TCP actions, where it may be any host."),
      KeyShape("chat", .object(chat), "Ask for an answer and stream it."),
      KeyShape("follow", .path, "Follow a topic."),
      KeyShape("publish", publication.shape, "Publish on a topic of the host's own server."),
      KeyShape(
        "tab", .whole(tabNumbers), .optional("no tab"),
        "The tab of the host's browser that does it, counted from 1."),
      KeyShape(
        "open-tabs", .object(tabs.shape),
        "Open pages one after another, each in a tab of its own."),
      KeyShape(
        "page", .choice(PageAction.allCases.map(\.rawValue)),
        "What happens to the page in `tab`."),
      KeyShape("request", request.shape, "Ask for something that ends by itself."),
      KeyShape(
        "audio", .object(audio.shape),
        "Stream audio both ways over a WebSocket. Cannot be run yet."),
    ] + transferKeys, oneOf: actions)

  static let actions =
    ["chat", "follow", "publish", "open-tabs", "page", "request", "audio"] + transfers.map(\.key)

  static let tokenCounts = 0...10_000_000
  static let eventCounts = 1...10_000_000
  static let tabNumbers = 1...10_000

  static let chat = ObjectShape(
    kind: "a chat", meaning: "An answer, made up or as it was recorded.",
    keys: [
      KeyShape("tokens", .whole(tokenCounts), .optional("`100`"), "How many."),
      KeyShape(
        "every", .time(.zero...ScenarioReader.longestRun), .optional("`\"50ms\"`"),
        "From one to the next."),
      KeyShape(
        "format", .choice(TokenFormat.allCases.map(\.rawValue)), .optional("`\"plain\"`"),
        "The shape of its events."),
      KeyShape(
        "recording", .file("lines of \"milliseconds bytes\""),
        "A recorded answer, instead of the other keys."),
    ])

  static let audio = RecordForm(
    "an audio session", "Binary frames over a WebSocket. Cannot be run yet.",
    blank: AudioPlan(up: noFrames, down: noFrames),
    [
      MemberForm("path", \.path, .path, "Where it is opened."),
      MemberForm("up", \.up, frames.value, standing: "nothing", "What the client sends."),
      MemberForm("down", \.down, frames.value, standing: "nothing", "What the server sends."),
    ])

  private static let noFrames = FrameScript(frames: 0, every: .milliseconds(20), bytes: 0)

  static let frames = RecordForm(
    "frames", "Frames of one size, one every interval.", blank: noFrames,
    [
      MemberForm("frames", \.frames, .whole(0...10_000_000), isRequired: true, "How many."),
      MemberForm(
        "every", \.every, .time(.nanoseconds(1)...ScenarioReader.longestRun), isRequired: true,
        "From one to the next."),
      MemberForm(
        "bytes", \.bytes, .whole(0...1 << 24), isRequired: true,
        "The payload of each."),
    ])
}
