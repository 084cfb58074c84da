import Testing
import WeirPrimitives
import WeirScenario

/// Decodes a text and returns the result with all error lines.
func decode<Result>(
  _ text: String, _ body: (JSON5Field) -> Result
) -> (result: Result?, errors: [String]) {
  let diagnostics = Diagnostics()
  let result = diagnostics.read(name: "f", bytes: Array(text.utf8)).map {
    body(JSON5Field(document: $0, diagnostics: diagnostics))
  }
  return (result, diagnostics.errors.map(\.description))
}

@Suite struct JSON5ObjectDecoderTests {
  private enum Queue: String, CaseIterable { case dropTail = "drop-tail", codel }

  private struct Link: Equatable {
    var delay = TimeSpan.zero
    var rate: BitRate?
    var loss = Ratio.zero
    var limit = ByteCount.zero
    var queue = Queue.dropTail
    var between: [String] = []
    var isMetered = false
    var count = 0
  }

  private func link(_ field: JSON5Field) -> Link {
    field.object(as: "a link") { object in
      var link = Link()
      link.delay = object.required("delay").timeSpan()
      link.rate = object.optional("rate")?.bitRate()
      link.loss = object.optional("loss")?.ratio() ?? .zero
      link.limit = object.optional("limit")?.byteCount() ?? .zero
      link.queue = object.optional("queue")?.oneOf(Queue.self) ?? .dropTail
      link.between = object.required("between").array().map { $0.string() }
      link.isMetered = object.optional("metered")?.bool() ?? false
      link.count = object.optional("count")?.integer(in: 1...100) ?? 1
      return link
    }
  }

  @Test("A right object becomes what it says")
  func right() {
    let text = """
      { delay: "40ms", rate: "12Mbit/s", loss: "0.5%", limit: 1500, queue: "codel",
        between: ["phone", "api"], metered: true, count: 1e1 }
      """
    let expected = Link(
      delay: .milliseconds(40), rate: .megabitsPerSecond(12), loss: Ratio(5, outOf: 1_000),
      limit: .bytes(1_500), queue: .codel, between: ["phone", "api"], isMetered: true, count: 10)
    let (result, errors) = decode(text, link)
    #expect(result == expected)
    #expect(errors == [])
  }

