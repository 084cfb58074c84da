import Weir

/// What the command says of itself.
enum Help {
  static let commands = ["run", "sweep", "help"]

  static func text(for command: String?) throws(UsageError) -> String {
    switch command {
    case nil, "help": return overview + "\n"
    case "run": return run
    case "sweep": return sweep
    case let other?:
      throw UsageError(
        "there is no command \"\(other)\"",
        hint: nearest(to: other, among: commands).map { "did you mean \"\($0)\"?" })
    }
  }

  static let overview = """
    weir simulates streaming over a network that fails, and says whether every event arrived.

      weir run SCENARIO       one run, told in full
      weir sweep SCENARIO...  many seeds, compared with the verdicts they should have
      weir help COMMAND       options and examples
      weir --version

    Try: weir run Scenarios/basics/chat-through-a-tunnel.json5 --seed 7
    """

  private static let run = """
    weir run SCENARIO [options]: one run, told in full

      --seed N             whose run it is; a whole number below 2^53, default 1
      --variant NAME       a variant of the scenario; default the first one listed
      --profile FILE       a fault profile instead of the scenario's own; may come several times
      --set PATH=VALUE     override a parameter; may come several times
      --format text|json   default text
      --ledger FILE        write one JSON object a line for each event and recipient
      --trace FILE         write one JSON object a line for everything observed

    Exit status: 0 passed, 1 failed, 2 bad usage or input, 3 inconclusive, 130 interrupted.

      weir run Scenarios/basics/chat-through-a-tunnel.json5 --variant broken --seed 7
      weir run Scenarios/basics/chat-through-a-tunnel.json5 --set radio.delay=120ms
      weir run Scenarios/basics/chat-through-a-tunnel.json5 --set api.server.history.ring=64

    """

  private static let sweep = """
    weir sweep SCENARIO... [options]: many seeds, compared with the verdicts they should have

      --seeds A..B         both ends included; default 1..10
      --variant NAME       one variant; default every variant
      --profile FILE       a fault profile instead of the scenario's own
      --set PATH=VALUE     override a parameter; runs are then expected to pass
      --format text|json   default text
      --journal FILE       write one JSON object a line for each run

    SCENARIO may be a directory. Exit status 0 if and only if each run has its expected verdict.

      weir sweep Scenarios --seeds 1..200

    """
}
