import Foundation
import TestSupport
import Testing
import WeirScenario

@Suite struct MalformedTests {
  static let subjects = [
    "document", "hosts", "links", "workload", "expectations", "profiles", "settings", "files",
    "tcp", "transfers", "clients", "http", "answers", "pages", "publications",
  ]

  private static func cases(_ subject: String) throws -> [MalformedCase] {
    let path = "\(MalformedCase.folder)/\(subject).txt"
    return MalformedCase.parse(try String(contentsOfFile: path, encoding: .utf8))
  }

  @Test("Each mistake is told where it is, in order and nothing else", arguments: subjects)
  func mistakes(_ subject: String) throws {
    var cases = try Self.cases(subject)
    for index in cases.indices {
      let findings = try cases[index].findings()
      if Golden.isRecording {
        cases[index].errors = findings
      } else {
        #expect(findings == cases[index].errors, "\(cases[index].title)")
      }
      #expect(!findings.isEmpty, "\(cases[index].title) is no mistake")
    }
    if Golden.isRecording {
      try MalformedCase.text(cases).write(
        toFile: "\(MalformedCase.folder)/\(subject).txt", atomically: true, encoding: .utf8)
    }
  }

  @Test("There are hundreds of mistakes")
  func count() throws {
    #expect(try Self.subjects.reduce(0) { try $0 + Self.cases($1).count } >= 300)
  }
}
