import Foundation
import TestSupport
import Testing
import WeirScenario

@Suite struct ScenarioSchemaTests {
  private func value(_ text: String) throws -> JSON5Value {
    try JSON5Reader.read(SourceFile(name: "test", text: text))
  }

  private func errors(_ text: String) throws -> [String] {
    try SchemaValidator(try value(ScenarioSchema.text)).errors(try value(text))
  }

  @Test("The schema is JSON and says which draft it is")
  func draft() throws {
    #expect(
      ScenarioSchema.text.hasPrefix(
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "A Weir scenario or fault profile",
          "type": "object",
          "if": {
            "required": [
              "rules"
            ]
          },
          "then": {
            "$ref": "#/$defs/fault-profile"
          },
        """))
  }

  @Test("Every shipped scenario and profile and every example is valid")
  func shipped() throws {
    let schema = SchemaValidator(try value(ScenarioSchema.text))
    let folders = ["/Scenarios", "/Fault-Profiles"].map { packageFolder + $0 } + [Example.folder]
    let files = folders.flatMap { Directory.documents(below: $0) ?? [] }
    #expect(files.count >= 14)
    for file in files {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(try schema.errors(try value(text)) == [], "\(file)")
    }
  }

  @Test("The example of each fault and each expectation is valid")
  func forms() throws {
    for form in FaultForm.all {
      #expect(try errors("{ title: 'p', rules: [\(form.example)] }") == [])
    }
    for form in ExpectationForm.all {
      #expect(try errors(Fragments(expect: form.example).text) == [])
    }
  }

  @Test("A wrong key, a wrong type, a wrong unit and a wrong word are told with their places")
  func wrong() throws {
    func scenario(phone: String = "", link: String = "", item: String = "chat: {}") -> String {
      Fragments(
        phone: phone, link: "between: ['phone', 'api']" + link, workload: "{ on: 'phone', \(item) }"
      ).text
    }
    for (text, error) in [
      (scenario(phone: "rol: 'client'"), ".hosts.phone.rol is not allowed"),
      (scenario(phone: "role: 7"), ".hosts.phone.role is of another type"),
      (scenario(phone: "browser: 'chrome'"), ".hosts.phone.browser fits nothing"),
      (scenario(phone: "client: { resume: 'yes' }"), ".hosts.phone.client fits nothing"),
      (scenario(phone: "client: { watchdog: 5 }"), ".hosts.phone.client fits nothing"),
      (scenario(link: ", delay: '40'"), ".links.radio.delay has another form"),
      (scenario(link: ", delay: 40"), ".links.radio.delay is out of range"),
      (scenario(link: ", rate: '12MB'"), ".links.radio.rate fits nothing"),
      (scenario(link: ", limit: -1"), ".links.radio.limit fits nothing"),
      (scenario(link: ", up: { lss: '1%' }"), ".links.radio.up.lss is not allowed"),
      (scenario(item: "at: '0s'"), ".workload[0] fits 0 of several"),
      (scenario(item: "chat: {}, follow: '/a'"), ".workload[0] fits 2 of several"),
      (scenario(item: "follow: 'a'"), ".workload[0].follow has another form"),
      (scenario(item: "page: 'hidden'"), ".workload[0].page is another word"),
      (scenario(item: "request: { reads: true }"), ".workload[0].request fits nothing"),
      (
        scenario(item: "publish: { to: '/a', count: 1, texts: ['x'], every: '1s' }"),
        ".workload[0].publish fits 2 of several"
      ),
      ("{ title: 't', hosts: {} }", " lacks workload"),
      ("{ title: 't', hosts: { '7': {} }, workload: [] }", ".hosts.7 has another form"),
      ("{ title: 'p', rules: [] }", ".rules has another length"),
      (
        "{ title: 'p', rules: [{ fault: 'rset', on: 'radio', at: '1s' }] }",
        ".rules[0].fault is another word"
      ),
    ] {
      #expect(try errors(text) == [error])
    }
  }

  @Test("Zero needs no unit, and spaces may stand before one")
  func lenience() throws {
    #expect(
      try errors(
        Fragments(link: "between: ['phone', 'api'], delay: 0, jitter: '0', loss: '1 %'").text)
        == [])
  }
}
