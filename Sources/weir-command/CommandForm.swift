import Weir

/// A command as it is called and explained; what is parsed and what is printed are made of it.
struct CommandForm {
  /// An option, with a value or without.
  struct Option {
    let name: String
    /// What the value is, for people: `A..B`; empty for an option without one.
    let value: String
    let meaning: String
    /// Whether it may come more than once.
    var repeats = false

    /// The option with its value: `--seeds A..B`.
    var words: String { value.isEmpty ? name : name + " " + value }
  }

  let name: String
  /// What follows the name.
  let operands: String
  let summary: String
  var options: [Option] = []
  /// The words the first operand is one of; empty where it is a file.
  var operandWords: [String] = []
  var notes: [String] = []
  var examples: [String] = []

  static let all = [run, sweep, verify, check, list, completions]

  private static let choosing = [
    Option(
      name: "--profile", value: "FILE",
      meaning: "a fault profile instead of the scenario's own; may come several times",
      repeats: true),
    Option(
      name: "--set", value: "PATH=VALUE",
      meaning: "override a parameter; may come several times", repeats: true),
  ]

  private static let format = Option(name: "--format", value: "text|json", meaning: "default text")
  private static let seed = Option(
    name: "--seed", value: "N",
    meaning: "whose run it is; a whole number below 2^53, default 1")
  private static let variant = Option(
    name: "--variant", value: "NAME",
    meaning: "a variant of the scenario; default the first one listed")
  private static let jobs = Option(
    name: "--jobs", value: "N",
    meaning: "threads, default 1; the results are the same whatever their number")

  static let run = CommandForm(
    name: "run", operands: "SCENARIO", summary: "one run, told in full",
    options: [seed, variant] + choosing + [
      format,
      Option(
        name: "--ledger", value: "FILE",
        meaning: "write one JSON object a line for each event and recipient"),
      Option(
        name: "--trace", value: "FILE",
        meaning: "write one JSON object a line for everything observed and drawn"),
      Option(
        name: "--pcap", value: "FILE",
        meaning: "write the packets at one interface as pcapng, for Wireshark"),
      Option(
        name: "--pcap-at", value: "NAME",
        meaning: "the host whose interface it is, such as phone[3]; all for every host"),
    ],
    notes: [
      "--pcap captures at the first host that has something to do and no server. With --pcap-at all",
      "each packet comes where it leaves and where it arrives, which is unfit for TCP analysis.",
      "Exit status: 0 passed, 1 failed, 2 bad usage or input, 3 inconclusive, 70 internal error,",
      "130 interrupted.",
    ],
    examples: [
      "weir run Scenarios/basics/chat-through-a-tunnel.json5 --variant broken --seed 7",
      "weir run Scenarios/basics/chat-through-a-tunnel.json5 --set radio.delay=120ms",
      "weir run Scenarios/basics/chat-through-a-tunnel.json5 --set api.server.history.ring=64",
    ])

  static let sweep = CommandForm(
    name: "sweep", operands: "SCENARIO...",
    summary: "many seeds, compared with the verdicts they should have",
    options: [
      Option(name: "--seeds", value: "A..B", meaning: "both ends included; default 1..10"),
      Option(name: "--variant", value: "NAME", meaning: "one variant; default every variant"),
    ] + choosing + [
      format,
      Option(
        name: "--journal", value: "FILE", meaning: "write one JSON object a line for each run"),
      jobs,
      Option(
        name: "--shard", value: "I/N",
        meaning: "the I-th of N parts of the seeds, for N machines"),
    ],
    notes: [
      "SCENARIO may be a directory. With --profile or --set every run is expected to pass.",
      "Exit status: 0 if and only if each run has its expected verdict, else 1; 2 bad usage or",
      "input, 130 interrupted; the journal then holds every run that was finished.",
    ],
    examples: [
      "weir sweep Scenarios --seeds 1..200 --jobs 4",
      "weir sweep Scenarios/basics --seeds 1..1000000 --shard 2/8 --journal part-2.jsonl",
      "weir sweep Scenarios/basics/chat-through-a-tunnel.json5 --variant fixed --seeds 7",
    ])

