import TestSupport
import Testing
import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct ScenarioWriterTests {
  static let scenarios =
    Example.scenarios.map(Example.path)
    + (Directory.documents(below: packageFolder + "/Scenarios") ?? [])

  /// Writes a document into a folder and returns the path of its scenario.
  private func write(_ document: ScenarioDocument, into folder: TemporaryFolder) throws -> String {
    for file in try ScenarioWriter.files(of: document, name: "written") {
      try folder.write(file.name, file.bytes)
    }
    return folder.path + "/written.json5"
  }

  @Test(
    "What is written reads as the same values, and is written again to the byte",
    arguments: scenarios)
  func stability(_ path: String) throws {
    let document = try ScenarioReader.document(path)
    let folder = try TemporaryFolder()
    let again = try ScenarioReader.document(try write(document, into: folder))
    #expect(again == document)
    #expect(
      try ScenarioWriter.files(of: again, name: "written")
        == ScenarioWriter.files(of: document, name: "written"))
  }

  @Test("Each variant of what is written is that variant", arguments: scenarios)
  func variants(_ path: String) throws {
    let document = try ScenarioReader.document(path)
    let folder = try TemporaryFolder()
    let written = try write(document, into: folder)
    for variant in document.variants.isEmpty ? [nil] : document.variants.map(\.name) {
      var request = RunRequest(scenario: path)
      request.variant = variant
      let original = try ScenarioReader.read(request)
      request.scenario = written
      let copy = try ScenarioReader.read(request)
      #expect(copy.plan == original.plan)
      #expect(copy.expectedVerdict == original.expectedVerdict)
      #expect(copy.variants == original.variants)
      // With everything set written out it is the same scenario still.
      let flatFolder = try TemporaryFolder()
      let flat = try ScenarioReader.read(
        RunRequest(scenario: write(original.document, into: flatFolder)))
      #expect(flat.plan == original.plan)
      #expect(flat.expectedVerdict == original.expectedVerdict)
    }
  }

  @Test("A profile that is written reads as the same rules")
  func profiles() throws {
    let shipped = Directory.documents(below: packageFolder + "/Fault-Profiles") ?? []
    #expect(!shipped.isEmpty)
    let folder = try TemporaryFolder()
    for path in shipped + Example.profiles.map(Example.path) {
      let profile = try ScenarioReader.profile(path)
      let text = try ScenarioWriter.text(of: profile)
      let again = try ScenarioReader.profile(try folder.write(profile.name + ".json5", text))
      #expect(again == profile)
      #expect(try ScenarioWriter.text(of: again) == text)
    }
  }

  @Test("The example of each kind of fault and of each expectation is stable")
  func forms() throws {
    let folder = try TemporaryFolder()
    let rules = FaultForm.all.map(\.example).joined(separator: ", ")
    let profile = try ScenarioReader.profile(
      try folder.write("p.json5", "{ title: 'p', rules: [\(rules)] }"))
    #expect(profile.rules.map(\.kind.name) == FaultKind.names)
    let text = try ScenarioWriter.text(of: profile)
    #expect(try ScenarioReader.profile(folder.write("p.json5", text)) == profile)

    let expect = ExpectationForm.all.map(\.example).joined(separator: ", ")
    let scenario = try ScenarioFolder(Fragments(expect: expect).text)
    let document = try ScenarioReader.document(scenario.request.scenario)
    #expect(document.plan.expectations.map(\.name) == ExpectationForm.all.map(\.name))
    #expect(try ScenarioReader.document(try write(document, into: folder)) == document)
  }

  @Test("Recorded links and answers are written beside the scenario, each direction in its words")
  func recordings() throws {
    let scenario = """
      {
        title: "t", about: "it's \\"so\\"",
        hosts: { a: { roles: ["x", "y"] }, b: { server: { port: 81, history: { ring: 2 } } } },
        links: {
          one: { between: ["a", "b"], trace: "up.txt", down: { rate: "1Mbit/s", delay: "1ms" } },
          two: { between: ["a", "b"], trace: "up.txt", delay: "5ms", up: { loss: "0.5%" } },
          three: { between: ["a", "b"], rate: "1Mbit/s", up: { trace: "up.txt" } },
          four: { between: ["a", "b"], up: { rate: "5Mbit/s", trace: "up.txt" },
                  down: { trace: "up.txt" } },
        },
        workload: [{ at: "90s", on: "a", chat: { recording: "answer.txt" } }],
        duration: "90m", settle: "0s",
      }
      """
    let files = [(name: "up.txt", text: "1\n3\n"), (name: "answer.txt", text: "0 12\n250 7\n")]
    let source = try ScenarioFolder(scenario, files: files)
    let document = try ScenarioReader.document(source.request.scenario)
    let folder = try TemporaryFolder()
    let again = try ScenarioReader.document(try write(document, into: folder))
    #expect(again.plan.links == document.plan.links)
    #expect(again == document)
    #expect(
      try ScenarioWriter.files(of: document, name: "s").map(\.name) == [
        "s.json5", "one.up.trace", "two.trace", "three.up.trace", "four.up.trace",
        "four.down.trace", "answer-0.txt",
      ])
  }

  @Test("A written scenario looks like one that people write")
  func look() throws {
    let files = try ScenarioWriter.files(
      of: ScenarioReader.document(Example.path("cut-in-crlf")), name: "cut")
    #expect(files.map(\.name) == ["cut.json5", "between-cr-and-lf.json5"])
    #expect(
      String(decoding: files[1].bytes, as: UTF8.self) == """
        {
          title: "A cut between CR and LF",
          about: "Line 1 of the event is its id.",
          rules: [
            {
              fault: "cut",
              on: "api",
              how: "rst",
              at: { stream: "chat", event: 7, between: ["CR", "LF"], line: 1 },
            },
          ],
        }

        """)
    #expect(
      String(decoding: files[0].bytes, as: UTF8.self).contains(
        """
          hosts: {
            phone: { role: "client", client: { reconnect: "200ms" } },
            api: { role: "origin", server: { history: "log", "line-ending": "crlf" } },
          },
          links: { radio: { role: "access", between: ["phone", "api"], delay: "40ms" } },
          workload: [{ on: "phone", chat: { tokens: 40, every: "50ms" } }],
          profiles: ["between-cr-and-lf.json5"],
        """))
  }

  @Test("What the language has no words for is refused by name")
  func unwritable() throws {
    let base = try ScenarioReader.document(Example.path("cut-in-crlf"))
    func problem(_ change: (inout ScenarioDocument) -> Void) throws -> PlanError? {
      var document = base
      change(&document)
      return #expect(throws: PlanError.self) {
        try ScenarioWriter.files(of: document, name: "s")
      }
    }
    #expect(try problem { $0.plan.bounds.events += 1 }?.path == "bounds")
    #expect(try problem { $0.plan.links[0].up.framing.overhead = 4 }?.path == "links.radio")
    #expect(
      try problem {
        $0.plan.links[0].up.lossModel = .state(FourStateLoss(p13: .zero, p31: .one))
        $0.plan.links[0].up.loss = .percent(1)
      }?.path == "links.radio")
    #expect(
      try problem { $0.plan.links[0].up.reorder.chance.share = Ratio(1, outOf: 3) }?.path
        == "links.radio")
    #expect(try problem { $0.plan.links[0].down.loss = Ratio(1, outOf: 3) }?.path == "links.radio")
    #expect(
      try problem { $0.plan.hosts[1].server?.resources = ["/a"] }?.path == "hosts.api.server")
    #expect(
      try problem { $0.plan.links[0].second = "apo" }?.problem == "the unknown host \"apo\"")
    #expect(
      try problem {
        $0.plan.workload[0].action = .chat(.publications(count: 1, every: .seconds(1)))
      }?.path == "workload[0].chat")
  }
}
