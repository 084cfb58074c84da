import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.needsTheCommand) struct SweepCommandTests {
  private func lines(_ path: String) throws -> [Substring] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
  }

  @Test("A directory is swept with every variant, and nothing is said on standard error")
  func directory() throws {
    let run = try Weir.run("sweep", "Scenarios/basics", "--seeds", "1..3")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.errors == "")
    for variant in ["fixed", "broken", "patient"] {
      #expect(run.output.contains("\n\(Weir.scenario) (\(variant)) "))
    }
  }

  @Test("A directory without scenarios is an error")
  func emptyDirectory() throws {
    let folder = try TemporaryFolder()
    let run = try Weir.run("sweep", folder.path)
    #expect(run.status == 2)
    #expect(run.errors == "weir: there is no .json5 file below \(folder.path)\n")
  }

  @Test("A run with another verdict than the expected one gives status 1 and its replay line")
  func surprise() throws {
    let run = try Weir.run(
      "sweep", Weir.scenario, "--variant", "fixed", "--set", "api.server.history=none",
      "--set", "phone.client.resume=none", "--seeds", "4")
    #expect(run.status == 1)
    let reason = try #require(
      run.output.split(separator: "\n").first { $0.hasPrefix("  seed 4 failed: ") }
    ).dropFirst("  seed 4 failed: ".count)
    #expect(reason.hasPrefix("in-order-once: "))
    #expect(
      run.output.hasSuffix(
        """
        1 of \(Weir.scenario) (fixed) not as expected:
          seed 4 failed: \(reason)
            weir run \(Weir.scenario) --variant fixed --set api.server.history=none \
        --set phone.client.resume=none --seed 4

        """))
  }

  @Test("Output and journal are the same whatever the number of threads", arguments: [2, 3, 4, 8])
  func threads(_ jobs: Int) throws {
    let folder = try TemporaryFolder()
    func sweep(_ jobs: Int) throws -> Weir.Outcome {
      try Weir.run(
        "sweep", Weir.scenario, "--seeds", "1..20", "--jobs", "\(jobs)",
        "--journal", "\(folder.path)/\(jobs)", "--format", "json")
    }
    let one = try sweep(1)
    #expect(one.status == 0)
    #expect(try sweep(jobs).output == one.output)
    #expect(try lines("\(folder.path)/\(jobs)") == lines("\(folder.path)/1"))
    #expect(try lines("\(folder.path)/1").count == 60)
  }

  @Test("The parts of a sweep are the whole, each run once", arguments: [2, 3])
  func shards(_ count: Int) throws {
    let folder = try TemporaryFolder()
    func sweep(_ options: String...) throws -> [Substring] {
      let run = try Weir.run(
        ["sweep", Weir.scenario, "--seeds", "5..15", "--journal", folder.path + "/journal"]
          + options)
      #expect(run.status == 0)
      return try lines(folder.path + "/journal")
    }
    let whole = try sweep()
    #expect(whole.count == 33)
    let parts = try (1...count).map { try sweep("--shard", "\($0)/\(count)") }
    #expect(parts.allSatisfy { $0.count >= 33 / count - 3 })
    #expect(parts.flatMap { $0 }.sorted() == whole.sorted())
  }

  @Test("A part without a seed is an empty sweep")
  func emptyShard() throws {
    let run = try Weir.run("sweep", Weir.scenario, "--seeds", "1..2", "--shard", "3/3")
    #expect(run.status == 0)
    #expect(run.output.contains("(fixed)         0         0         0             0  passed\n"))
  }

  @Test(
    "What is no part of a whole is refused",
    arguments: ["0/4", "5/4", "1/0", "1", "/", "1/2/3", "-1/2", "+1/2", "1/1000001", "a/b"])
  func badShards(_ text: String) throws {
    let run = try Weir.run("sweep", Weir.scenario, "--shard=\(text)")
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("weir: --shard: \"\(text)\" is no part of a whole\n"))
  }

  @Test("A journal is never written over an input")
  func journalOverInput() throws {
    let folder = try TemporaryFolder()
    let text = "{ title: 't', hosts: { a: { server: {} } }, workload: [], expect: {} }"
    let file = try folder.write("s.json5", text)
    let run = try Weir.run("sweep", file, "--journal", folder.path + "/./s.json5")
    #expect(run.status == 2)
    #expect(run.errors.hasSuffix("s.json5 is an input\n      choose another file\n"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
  }

  @Test("Several files and directories are swept, in the order given")
  func several() throws {
    let folder = try TemporaryFolder()
    let text = try String(contentsOfFile: packageFolder + "/" + Weir.scenario, encoding: .utf8)
      .replacing("../../Fault-Profiles", with: packageFolder + "/Fault-Profiles")
    for name in ["b.json5", "dir/a.json5", "dir/c.json5"] { try folder.write(name, text) }
    let run = try Weir.run(
      "sweep", "b.json5", "dir", "--seeds", "1", "--variant", "fixed", in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    let names = run.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[0] }
    #expect(names == ["b.json5", "dir/a.json5", "dir/c.json5"])
  }

  @Test("Ctrl-C ends a sweep and keeps what was finished", arguments: [1, 2])
  func interruption(_ jobs: Int) throws {
    let folder = try TemporaryFolder()
    let journal = folder.path + "/journal"
    let sweep = try Weir.Running([
      "sweep", Weir.scenario, "--seeds", "1..9000000000000000", "--jobs", "\(jobs)",
      "--journal", journal,
    ])
    let deadline = Date(timeIntervalSinceNow: 60)
    while (try? lines(journal).count) ?? 0 < 20, Date() < deadline { usleep(10_000) }
    sweep.process.interrupt()
    let outcome = try sweep.outcome()
    #expect(sweep.process.terminationReason == .exit)
    #expect(outcome.status == 130)
    let kept = try lines(journal)
    #expect(kept.count >= 20)
    for line in kept { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    #expect(
      outcome.errors
        == "weir: interrupted after \(kept.count) of 27000000000000000 runs\n")
    #expect(outcome.output.contains("\(Weir.scenario) (fixed)"))
  }

  #if os(Linux)
    /// Of util-linux: runs a command on a terminal and repeats what it writes there.
    private static let script = "/usr/bin/script"

    @Test(
      "On a terminal a sweep tells how far it is, and clears the line at its end",
      .enabled(if: FileManager.default.isExecutableFile(atPath: script), "script(1) is absent"))
    func progress() throws {
      let process = Process()
      let pipe = Pipe()
      let weir = try #require(Weir.path)
      process.executableURL = URL(fileURLWithPath: Self.script)
      process.arguments = [
        "-qec", "'\(weir)' sweep \(Weir.scenario) --seeds 1..300 >/dev/null", "/dev/null",
      ]
      process.currentDirectoryURL = URL(fileURLWithPath: packageFolder)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = pipe
      try process.run()
      let shown = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(shown.hasPrefix("\r\u{1B}[K"))
      #expect(shown.contains(" of 900 runs, "))
      #expect(shown.contains(" a second, 0 not as expected, "))
      #expect(shown.hasSuffix("\r\u{1B}[K"))
    }
  #endif
}
