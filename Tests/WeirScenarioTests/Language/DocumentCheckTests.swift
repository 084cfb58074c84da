import TestSupport
import Testing
import WeirScenario

@Suite struct DocumentCheckTests {
  private func errors(_ path: String) -> [String] {
    do throws(ScenarioErrors) {
      _ = try CheckedDocument.check(path)
      return []
    } catch {
      return error.errors.map { "\($0)" }
    }
  }

  @Test("A scenario is known by its hosts and a profile by its rules")
  func kinds() throws {
    let more = "variants: { a: { expected: 'passed' }, b: { expected: 'failed' } }"
    let folder = try ScenarioFolder(Fragments(more: more).text)
    #expect(
      try CheckedDocument.check(folder.request.scenario)
        == CheckedDocument(
          path: folder.request.scenario, title: "t", kind: .scenario(variants: ["a", "b"])))
    let profile = try folder.folder.write(
      "p.json5", #"{ title: "p", rules: [{ fault: "reset", on: "radio", at: "1s" }] }"#)
    #expect(
      try CheckedDocument.check(profile)
        == CheckedDocument(path: profile, title: "p", kind: .profile(rules: 1)))
  }

  @Test("Each variant is checked, and what several have wrong is told once")
  func variants() throws {
    let folder = try ScenarioFolder(
      Fragments(
        more: """
          settle: 5,
          variants: { a: { expected: 'passed' },
          b: { expected: 'failed', set: { 'radio.delay': '5' } } }
          """
      ).text)
    #expect(
      errors(folder.request.scenario).map(folder.shown).map { String($0.prefix(36)) } == [
        "scenario.json5:13:11: found 5, which", "scenario.json5:15:48: found \"5\", whi",
      ])
  }

  @Test("A file that is neither says what was expected")
  func neither() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("x.json5", "[]")
    #expect(
      errors(path) == [
        "\(path):1:1: found an array; expected a scenario or a fault profile, an object in braces"
      ])
    #expect(errors(folder.path + "/y.json5").count == 1)
  }
}
