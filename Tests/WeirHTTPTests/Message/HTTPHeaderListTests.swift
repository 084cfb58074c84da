import Testing
import WeirHTTP

@Suite struct HTTPHeaderListTests {
  @Test("Fields keep their order, their case and their duplicates")
  func order() {
    let list = headerList(("B", "1"), ("a", "2"), ("b", "3"))
    #expect(list.count == 3)
    #expect(list.map { String(decoding: $0.name, as: UTF8.self) } == ["B", "a", "b"])
    #expect(list.map { String(decoding: $0.value, as: UTF8.self) } == ["1", "2", "3"])
  }

  @Test("A name is found in any case, the first field first")
  func lookup() {
    let list = headerList(("Content-Type", "x"), ("X", ""), ("content-type", "y"))
    #expect(list.value(of: "CONTENT-TYPE") == Array("x".utf8))
    #expect(list.text(of: "content-type") == "x")
    #expect(list.value(of: Array("x".utf8).span) == [])
    #expect(list.text(of: "content") == nil)
    #expect(list.firstIndex(named: "content-type", from: 1) == 2)
    #expect(list.firstIndex(named: "content-type", from: 3) == nil)
    #expect(list.contains("x"))
    #expect(!list.contains("y"))
    #expect(list.value(of: "content-type", isEqualIgnoringCaseTo: "X"))
    #expect(!list.value(of: "content-type", isEqualIgnoringCaseTo: "y"))
    #expect(!list.value(of: "absent", isEqualIgnoringCaseTo: ""))
  }

  @Test("A token is found in any of the fields that form a list")
  func tokens() {
    let list = headerList(("Connection", "a ,b"), ("X", "d"), ("connection", ",\tKeep-Alive,"))
    #expect(list.list("connection", contains: "a"))
    #expect(list.list("connection", contains: "B"))
    #expect(list.list("connection", contains: "keep-alive"))
    #expect(!list.list("connection", contains: "keep"))
    #expect(!list.list("connection", contains: "d"))
    #expect(!list.list("absent", contains: "a"))
  }

  @Test("Values are appended from literals, bytes and numbers")
  func appending() {
    var list = HTTPHeaderList()
    list.append("A", "text")
    list.append("B", [0xFF, 0x20, 0x61].span)
    list.append("C", decimal: 18_446_744_073_709_551_615)
    #expect(list.value(of: "a") == Array("text".utf8))
    #expect(list.value(of: "b") == [0xFF, 0x20, 0x61])
    #expect(list.text(of: "c") == "18446744073709551615")
  }

  @Test("An emptied list is like a new one")
  func removeAll() {
    var list = headerList(("A", "b"))
    list.removeAll(keepingCapacity: true)
    #expect(list == HTTPHeaderList())
    #expect(!list.contains("a"))
    list.append("C", "d")
    #expect(list == headerList(("C", "d")))
  }

  static let names: [(String, Bool)] = [
    ("a", true), ("!#$%&'*+-.^_`|~09azAZ", true), ("", false), ("a b", false), ("a:", false),
    ("\u{e9}", false), ("(", false), ("\u{0}", false),
  ]

  @Test("A name is a token", arguments: names)
  func name(_ text: String, _ isLegal: Bool) {
    #expect(HTTPHeaderList.isName(Array(text.utf8).span) == isLegal)
  }

  static let values: [(String, Bool)] = [
    ("", true), ("a", true), ("a \tb", true), ("\u{e9}", true), (" a", false), ("a\t", false),
    ("a\r\nb", false), ("\u{0}", false), ("\u{7f}", false),
  ]

  @Test("A value holds no control and no blank at its ends", arguments: values)
  func value(_ text: String, _ isLegal: Bool) {
    #expect(HTTPHeaderList.isValue(Array(text.utf8).span) == isLegal)
  }

  @Test("Every byte is or is not part of a token as RFC 9110 section 5.6.2 lists")
  func tokenBytes() {
    let legal = Array(
      ("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ").utf8)
    for byte in UInt8.min...UInt8.max {
      #expect(HTTPHeaderList.isName([byte].span) == legal.contains(byte), "byte \(byte)")
    }
  }
}