  @Test("Every mistake of an object is reported, each where it is")
  func everyMistake() {
    let text = """
      { delay: 40,
        rate: "12Mbps",
        loss: 0.5,
        limit: "1.5B",
        queue: "coddle",
        between: ["phone", 7],
        metered: "yes",
        count: 0,
        dalay: 1,
        colour: "red" }
      """
    let (result, errors) = decode(text, link)
    var placeholder = Link(rate: BitRate(bitsPerSecond: 1), between: ["phone", ""], count: 1)
    placeholder.delay = .zero
    #expect(result == placeholder)
    let keys =
      #""delay", "rate", "loss", "limit", "queue", "between", "metered" or "count""#
    #expect(
      errors == [
        """
        f:1:10: found 40, which has no unit; expected a time with a unit, such as "250ms", \
        "1.5s" or "2m"; did you mean "40ms"?
        """,
        """
        f:2:9: found "12Mbps", which has the unknown unit "Mbps"; expected a rate in bits per \
        second, such as "12Mbit/s"; did you mean "12Mbit/s"?
        """,
        """
        f:3:9: found 0.5, which has no unit; expected a share between 0% and 100%, such as \
        "0.5%"; did you mean "50%"?
        """,
        """
        f:4:10: found "1.5B", which is not a whole number of bytes that 63 bits hold; expected a \
        size, such as 1500, "64KiB" or "1MB"
        """,
        #"f:5:10: found "coddle"; expected "drop-tail" or "codel"; did you mean "codel"?"#,
        "f:6:22: found 7; expected a string in quotes",
        "f:7:12: found \"yes\"; expected true or false",
        "f:8:10: found 0; expected a whole number between 1 and 100",
        "f:9:3: found the unknown key \"dalay\" in a link; expected \(keys); did you mean delay?",
        "f:10:3: found the unknown key \"colour\" in a link; expected \(keys)",
      ])
  }

  @Test("A missing key is reported at its object, once if it is misspelt")
  func missing() {
    #expect(
      decode("[ { } ]") { $0.array().map(link) }.errors == [
        "f:1:3: found a link without \"delay\"; expected the key \"delay\"",
        "f:1:3: found a link without \"between\"; expected the key \"between\"",
      ])
    let errors = decode("{ dely: '1s', between: [] }", link).errors
    #expect(errors.count == 1)
    #expect(errors.first?.hasPrefix("f:1:3: found the unknown key \"dely\" in a link;") == true)
    #expect(errors.first?.hasSuffix("; did you mean delay?") == true)
  }

  @Test(
    "A value that is no object is reported once, not key by key",
    arguments: ["null", "true", "12", "'x'", "[]"])
  func noObject(_ text: String) {
    let (result, errors) = decode(text, link)
    let found = ["'x'": "\"x\"", "[]": "an array"][text] ?? text
    #expect(result == Link(count: 1))
    #expect(errors == ["f:1:1: found \(found); expected a link, an object in braces"])
  }

  @Test("A value of the wrong kind is named with what was expected")
  func wrongKinds() {
    let text = "[{}, [], null, true, 'x', 1.5, NaN]"
    let errors = decode(text) { document in
      let fields = document.array()
      #expect(fields[0].string() == "")
      #expect(fields[1].bool() == false)
      #expect(fields[2].integer(in: 3 ... .max) == 3)
      #expect(fields[3].array().isEmpty)
      #expect(fields[4].integer(in: .min...9) == .min)
      #expect(fields[5].integer() == .min)
      #expect(fields[6].timeSpan() == .zero)
      #expect(fields[2].isNull)
      #expect(!fields[3].isNull)
      #expect(fields[1].oneOf(["a", "b", "c"]) == "a")
    }.errors
    #expect(
      errors == [
        "f:1:2: found an object; expected a string in quotes",
        "f:1:6: found an array; expected true or false",
        "f:1:6: found an array; expected \"a\", \"b\" or \"c\"",
        "f:1:10: found null; expected a whole number of at least 3",
        "f:1:16: found true; expected an array in brackets",
        "f:1:22: found \"x\"; expected a whole number of at most 9",
        "f:1:27: found 1.5; expected a whole number",
        """
        f:1:32: found NaN, which is not a time; expected a time with a unit, such as "250ms", \
        "1.5s" or "2m"
        """,
      ])
  }

  @Test("Quantities keep to their bounds")
  func bounds() {
    let (_, errors) = decode("['5ms', '5s', '1KiB', [], '1KiB']") { document in
      let fields = document.array()
      #expect(fields[0].timeSpan(in: .milliseconds(6) ... .max) == .milliseconds(6))
      #expect(fields[1].timeSpan(in: .zero ... .seconds(4)) == .zero)
      #expect(fields[2].byteCount(in: .bytes(2_000) ... .bytes(4_096)) == .bytes(2_000))
      #expect(fields[3].byteCount() == .zero)
      #expect(fields[4].byteCount(in: .bytes(1_024) ... .bytes(1_024)) == .kibibytes(1))
    }
    #expect(
      errors == [
        "f:1:2: found \"5ms\"; expected a time of at least \"6ms\"",
        "f:1:9: found \"5s\"; expected a time of at least \"0s\" and at most \"4s\"",
        "f:1:15: found \"1KiB\"; expected a size of at least 2kB and at most 4KiB",
        "f:1:23: found an array; expected a size, such as 1500, \"64KiB\" or \"1MB\"",
      ])
  }

  @Test("A number is a quantity as if it were written in plain decimals")
  func plainNumbers() {
    let (sizes, errors) = decode("[15e2, 0x5DC, +1500, 1500., 0]") {
      $0.array().map { $0.byteCount().bytes }
    }
    #expect(sizes == [1_500, 1_500, 1_500, 1_500, 0])
    #expect(errors == [])
    #expect(decode("[0, '0', 0.0]") { $0.array().map { $0.timeSpan() } }.errors == [])
    #expect(
      decode("[.5e-2, -5, 1e99]") { $0.array().map { $0.ratio() } }.errors.map {
        $0.split(separator: ";")[0]
      } == [
        "f:1:2: found .5e-2, which has no unit", "f:1:9: found -5, which is not a share",
        "f:1:13: found 1e99, which has the unknown unit \"e99\"",
      ])
  }

  @Test("Entries take any key and know their paths")
  func entries() {
    let (paths, errors) = decode("{hosts: {phone: [{a: 1}], 'x y': 2}}") { document in
      document.object(as: "a scenario") { scenario in
        scenario.required("hosts").object(as: "the hosts") { hosts in
          hosts.entries().flatMap { entry -> [String] in
            guard case .array? = entry.field.value?.content else { return [entry.field.path] }
            return entry.field.array().map { element in
              element.object(as: "x") { $0.required("a").path }
            }
          }
        }
      }
    }
    #expect(paths == ["hosts.phone[0].a", "hosts.x y"])
    #expect(errors == [])
  }

  @Test("A suggested key is written as the file needs it")
  func quotedSuggestion() {
    let errors = decode("{'in-order-onse': {}}") { document in
      document.object(as: "the expectations") { _ = $0.optional("in-order-once") }
    }.errors
    #expect(
      errors == [
        """
        f:1:2: found the unknown key "in-order-onse" in the expectations; \
        expected "in-order-once"; did you mean "in-order-once"?
        """
      ])
  }

  @Test("An object that knows no key says so")
  func noKeys() {
    let errors = decode("{a: 1}") { $0.object(as: "the answer none") { _ in } }.errors
    #expect(errors == ["f:1:2: found the unknown key \"a\" in the answer none; expected no key"])
  }

  @Test("A hundred thousand unknown keys end soon, with a hundred errors")
  func manyUnknownKeys() {
    let diagnostics = Diagnostics()
    let text = "{" + (0..<100_000).map { "k\($0): 0," }.joined() + "}"
    guard let value = diagnostics.read(name: "f", bytes: Array(text.utf8)) else {
      Issue.record("not read")
      return
    }
    JSON5Field(document: value, diagnostics: diagnostics).object(as: "a link") {
      _ = $0.optional("delay")
    }
    #expect(diagnostics.errors.count == 100)
    #expect(diagnostics.omittedCount == 99_900)
  }
}