  static let verify = CommandForm(
    name: "verify", operands: "SCENARIO",
    summary: "the same runs here and in another process; the first difference",
    options: [
      seed,
      Option(
        name: "--seeds", value: "A..B", meaning: "many seeds, both ends included"),
      variant,
    ] + choosing + [
      Option(
        name: "--against", value: "FILE",
        meaning: "another build of weir; default a fresh process of this one"),
      jobs,
    ],
    notes: [
      "Digests are compared, and where they differ the full traces: named are the first occurrence",
      "that differs, the draw behind it or that there is none, and the chain of causes.",
      "Exit status: 0 all the same, 1 diverged, 2 bad usage or input, also when the other is no",
      "weir or makes digests of another version; 130 interrupted.",
    ],
    examples: [
      "weir verify Scenarios/basics/chat-through-a-tunnel.json5 --seed 7",
      "weir verify Scenarios/basics/chat-through-a-tunnel.json5 --seeds 1..10000 --jobs 2",
      "weir verify Scenarios/basics/chat-through-a-tunnel.json5 --against .build/debug/weir",
    ])

  static let check = CommandForm(
    name: "check", operands: "FILE...",
    summary: "read scenarios and fault profiles and say all that is wrong",
    options: [
      Option(
        name: "--print-schema", value: "",
        meaning: "print a JSON Schema of both for editors, and check nothing")
    ],
    notes: [
      "FILE may be a directory. Exit status: 0 when nothing is wrong, else 2."
    ],
    examples: ["weir check Scenarios Fault-Profiles"])

  static let list = CommandForm(
    name: "list", operands: "KIND [WORDS]",
    summary: "what there is: scenarios, profiles, faults, expectations or models",
    operandWords: ListCommand.kinds,
    notes: [
      "Scenarios and profiles are looked for below Scenarios and Fault-Profiles.",
      "With WORDS, what has them all. Exit status: 0, 1 when nothing has them, 2 bad usage.",
    ],
    examples: ["weir list faults", "weir list scenarios tunnel", "weir list models tcp"])

  static let completions = CommandForm(
    name: "completions", operands: "SHELL",
    summary: "a script with which bash, zsh or fish completes what is typed",
    operandWords: CompletionsCommand.shells,
    notes: ["Exit status: 0, 2 bad usage."],
    examples: [
      "weir completions bash >~/.local/share/bash-completion/completions/weir",
      "weir completions zsh >~/.zsh/completions/_weir    # a directory of $fpath",
      "weir completions fish >~/.config/fish/completions/weir.fish",
    ])

  /// The help of this command.
  var help: String {
    let width = options.map(\.words.count).max() ?? 0
    var text = "weir \(name) \(operands)\(options.isEmpty ? "" : " [options]"): \(summary)\n"
    if !options.isEmpty { text += "\n" }
    for option in options {
      let words = option.words
      text += "  " + words + String(repeating: " ", count: width - words.count + 3)
      text += option.meaning + "\n"
    }
    for paragraph in [notes, examples.map { "  " + $0 }] where !paragraph.isEmpty {
      text += "\n" + paragraph.joined(separator: "\n") + "\n"
    }
    return text
  }

  /// What the command says of itself.
  static var overview: String {
    let calls =
      all.map { ("weir \($0.name) \($0.operands)", $0.summary) } + [
        ("weir help COMMAND", "options and examples"), ("weir --version", "which weir this is"),
      ]
    let width = calls.map(\.0.count).max() ?? 0
    let lines = calls.map { call, summary in
      "  " + call + String(repeating: " ", count: width - call.count + 3) + summary
    }
    return """
      weir simulates streaming over a network that fails, and says whether every event arrived.

      \(lines.joined(separator: "\n"))

      Try: weir run Scenarios/basics/chat-through-a-tunnel.json5 --seed 7

      """
  }

  /// The help of a command, or of all.
  static func help(for name: String?) throws(UsageError) -> String {
    guard let name, !["help", "--help", "-h"].contains(name) else { return overview }
    guard let form = all.first(where: { $0.name == name }) else { throw unknown(name) }
    return form.help
  }

  static func unknown(_ name: String) -> UsageError {
    let names = all.map(\.name) + ["help"]
    return UsageError(
      "there is no command \"\(name)\"",
      hint: nearest(to: name, among: names + ["--version"]).map { "did you mean weir \($0)?" }
        ?? "commands are \(names.joined(separator: ", ")); see weir --help")
  }
}
