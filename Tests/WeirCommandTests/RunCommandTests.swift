import Foundation
import TestSupport
import Testing

@Suite(.needsTheCommand) struct RunCommandTests {
  static let statuses: [([String], Int32)] = [
    (["--variant", "fixed"], 0), (["--variant", "broken"], 1), (["--set", "expect={}"], 3),
  ]

  @Test("The exit status is the verdict", arguments: statuses)
  func verdicts(_ options: [String], _ status: Int32) throws {
    let run = try Weir.run(["run", Weir.scenario, "--seed", "7"] + options)
    #expect(run.status == status)
    #expect(run.errors == "")
    #expect(run.output.contains("\nReplay:  weir run \(Weir.scenario) "))
  }

  @Test("The replay line, given to a shell, brings the run back")
  func replay() throws {
    func digest(_ output: String) -> Substring? {
      output.split(separator: "\n").first { $0.hasPrefix("Digest: ") }
    }
    let first = try Weir.run(
      "run", Weir.scenario, "--variant=broken", "--seed", "11", "--profile",
      "Fault-Profiles/tunnel.json5", "--set", "expect={ latency: '2s' }")
    let line = try #require(first.output.split(separator: "\n").last).dropFirst(
      "Replay:  weir ".count)
    let shell = Process()
    let pipe = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "'\(try #require(Weir.path))' \(line)"]
    shell.currentDirectoryURL = URL(fileURLWithPath: packageFolder)
    shell.standardOutput = pipe
    try shell.run()
    let again = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    #expect(digest(first.output) != nil)
    #expect(digest(again) == digest(first.output))
    #expect(again.split(separator: "\n").last == first.output.split(separator: "\n").last)
  }

  @Test("A scenario that is wrong is shown with the line it is wrong on")
  func badInput() throws {
    let folder = try TemporaryFolder()
    try folder.write("s.json5", "{ title: 't', hosts: { a: { server: {} } },\n  workload: 7 }\n")
    let run = try Weir.run("run", "s.json5", in: folder.path)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.errors == """
        s.json5:2:13: found 7; expected an array in brackets
            workload: 7 }
                      ^

        """)
  }

  @Test("JSON is one object on one line, and the ledger and trace go to files")
  func files() throws {
    let folder = try TemporaryFolder()
    let (ledger, trace) = (folder.path + "/ledger", folder.path + "/trace")
    let run = try Weir.run(
      "run", Weir.scenario, "--format", "json", "--ledger", ledger, "--trace=\(trace)")
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let object = try #require(value as? [String: Any])
    #expect(object["seed"] as? Int == 1)
    #expect((object["wallSeconds"] as? Double ?? 0) > 0)
    for path in [ledger, trace] {
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count > 600)
      #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    }
  }

  @Test(
    "Nothing is written over what was read, nor two things to one file",
    arguments: [
      ["--ledger", "s.json5"], ["--trace", "./s.json5"], ["--ledger", "link.json5"],
      ["--profile", "p.json5", "--trace", "p.json5"], ["--ledger", "out", "--trace", "out"],
      ["--pcap", "s.json5"], ["--pcap", "out", "--ledger", "out"],
      ["--ledger", "out", "--trace", "./out"], ["--ledger", "sub/../out", "--trace", "out"],
    ])
  func collisions(_ options: [String]) throws {
    let folder = try TemporaryFolder()
    let scenario = """
      { title: "t", hosts: { a: {}, b: { server: {} } }, links: { l: { between: ["a", "b"] } },
        workload: [{ on: "a", chat: { tokens: 1 } }], expect: { "in-order-once": {} } }
      """
    let profile = #"{ title: "p", rules: [{ fault: "reset", on: "l", at: "1ms" }] }"#
    try folder.write("s.json5", scenario)
    try folder.write("p.json5", profile)
    try folder.write("sub/other", "")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.json5", withDestinationPath: folder.path + "/s.json5")
    let run = try Weir.run(["run", "s.json5"] + options, in: folder.path)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("weir: --"))
    #expect(try String(contentsOfFile: folder.path + "/s.json5", encoding: .utf8) == scenario)
    #expect(try String(contentsOfFile: folder.path + "/p.json5", encoding: .utf8) == profile)
  }

  @Test(
    "Packets go to a pcapng file, at the first client unless told otherwise",
    arguments: [
      ([], "phone"), (["--pcap-at", "phone"], "phone"), (["--pcap-at=api"], "api"),
    ])
  func packets(_ options: [String], _ interface: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/packets"
    let plain = try Weir.run("run", Weir.scenario, "--format", "json")
    let run = try Weir.run(
      ["run", Weir.scenario, "--format", "json", "--pcap", path] + options)
    #expect(run.status == 0)
    #expect(run.errors == "")
    func digest(_ output: String) -> Substring? {
      output.split(separator: ",").first { $0.hasPrefix("\"digest\"") }
    }
    #expect(digest(run.output) != nil)
    #expect(digest(run.output) == digest(plain.output))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.count > 50_000)
    #expect(bytes.starts(with: [0x0A, 0x0D, 0x0D, 0x0A]))
    #expect(bytes.range(of: Data("at the interface of \(interface).".utf8)) != nil)
  }

  @Test("Packets at every host are told to be unfit for TCP analysis")
  func packetsEverywhere() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/packets"
    let run = try Weir.run("run", Weir.scenario, "--pcap", path, "--pcap-at", "all")
    #expect(run.status == 0)
    #expect(
      run.errors == """
        weir: --pcap-at all: \(path) has each packet where it leaves and where it arrives; \
        it is unfit for TCP analysis

        """)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.range(of: Data("UNFIT FOR TCP ANALYSIS".utf8)) != nil)
  }

  @Test("A reader that goes away does no harm")
  func closedPipe() throws {
    let shell = Process()
    let pipe = Pipe()
    let weir = try #require(Weir.path)
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "exec 4>&1; { sleep 0.2; '\(weir)' run \(Weir.scenario); echo $? >&4; } | :",
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: packageFolder)
    shell.standardOutput = pipe
    try shell.run()
    let status = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    #expect(status == "0\n")
  }

  @Test("A full disk is told", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let run = try Weir.run("run", Weir.scenario, "--ledger", "/dev/full")
    #expect(run.status == 2)
    #expect(run.errors == "weir: --ledger: /dev/full cannot be written: No space left on device\n")
  }

  @Test("A pipe that nobody reads from is told, and not waited for")
  func deafPipe() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder.path + "/pipe", 0o600) == 0)
    let run = try Weir.run("run", Weir.scenario, "--trace", folder.path + "/pipe")
    #expect(run.status == 2)
    #expect(
      run.errors
        == "weir: --trace: \(folder.path)/pipe cannot be written: nobody reads from it\n")
  }

  @Test("Where standard output is closed, the report does not end up in a file opened later")
  func closedOutput() throws {
    let folder = try TemporaryFolder()
    let shell = Process()
    let weir = try #require(Weir.path)
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      "exec '\(weir)' run \(Weir.scenario) --ledger '\(folder.path)/ledger' <&- >&- 2>'\(folder.path)/errors'",
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: packageFolder)
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 2)
    #expect(
      try String(contentsOfFile: folder.path + "/errors", encoding: .utf8)
        == "weir: standard output cannot be written: Bad file descriptor\n")
    let ledger = try String(contentsOfFile: folder.path + "/ledger", encoding: .utf8)
    #expect(ledger.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    #expect(ledger.split(separator: "\n").count > 600)
  }

  @Test("A mistake of its own ends with status 70 and a line that asks for a report")
  func internalError() throws {
    let folder = try TemporaryFolder()
    let journal = folder.path + "/journal"
    let sweep = try Weir.Running(
      [
        "sweep", Weir.scenario, "--journal", journal, "--seeds", "1..100000000", "--set",
        "expect={ latency: '2s' }",
      ], environment: ["SWIFT_BACKTRACE": "enable=no"])
    let deadline = Date(timeIntervalSinceNow: 60)
    while (try? String(contentsOfFile: journal, encoding: .utf8)) ?? "" == "", Date() < deadline {
      usleep(10_000)
    }
    kill(sweep.process.processIdentifier, SIGTRAP)  // what a trap is to the process
    let outcome = try sweep.outcome()
    #expect(sweep.process.terminationReason == .exit)
    #expect(outcome.status == 70)
    #expect(
      outcome.errors == """
        weir: internal error; please report it with this command: weir sweep \(Weir.scenario) \
        --journal \(journal) --seeds 1..100000000 --set 'expect={ latency: '\\''2s'\\'' }'

        """)
  }
}
