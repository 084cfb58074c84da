internal import WeirPrimitives
internal import WeirWorld

/// Every key of the language in one place: reader, writer, schema and reference page are made of
/// it.
enum ScenarioCatalogue {
  /// A scenario file.
  static let scenario = ObjectShape(
    kind: "a scenario",
    meaning: "What there is, what happens, and what is expected of it.",
    keys: [
      KeyShape("title", .text, .required, "What the scenario shows, in a sentence."),
      KeyShape("about", .text, "More about it."),
      KeyShape(
        "hosts", .named("hosts", .object(host.shape)), .required,
        "The machines and the programs on them."),
      KeyShape("links", .named("links", .object(link)), "What joins the hosts."),
      KeyShape(
        "workload", .list(.object(item), count: nil), .required,
        "What the programs are told to do, in any order."),
      KeyShape("expect", .object(expectations), "What the run is judged by."),
      KeyShape(
        "duration", .time(.milliseconds(1)...ScenarioReader.longestRun),
        .optional("`\"\(WorldPlan().duration.text)\"`"),
        "The run ends here at the latest, in virtual time."),
      KeyShape(
        "settle", .time(.zero...ScenarioReader.longestRun),
        .optional("`\"\(WorldPlan().settle.text)\"`"),
        "How long the run waits for what is still owed after the last source has finished."),
      KeyShape("tcp", .object(tcp.shape), "How TCP behaves on every host."),
      KeyShape(
        "profiles", .list(.file("a fault profile"), count: nil),
        "What goes wrong by default; `--profile` takes the place of all of them."),
      KeyShape(
        "variants", .named("variants", .object(variant)),
        "Small sets of overrides; the first one listed is the default."),
    ])

  static let variant = ObjectShape(
    kind: "a variant",
    meaning: "The scenario with some parameters set, and the verdict it should then have.",
    keys: [
      KeyShape(
        "expected", .choice(["passed", "failed"]), .required,
        "The verdict with the default profiles and without `--set`."),
      KeyShape("about", .text, "What is different."),
      KeyShape("set", .overrides, "Parameters by path, as in `--set`."),
    ])

  /// A fault profile file.
  static let profile = ObjectShape(
    kind: "a fault profile",
    meaning: "Rules that say what goes wrong; it is called by the name of its file.",
    keys: [
      KeyShape("title", .text, .required, "What goes wrong, in a sentence."),
      KeyShape("about", .text, "More about it."),
      KeyShape(
        "rules", .list(.object(rule), count: 1...Int.max), .required,
        "What goes wrong; each rule by itself."),
    ])

  /// The key that a word alone stands for: `client: "use-chat"` is `client: { policy: "use-chat" }`.
  static func mainKey(of key: String) -> String? {
    switch key {
    case "client": "policy"
    case "browser": "engine"
    case "http": "version"
    case "request": "path"
    default: nil
    }
  }

  /// Every kind of object there is, outermost first.
  static let all: [ObjectShape] = {
    let scenarios = scenario.all
    return scenarios
      + profile.all.filter { shape in !scenarios.contains { $0.kind == shape.kind } }
  }()
}
