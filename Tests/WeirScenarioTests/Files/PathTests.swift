import Testing
import WeirScenario

@Suite struct PathTests {
  @Test(
    "A path is seen from the directory of the file it stands in",
    arguments: [
      ("x.json5", "", "x.json5"), ("x", "a/b", "a/b/x"), ("../x", "a/b", "a/x"),
      ("../../x", "a/b", "x"), ("../../../x", "a/b", "../x"), ("./x", "a", "a/x"),
      ("/x", "a/b", "/x"), ("../x", "..", "../../x"), ("../x", ".", "./../x"),
      ("x", "/", "/x"), ("../x", "/", "/x"), ("../x", "/a", "/x"), ("../../x", "/a/b", "/x"),
    ])
  func resolution(_ path: String, _ directory: String, _ expected: String) {
    #expect(Path.resolve(path, from: directory) == expected)
  }

  @Test(
    "The directory of a path is what stands before its last slash",
    arguments: [("a/b/c", "a/b"), ("c", ""), ("/c", "/"), ("./c", "."), ("a//c", "a/")])
  func directories(_ path: String, _ expected: String) {
    #expect(Path.directory(of: path) == expected)
  }

  @Test(
    "The stem of a path is its last part without the extension",
    arguments: [
      ("a/tunnel.json5", "tunnel"), ("tunnel", "tunnel"), (".hidden", ".hidden"),
      ("a.b/c.d.e", "c.d"), ("", ""), ("/", ""),
    ])
  func stems(_ path: String, _ expected: String) {
    #expect(Path.stem(of: path) == expected)
  }
}
