import Testing

/// Command lines as careless and hostile users type them, each with the exact words it earns.
@Suite(.needsTheCommand) struct WrongCommandLineTests {
  @Test("Bad usage has status 2, a message and a hint", arguments: wrongWords + wrongValues)
  func usage(_ arguments: [String], _ errors: String) throws {
    let run = try Weir.run(arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors == errors + "\n")
  }

  static let wrongWords: [([String], String)] = [
    (["rum"], "weir: there is no command \"rum\"\n      did you mean weir run?"),
    (
      ["frobnicate"],
      """
      weir: there is no command "frobnicate"
            commands are run, sweep, verify, check, list, completions, help; see weir --help
      """
    ),
    (["help", "swep"], "weir: there is no command \"swep\"\n      did you mean weir sweep?"),
    (
      ["run"],
      """
      weir: run needs a scenario file
            weir run Scenarios/basics/chat-through-a-tunnel.json5
      """
    ),
    (
      ["run", "a", "b"], "weir: run takes one scenario file, not 2\n      weir sweep takes several"
    ),
    (
      ["run", "a", "--sead", "7"],
      "weir: weir run has no option --sead\n      did you mean --seed?"
    ),
    (
      ["run", "a", "-v"],
      """
      weir: weir run has no option -v
            options are --seed, --variant, --profile, --set, --format, --ledger, --trace, \
      --pcap, --pcap-at; see weir help run
      """
    ),
    (
      ["run", "a", "--seed"],
      """
      weir: --seed needs a value
            --seed N: whose run it is; a whole number below 2^53, default 1
      """
    ),
    (
      ["run", "a", "--format", "--seed", "7"],
      "weir: --format needs a value\n      --format text|json: default text"
    ),
    (
      ["run", "a", "--seed", "7", "--seed=8"],
      "weir: --seed is given twice\n      it may come once"
    ),
    (
      ["run", "a", "--variant", "x", "--variant", "y"],
      "weir: --variant is given twice\n      it may come once"
    ),
    (
      ["run", "a", "--format", "jsno"],
      "weir: --format: there is no format \"jsno\"\n      did you mean json?"
    ),
    (
      ["run", "a", "--format", "xml"],
      "weir: --format: there is no format \"xml\"\n      text or json"
    ),
    (
      ["run", "a", "--seed", "seven"],
      "weir: --seed: \"seven\" is no seed\n      a seed is a whole number below 2^53"
    ),
    (
      ["run", "a", "--seed", "9007199254740992"],
      "weir: --seed: \"9007199254740992\" is no seed\n      a seed is a whole number below 2^53"
    ),
    (
      ["run", "a", "--seed=-1"],
      "weir: --seed: \"-1\" is no seed\n      a seed is a whole number below 2^53"
    ),
    (
      ["run", Weir.scenario, "--ledger", "/nowhere/ledger"],
      "weir: --ledger: /nowhere/ledger cannot be written: No such file or directory"
    ),
    (
      ["run", Weir.scenario, "--trace", "Scenarios"],
      "weir: --trace: Scenarios cannot be written: Is a directory"
    ),
    (
      ["run", Weir.scenario, "--pcap", "/nowhere/packets"],
      "weir: --pcap: /nowhere/packets cannot be written: No such file or directory"
    ),
    (
      ["run", Weir.scenario, "--pcap", "/nowhere/packets", "--pcap-at", "phon"],
      "weir: --pcap-at: found the unknown host \"phon\"\n      did you mean phone?"
    ),
    (
      ["run", Weir.scenario, "--pcap", "/nowhere/packets", "--pcap-at", "nobody"],
      "weir: --pcap-at: found the unknown host \"nobody\"\n      expected phone, api, or all"
    ),
    (
      ["run", Weir.scenario, "--pcap-at", "phone"],
      "weir: --pcap-at needs --pcap\n      --pcap FILE --pcap-at phone"
    ),
    (
      ["run", "Scenarios"],
      "Scenarios:1:1: found \"Scenarios\", which is a directory; expected a scenario file"
    ),
    (
      ["run", Weir.scenario, "--variant", "fixd"],
      """
      --variant:1:1: found the unknown variant "fixd"; expected "fixed", "broken" or "patient"; \
      did you mean fixed?
        fixd
        ^
      """
    ),
    (
      ["run", Weir.scenario, "--set", "radio.delay=40"],
      """
      --set:1:13: found 40, which has no unit; expected a time with a unit, such as "250ms", \
      "1.5s" or "2m"; did you mean "40ms"?
        radio.delay=40
                    ^
      """
    ),
    (
      ["sweep"],
      "weir: sweep needs scenario files or directories\n      weir sweep Scenarios --seeds 1..100"
    ),
    (
      ["sweep", Weir.scenario, "--seeds", "9..1"],
      "weir: --seeds: 9..1 goes backwards\n      --seeds 1..9"
    ),
    (
      ["sweep", Weir.scenario, "--seeds", "1-9"],
      "weir: --seeds: \"1-9\" is no range of seeds\n\(rangeHint)"
    ),
    (
      ["sweep", Weir.scenario, "--jobs", "0"],
      "weir: --jobs: \"0\" is no number of threads\n      a whole number between 1 and 256"
    ),
    (
      ["sweep", Weir.scenario, "--journal", "/nowhere/journal"],
      "weir: --journal: /nowhere/journal cannot be written: No such file or directory"
    ),
    (["check"], "weir: check needs files\n      weir check Scenarios Fault-Profiles"),
    (
      ["list"],
      "weir: list needs a kind\n      weir list scenarios|profiles|faults|expectations|models"
    ),
    (
      ["list", "fault"],
      "weir: there is nothing to list called \"fault\"\n      did you mean faults?"
    ),
    (
      ["list", "faults", "--format", "json"],
      "weir: weir list has no option --format\n      it has none; see weir help list"
    ),
  ]

