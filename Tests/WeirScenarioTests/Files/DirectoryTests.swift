import Foundation
import TestSupport
import Testing
import WeirScenario

@Suite struct DirectoryTests {
  @Test("The documents below a directory come sorted; links to directories are not followed")
  func documents() throws {
    let folder = try TemporaryFolder()
    for name in [
      "b/z.json5", "b/a.json5", "a.json5", "c.json5", "b/d/e.json5", "b/x.json", ".h.json5",
    ] {
      try folder.write(name, "{}")
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/b/loop", withDestinationPath: "..")
    let found = Directory.documents(below: folder.path)?.map {
      $0.replacing(folder.path + "/", with: "")
    }
    #expect(found == ["a.json5", "b/a.json5", "b/d/e.json5", "b/z.json5", "c.json5"])
    #expect(Directory.documents(below: folder.path + "/b/") != nil)
    #expect(Directory.documents(below: folder.path + "/a.json5") == nil)
    #expect(Directory.documents(below: folder.path + "/none") == nil)
  }
}
