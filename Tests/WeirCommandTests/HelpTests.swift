import Testing

@Suite(.needsTheCommand) struct HelpTests {
  static let commandNames = ["run", "sweep", "verify", "check", "list", "completions"]

  @Test(
    "Each command explains itself, asked either way", arguments: commandNames)
  func commands(_ name: String) throws {
    let help = try Weir.run("help", name)
    #expect(help.status == 0)
    #expect(help.output.hasPrefix("weir \(name) "))
    #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(help.output.contains("\n  weir \(name) "))  // an example
    #expect(help.output.contains("Exit status: 0"))
    #expect(try Weir.run(name, "--help").output == help.output)
    #expect(try Weir.run(name, "-h").output == help.output)
  }

  @Test("The overview names every command", arguments: ["help", "--help", "-h"])
  func overview(_ word: String) throws {
    let help = try Weir.run(word)
    #expect(help.status == 0)
    #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    for name in [
      "run SCENARIO", "sweep SCENARIO...", "verify SCENARIO", "check FILE...", "list KIND [WORDS]",
      "completions SHELL",
    ] {
      #expect(help.output.contains("\n  weir \(name) "))
    }
  }

  @Test("Help on help is the overview", arguments: ["help", "--help", "-h"])
  func helpOnHelp(_ word: String) throws {
    let help = try Weir.run("help", word)
    #expect(help.status == 0)
    #expect(help.output == (try Weir.run("help").output))
  }

  @Test("Without a word the overview goes to standard error, and the status is 2")
  func nothing() throws {
    let run = try Weir.run()
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors == (try Weir.run("help").output) + "\n")
  }

  @Test("The version names the digests it makes")
  func version() throws {
    let run = try Weir.run("--version")
    #expect(run.status == 0)
    #expect(run.output == "weir 0.1.0, digest version 2\n")
  }
}
