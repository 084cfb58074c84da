import Foundation
import TestSupport
import Testing

@Suite(.needsTheCommand) struct VerifyCommandTests {
  /// A script that stands for another weir: the real one, with something altered.
  private func impostor(_ script: String, in folder: TemporaryFolder) throws -> String {
    let weir = try #require(Weir.path)
    let path = try folder.write("impostor", "#!/bin/sh\nweir='\(weir)'\n\(script)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test("A run is the same in a fresh process, and its digest is told")
  func one() throws {
    let run = try Weir.run("verify", Weir.scenario, "--seed", "7")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        Same: \(Weir.scenario) (fixed), seed 7, here and in a fresh process of this weir
        Digest:  20aa653c3aef72e6 (version 2)

        """)
  }

  @Test("Many seeds are compared, with settings and threads", arguments: [1, 2])
  func many(_ jobs: Int) throws {
    let run = try Weir.run(
      "verify", Weir.scenario, "--seeds", "5..24", "--jobs", "\(jobs)", "--variant", "broken",
      "--set", "radio.loss=1%", "--profile", "Fault-Profiles/tunnel.json5", "--against",
      try #require(Weir.path))
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        Same: \(Weir.scenario) (broken), seeds 5 to 24, here and in \(try #require(Weir.path))
        Digests: 20 compared, 0 differ (version 2)

        """)
  }

  @Test("Another seed there is found, and the draw behind it named")
  func otherSeed() throws {
    let folder = try TemporaryFolder()
    let script = """
      for word; do
        shift
        case $word in 3..3) word=4..4 ;; 3) word=4 ;; esac
        set -- "$@" "$word"
      done
      exec "$weir" "$@"
      """
    let run = try Weir.run(
      "verify", Weir.scenario, "--seed", "3", "--against", try impostor(script, in: folder))
    #expect(run.status == 1)
    #expect(run.errors == "")
    #expect(run.output.hasPrefix("Diverged: \(Weir.scenario) (fixed), seed 3\n  here   digest "))
    #expect(run.output.contains("\n  there  the journal calls it seed 4\n"))
    #expect(run.output.contains("\nFirst difference: occurrence 1 of "))
    #expect(
      run.output.contains(
        "\nDraw behind it: draw 0 of tunnel, begin, entity 0000000000000000, "
          + "which came out differently\n"))
    #expect(run.output.contains("\nCauses here, the last one first\n  event "))
    #expect(
      run.output.hasSuffix("\nReplay:  weir run \(Weir.scenario) --variant fixed --seed 3\n"))
  }

  @Test("An altered occurrence deep in one of many runs is found, and no draw is blamed")
  func alteredTrace() throws {
    let folder = try TemporaryFolder()
    // The digest of seed 5 and the instant on the 1,500th line of its trace.
    let script = """
      case $1 in
      sweep) "$weir" "$@" 3>&1 >/dev/null |
        sed 's/"seed":5,"digest":"..../"seed":5,"digest":"dead/' >&3 ;;
      run) "$weir" "$@" 3>&1 >/dev/null | sed '1500s/"at":/"at":9/' >&3 ;;
      *) exec "$weir" "$@" ;;
      esac
      """
    let run = try Weir.run(
      "verify", Weir.scenario, "--seeds", "1..12", "--against", try impostor(script, in: folder))
    #expect(run.status == 1)
    #expect(run.errors == "")
    #expect(run.output.hasPrefix("Diverged: \(Weir.scenario) (fixed), seed 5\n"))
    #expect(run.output.contains("\n  there  digest dead"))
    #expect(run.output.contains("\n  before it: 4 seeds, all the same\n"))
    #expect(run.output.contains("\nFirst difference: occurrence "))
    #expect(run.output.contains("\nNo draw differs up to there: not chance, "))
    let sides = run.output.split(separator: "\n").filter { $0.hasPrefix("  here   ") }
      .map { $0.dropFirst(9) }
    let others = run.output.split(separator: "\n").filter { $0.hasPrefix("  there  ") }
      .map { $0.dropFirst(9) }
    #expect(sides.count == 2 && others.count == 2)
    #expect(
      sides.last?.split(separator: " ").dropFirst(2)
        == others.last?.split(separator: " ").dropFirst(2))
    #expect(sides.last != others.last)
  }

  @Test("An altered draw in the trace is named as what is behind a difference")
  func alteredDraw() throws {
    let folder = try TemporaryFolder()
    let script = """
      case $1 in
      sweep) "$weir" "$@" 3>&1 >/dev/null | sed 's/"digest":"..../"digest":"dead/' >&3 ;;
      run) "$weir" "$@" 3>&1 >/dev/null |
        sed -e '/"purpose":"begin"/s/"bits":"..../"bits":"beef/' \\
          -e '/"faultBegan"/s/"at":/"at":1/' >&3 ;;
      *) exec "$weir" "$@" ;;
      esac
      """
    let run = try Weir.run(
      "verify", Weir.scenario, "--seed", "7", "--against", try impostor(script, in: folder))
    #expect(run.status == 1)
    #expect(run.output.contains("  here   7.258"))
    #expect(run.output.contains(" radio.up: fault rule 0 begins\n  there  17.258"))
    #expect(
      run.output.contains(
        "\nDraw behind it: draw 0 of tunnel, begin, entity 0000000000000000, which came out "))
    #expect(run.output.contains("entity 0000000000000000: beef"))
  }

  static let programs: [(String, String)] = [
    ("/nowhere/weir", "weir: /nowhere/weir cannot be started: No such file or directory\n"),
    (
      "no-such-weir",
      """
      weir: no-such-weir cannot be started: No such file or directory
            a name without / is looked for along PATH; a file here is ./no-such-weir

      """
    ),
    ("/dev/null", "weir: /dev/null cannot be started: Permission denied\n"),
    (
      "/bin/echo",
      """
      weir: --against: /bin/echo is no weir: asked for its version, it says "--version"
            give the path of another build, such as .build/debug/weir

      """
    ),
  ]

  @Test("What is no weir is told, with status 2", arguments: programs)
  func strangers(_ program: String, _ errors: String) throws {
    if program == "/bin/echo", try saysVersion(program) { return }
    let run = try Weir.run("verify", Weir.scenario, "--against", program)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors == errors)
  }

  /// Some kinds of `echo` tell their own version instead of what they were given.
  private func saysVersion(_ program: String) throws -> Bool {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["--version"]
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return said != "--version\n"
  }

  @Test("Digests of another version are not compared, traces are, and the status is 2")
  func otherVersion() throws {
    let folder = try TemporaryFolder()
    let script = """
      case $1 in --version) echo "weir 9.9.9, digest version 99" ;; *) exec "$weir" "$@" ;; esac
      """
    let path = try impostor(script, in: folder)
    let run = try Weir.run("verify", Weir.scenario, "--seed", "7", "--against", path)
    #expect(run.status == 2)
    #expect(
      run.errors == """
        weir: \(path) makes digests of version 99, this weir of version 2: they cannot be compared
              comparing the traces of seed 7 instead

        """)
    #expect(run.output.hasPrefix("The traces are the same: "))
  }

  @Test("Another weir that breaks off is told, with what it said")
  func breaksOff() throws {
    let folder = try TemporaryFolder()
    let script = """
      case $1 in
      sweep) "$weir" "$@" 3>&1 >/dev/null 2>/dev/null | head -n 2 >&3; echo 'out of luck' >&2; exit 9 ;;
      *) exec "$weir" "$@" ;;
      esac
      """
    let path = try impostor(script, in: folder)
    let run = try Weir.run("verify", Weir.scenario, "--seeds", "1..10", "--against", path)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.errors == """
        weir: \(path) ended after 2 of 10 runs, with status 9
              it says: out of luck

        """)
  }

  @Test("A divergence whose trace cannot be had is still a divergence")
  func noTrace() throws {
    let folder = try TemporaryFolder()
    let script = """
      case $1 in
      sweep) "$weir" "$@" 3>&1 >/dev/null | sed 's/"digest":"..../"digest":"dead/' >&3 ;;
      run) echo nonsense >&3 ;;
      *) exec "$weir" "$@" ;;
      esac
      """
    let path = try impostor(script, in: folder)
    let run = try Weir.run("verify", Weir.scenario, "--against", path)
    #expect(run.status == 1)
    #expect(run.output.contains("\n  there  digest dead"))
    #expect(run.errors == "weir: \(path) writes no trace: line 1 is \"nonsense\"\n")
  }

  @Test("Ctrl-C ends a verification with what was compared")
  func interruption() throws {
    let folder = try TemporaryFolder()
    let path = try impostor(
      #"case $1 in sweep) : >"$0.started" ;; esac; exec "$weir" "$@""#, in: folder)
    let verification = try Weir.Running([
      "verify", Weir.scenario, "--seeds", "1..9000000000000000", "--against", path,
    ])
    let deadline = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: path + ".started"), Date() < deadline {
      usleep(10_000)
    }
    verification.process.interrupt()
    let outcome = try verification.outcome()
    #expect(verification.process.terminationReason == .exit)
    #expect(outcome.status == 130)
    #expect(outcome.errors.hasPrefix("weir: interrupted after "))
    #expect(outcome.errors.hasSuffix(" of 9000000000000000 seeds, all the same\n"))
  }

  static let usageErrors: [([String], String)] = [
    (["verify"], "weir: verify needs a scenario file\n      weir verify \(Weir.scenario)"),
    (
      ["verify", "a", "b"],
      "weir: verify takes one scenario file, not 2\n      weir sweep takes several"
    ),
    (
      ["verify", Weir.scenario, "--seed", "1", "--seeds", "1..2"],
      "weir: --seed and --seeds are both given\n      --seeds 1..2 is enough"
    ),
    (
      ["verify", Weir.scenario, "--agianst", "x"],
      "weir: weir verify has no option --agianst\n      did you mean --against?"
    ),
  ]

  @Test("Bad usage has status 2, a message and a hint", arguments: usageErrors)
  func usage(_ arguments: [String], _ errors: String) throws {
    let run = try Weir.run(arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors == errors + "\n")
  }

  /// Interrupts the comparison with a program once it has said that it runs.
  private func interrupt(_ script: String) throws -> Weir.Outcome {
    let folder = try TemporaryFolder()
    let started = folder.path + "/started"
    let other = try impostor(script, in: folder)
    let verify = try Weir.Running(
      ["verify", Weir.scenario, "--seed", "7", "--against", other],
      environment: ["STARTED": started])
    let deadline = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: started), Date() < deadline { usleep(10_000) }
    verify.process.interrupt()
    return try verify.outcome()
  }

  @Test("Ctrl-C ends the wait for another weir that says nothing")
  func interruptedWait() throws {
    let mute = try interrupt(": >$STARTED; exec sleep 300")
    #expect(mute.status == 130)
    #expect(mute.errors == "weir: interrupted before the first run\n")
    let hanging = try interrupt(
      "case $1 in --version) exec $weir --version ;; esac; : >$STARTED; exec sleep 300")
    #expect(hanging.status == 130)
    #expect(hanging.errors == "weir: interrupted after 0 of 1 seeds, all the same\n")
  }

  @Test("A program that never says its version is no weir")
  func mute() throws {
    let folder = try TemporaryFolder()
    let other = try impostor("exec sleep 300", in: folder)
    let run = try Weir.run("verify", Weir.scenario, "--against", other)
    #expect(run.status == 2)
    #expect(
      run.errors.hasPrefix(
        "weir: --against: \(other) is no weir: asked for its version, it says nothing\n"))
  }

  @Test("A weir that closes its lines and lives on is not waited for")
  func survivor() throws {
    let folder = try TemporaryFolder()
    let other = try impostor(
      "case $1 in --version) exec $weir --version ;; esac; exec 3>&- sleep 300", in: folder)
    let run = try Weir.run("verify", Weir.scenario, "--against", other)
    #expect(run.status == 2)
    #expect(run.errors == "weir: \(other) ended after 0 of 1 runs, with status 137\n")
  }
}