  private static let rangeHint =
    "      --seeds 1..100 has both ends included; a seed is a whole number below 2^53"

  static let wrongValues: [([String], String)] = [
    (
      ["sweep", Weir.scenario, "--seeds", ".."],
      """
      weir: --seeds: ".." is no range of seeds
      \(rangeHint)
      """
    ),
    (
      ["sweep", Weir.scenario, "--seeds", "1.."],
      """
      weir: --seeds: "1.." is no range of seeds
      \(rangeHint)
      """
    ),
    (
      ["sweep", Weir.scenario, "--seeds", "1...5"],
      """
      weir: --seeds: "1...5" is no range of seeds
      \(rangeHint)
      """
    ),
    (
      ["sweep", Weir.scenario, "--seeds", "1..2..3"],
      """
      weir: --seeds: "1..2..3" is no range of seeds
      \(rangeHint)
      """
    ),
    (
      ["sweep", Weir.scenario, "--seeds", "1..9007199254740992"],
      """
      weir: --seeds: "1..9007199254740992" is no range of seeds
      \(rangeHint)
      """
    ),
    (
      ["sweep", Weir.scenario, "--shard", "9/8"],
      """
      weir: --shard: "9/8" is no part of a whole
            --shard 1/4 takes the first of four parts, --shard 4/4 the last; at most 1000000
      """
    ),
    (
      ["sweep", Weir.scenario, "--shard", "0/8"],
      """
      weir: --shard: "0/8" is no part of a whole
            --shard 1/4 takes the first of four parts, --shard 4/4 the last; at most 1000000
      """
    ),
    (
      ["sweep", Weir.scenario, "--shard", "1/0"],
      """
      weir: --shard: "1/0" is no part of a whole
            --shard 1/4 takes the first of four parts, --shard 4/4 the last; at most 1000000
      """
    ),
    (
      ["sweep", Weir.scenario, "--shard", "1"],
      """
      weir: --shard: "1" is no part of a whole
            --shard 1/4 takes the first of four parts, --shard 4/4 the last; at most 1000000
      """
    ),
    (
      ["run", ""],
      """
      weir: a word is empty
            has a variable of the shell no value?
      """
    ),
    (
      ["check", ""],
      """
      weir: a word is empty
            has a variable of the shell no value?
      """
    ),
    (
      ["list", "faults", ""],
      """
      weir: a word is empty
            has a variable of the shell no value?
      """
    ),
    (
      ["run", "a", "--profile", ""],
      """
      weir: --profile needs a value
            --profile FILE: a fault profile instead of the scenario's own; may come several times
      """
    ),
    (
      ["run", "a", "--ledger="],
      """
      weir: --ledger needs a value
            --ledger FILE: write one JSON object a line for each event and recipient
      """
    ),
    (
      ["run", "-a.json5"],
      """
      weir: weir run has no option -a.json5
            a file of that name is ./-a.json5
      """
    ),
    (
      ["--verson"],
      """
      weir: there is no command "--verson"
            did you mean weir --version?
      """
    ),
    (
      ["\u{1B}[31m"],
      """
      weir: there is no command "·[31m"
            commands are run, sweep, verify, check, list, completions, help; see weir --help
      """
    ),
    (
      ["run", Weir.scenario, "--set", "radio"],
      """
      --set:1:1: found "radio"; expected PATH=VALUE, such as radio.delay=120ms
        radio
        ^
      """
    ),
    (
      ["run", Weir.scenario, "--set", "radio.delay=1ms\n"],
      """
      --set:1:13: found "1ms\\u{A}", which is not a time; expected a time with a unit, such as \
      "250ms", "1.5s" or "2m"
        radio.delay=1ms
                    ^
      """
    ),
    (
      ["run", "Fault-Profiles/tunnel.json5"],
      """
      Fault-Profiles/tunnel.json5:1:1: found a fault profile; expected a scenario
        {
        ^
      """
    ),
    (
      ["run", Weir.scenario, "--profile", Weir.scenario],
      """
      \(Weir.scenario):1:1: found a scenario; expected a fault profile
        {
        ^
      """
    ),
    (
      ["run", "/dev/zero"],
      """
      /dev/zero:1:1: found "/dev/zero", which is no regular file; expected a scenario file
      """
    ),
    (
      ["sweep", "/nowhere"],
      """
      /nowhere:1:1: found "/nowhere", which does not exist; expected a scenario file
      """
    ),
    (
      ["verify", Weir.scenario, "--seed", "1", "--seeds", "1..2"],
      """
      weir: --seed and --seeds are both given
            --seeds 1..2 is enough
      """
    ),
    (
      ["completions"],
      """
      weir: completions needs one shell
            weir completions bash|zsh|fish
      """
    ),
    (
      ["completions", "Bash"],
      """
      weir: there is no script for the shell "Bash"
            weir completions bash|zsh|fish
      """
    ),
    (
      ["check", "--print-schema=1"],
      """
      weir: --print-schema takes no value
            print a JSON Schema of both for editors, and check nothing
      """
    ),
  ]
}
