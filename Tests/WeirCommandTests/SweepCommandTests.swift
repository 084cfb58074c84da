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
    #expect(
      run.output.hasSuffix(
        """
        1 of \(Weir.scenario) (fixed) not as expected:
          weir run \(Weir.scenario) --variant fixed --set api.server.history=none \
        --set phone.client.resume=none --seed 4

        """))
  }

  @Test("Output and journal are the same whatever the number of threads", arguments: [2, 3, 8])
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
