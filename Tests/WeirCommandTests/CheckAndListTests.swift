import Foundation
import TestSupport
import Testing

@Suite(.needsTheCommand) struct CheckAndListTests {
  @Test("Every file of the package is in order")
  func package() throws {
    let run = try Weir.run("check", "Scenarios", "Fault-Profiles")
    #expect(run.status == 0)
    #expect(run.errors == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.contains("ok  \(Weir.scenario)  scenario, variants fixed, broken, patient"))
    #expect(lines.contains("ok  Fault-Profiles/tunnel.json5  fault profile, 1 rule"))
  }

  @Test("Files that are wrong are told on standard error, the others are ok")
  func mixed() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.json5", "{ title: 'a', rules: [{ fault: 'reset', on: 'x', at: '1s' }] }")
    try folder.write("b.json5", "{ title: 'b',\n  rules: [{ fault: 'reste', on: 'x', at: 1 }] }")
    let run = try Weir.run("check", ".", in: folder.path)
    #expect(run.status == 2)
    #expect(run.output == "ok  ./a.json5  fault profile, 1 rule\n")
    #expect(
      run.errors == """
        ./b.json5:2:20: found "reste"; expected "link-down", "blackhole", "reset", "drop-segment", \
        "server-crash", "server-restart", "handover", "cut", "drop" or "split"; did you mean "reset"?
            rules: [{ fault: 'reste', on: 'x', at: 1 }] }
                             ^
        ./b.json5:2:42: found 1, which has no unit; expected a time with a unit, such as "250ms", \
        "1.5s" or "2m"; did you mean "1ms"?
            rules: [{ fault: 'reste', on: 'x', at: 1 }] }
                                                   ^

        """)
  }

  @Test("What cannot be run yet is in order, and told; running it names the first of it")
  func notYet() throws {
    let example = "Tests/WeirScenarioTests/Examples/handover.json5"
    let check = try Weir.run("check", example)
    #expect(check.status == 0)
    #expect(
      check.output == """
        ok  \(example)  scenario
            cannot be run yet: a device at hosts.phone.device
            cannot be run yet: the fault handover at leaving-the-house.rules[0]

        """)
    let run = try Weir.run("run", example)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.errors == """
        weir: hosts.phone.device: found a device, which cannot be run yet
              expected only what this version of weir can run

        """)
    #expect(try Weir.run("sweep", example).status == 2)
  }

  @Test("The schema is printed without any file")
  func schema() throws {
    let run = try Weir.run("check", "--print-schema")
    #expect(run.status == 0)
    #expect(run.errors == "")
    let schema = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let keys = (schema as? [String: Any])?.keys.sorted()
    #expect(keys == ["$defs", "$schema", "else", "if", "then", "title", "type"])
    let wrong = try Weir.run("check", "--print-schema=yes")
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("weir: --print-schema takes no value\n"))
  }

  @Test("Faults and expectations are listed with an example each")
  func registries() throws {
    let faults = try Weir.run("list", "faults")
    #expect(faults.status == 0)
    #expect(
      faults.output.hasPrefix(
        """
        link-down       What is on a direction of a link is lost, and nothing enters.
                        { fault: "link-down", on: "access", at: { between: ["6s", "10s"] }, for: "12s" }

        """))
    let expectations = try Weir.run("list", "expectations")
    #expect(expectations.output.contains("\nrecovers-within "))
    #expect(expectations.output.contains(" \"recovers-within\": \"5s\"\n"))
  }

  @Test("Scenarios and profiles are listed with their titles")
  func documents() throws {
    let scenarios = try Weir.run("list", "scenarios")
    #expect(scenarios.status == 0)
    let listed = scenarios.output.split(separator: "\n").map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    #expect(listed.contains("\(Weir.scenario) A chat stream survives a tunnel"))
    #expect(listed.contains("scenario, variants fixed, broken, patient"))
    let profiles = try Weir.run("list", "profiles").output.split(separator: "\n").map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    #expect(profiles.contains("Fault-Profiles/tunnel.json5 A tunnel"))
    #expect(profiles.contains("Fault-Profiles/black-hole.json5 A black hole"))
  }

  @Test("Models are listed with the values they run with and where those come from")
  func models() throws {
    let models = try Weir.run("list", "models")
    #expect(models.status == 0)
    let lines = models.output.split(separator: "\n")
    #expect(lines.count > 25)
    #expect(lines.allSatisfy { $0.contains("; ") })
    let chosen = try Weir.run("list", "models", "tcp", "initial", "rfc").output
    #expect(
      chosen == """
        tcp initial window   10 segments; RFC 6928
        tcp initial timeout  1s; TCP_TIMEOUT_INIT, RFC 6298 (2.1)

        """)
  }

  @Test("Words choose what has them all, in any case")
  func words() throws {
    let found = try Weir.run("list", "faults", "SILENCE", "fin")
    #expect(found.status == 0)
    #expect(found.output.hasPrefix("cut  A server's stream is cut"))
    #expect(found.output.split(separator: "\n").count == 2)
    let none = try Weir.run("list", "faults", "silence", "meteor")
    #expect(none.status == 1)
    #expect(none.output == "")
    #expect(none.errors == "no faults with silence meteor\n")
  }

  @Test("Where there is no directory of scenarios, that is told")
  func elsewhere() throws {
    let folder = try TemporaryFolder()
    let run = try Weir.run("list", "scenarios", in: folder.path)
    #expect(run.status == 2)
    #expect(
      run.errors == """
        weir: there is no directory Scenarios here
              run weir list where Scenarios lies

        """)
  }

  @Test("A scenario that cannot be read is listed with the way to find out why")
  func broken() throws {
    let folder = try TemporaryFolder()
    try folder.write("Scenarios/x.json5", "{")
    let run = try Weir.run("list", "scenarios", in: folder.path)
    #expect(run.status == 0)
    #expect(
      run.output == "Scenarios/x.json5  cannot be read; weir check Scenarios/x.json5 says why\n")
  }
}
