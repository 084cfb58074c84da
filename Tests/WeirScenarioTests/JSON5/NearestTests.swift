import Testing
import WeirScenario

@Suite struct NearestTests {
  private static let keys = ["delay", "jitter", "rate", "loss", "limit", "between", "role"]

  @Test(
    "One or two slips lead to the name that was meant",
    arguments: [
      ("dela", "delay"), ("delayy", "delay"), ("dealy", "delay"), ("delax", "delay"),
      ("Delay", "delay"), ("JITTER", "jitter"), ("jiter", "jitter"), ("jtiter", "jitter"),
      ("loos", "loss"), ("betwene", "between"), ("betwen", "between"), ("beteewn", "between"),
      ("limits", "limit"), ("rate", "rate"),
    ])
  func misspelt(name: String, meant: String) {
    #expect(nearest(to: name, among: Self.keys) == meant)
  }

  @Test(
    "A different word leads nowhere", arguments: ["", "x", "bandwidth", "dy", "timer", "betraying"])
  func unrelated(name: String) {
    #expect(nearest(to: name, among: Self.keys) == nil)
  }

  @Test("Among equally near names the first listed wins")
  func ties() {
    #expect(nearest(to: "cat", among: ["bat", "hat", "cart"]) == "bat")
    #expect(nearest(to: "cat", among: ["hat", "bat", "cart"]) == "hat")
    #expect(nearest(to: "cat", among: ["bat", "Cat", "cat"]) == "Cat")
  }

  @Test("A short name may differ in one character, a longer one in a third of them")
  func cutOff() {
    #expect(nearest(to: "ms", among: ["us"]) == "us")
    #expect(nearest(to: "ms", among: ["uv"]) == nil)
    #expect(nearest(to: "abcdef", among: ["abcdxy"]) == "abcdxy")
    #expect(nearest(to: "abcdef", among: ["abcxyz"]) == nil)
  }

  @Test("Names with nothing in common are never near")
  func nothingShared() {
    #expect(nearest(to: "-", among: ["d"]) == nil)
    #expect(nearest(to: "", among: ["d"]) == nil)
    #expect(nearest(to: "D", among: ["c", "d"]) == "d")
  }

  @Test("Names without end are compared with nothing")
  func endless() {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(nearest(to: long, among: [long, "a"]) == nil)
    #expect(nearest(to: "ab", among: [long, "b"]) == "b")
    #expect(nearest(to: "a", among: []) == nil)
  }
}
