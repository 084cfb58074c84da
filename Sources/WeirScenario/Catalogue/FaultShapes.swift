internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let rule = ObjectShape(
    kind: "a rule", meaning: "One thing that goes wrong: what, where, when, for how long.",
    keys: [
      KeyShape("fault", .choice(FaultForm.all.map(\.name)), .required, "What happens."),
      KeyShape(
        "segment", .whole(numbers), isConditional: true,
        "Of `drop-segment`: which data segment, counted from 1 at the beginning of the fault."),
      KeyShape(
        "grace", .time(.zero...hour), isConditional: true,
        "Of `server-restart`: how long what is open may go on."),
      KeyShape(
        "to", .name, isConditional: true,
        "Of `handover`: the network that is in use afterwards."),
      KeyShape(
        "how", .choice(CutAction.allCases.map(\.rawValue)), isConditional: true,
        "Of `cut`: the reader sees the end, both see a RST, or nobody sees anything."),
      KeyShape(
        "count", .whole(repetitions), .optional("`1`"), isConditional: true,
        "Of `drop`: how many transmissions are lost, the first one included."),
      KeyShape(
        "on", .word("a target: `radio`, `access.down`, `phone[7]`, `origin[60%]`"), .required,
        "Where."),
      KeyShape(
        "at", .either([.time(.zero...ScenarioReader.longestRun), .object(start)]), .required,
        "When: an instant, one drawn from a range, or a position in a stream."),
      KeyShape(
        "for", .time(.nanoseconds(1)...ScenarioReader.longestRun), .optional("for good"),
        "How long, for faults that last."),
      KeyShape(
        "every", .time(.nanoseconds(1)...ScenarioReader.longestRun), .optional("once"),
        "Begins again after this, counted from its beginning; with `times`."),
      KeyShape(
        "times", .whole(repetitions), .optional("`1`"), "How often it begins in all."),
      KeyShape(
        "stagger", .time(.nanoseconds(1)...hour), .optional("all at once"),
        "On several, begins at each so much after the one before. Cannot be run yet."),
    ])

  /// Numbers of events, responses and segments.
  static let numbers = 1...1_000_000_000
  static let byteOffsets = 0...1_000_000_000
  /// How often something happens, or which line of an event it is.
  static let repetitions = 1...1_000_000
  static let hour = TimeSpan.seconds(3_600)

  static let start = ObjectShape(
    kind: "the beginning of a fault",
    meaning: "A range of instants, or a position in a stream.",
    keys: [
      KeyShape(
        "between",
        .either([
          .list(.time(.zero...ScenarioReader.longestRun), count: 2...2),
          .list(.choice(["CR", "LF"]), count: 2...2),
        ]),
        "Two instants, one between which is drawn by the seed; or, with `event`, `[\"CR\", \"LF\"]`: "
          + "after the CR and before the LF that end a line of the event."),
      KeyShape("stream", .word("`chat` or the path of a topic"), "Whose stream."),
      KeyShape("event", .whole(numbers), "An event of it, by its id."),
      KeyShape(
        "response", .whole(numbers),
        "A response to its reader, counted from 1, status line included."),
      KeyShape(
        "byte", .whole(byteOffsets), .optional("`0`"),
        "How many bytes of the event or response come before the position."),
      KeyShape(
        "line", .whole(repetitions), .optional("`1`"),
        "With `[\"CR\", \"LF\"]`: which line of the event, the blank one at its end included."),
    ])

  static let expectations = ObjectShape(
    kind: "the expectations", meaning: "What the run is judged by; each key once.",
    keys: ExpectationForm.all.map { form in
      KeyShape(form.name, form.shape, form.summary)
    })
}
