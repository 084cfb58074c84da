/// WHATWG HTML 9.2.6 written down as naively as possible, to compare the real parser with.
///
/// It decodes the whole stream with the standard library before it looks at a single line.
struct LiteralReader {
  private(set) var seen: [Seen] = []
  private(set) var lastEventID = ""
  private var idBuffer = ""
  private var data = ""
  private var type = ""

  init(_ bytes: [UInt8]) {
    var text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    if text.first == "\u{FEFF}" { text.removeFirst() }
    var line = String.UnicodeScalarView()
    var index = 0
    while index < text.count {
      if text[index] == "\r" || text[index] == "\n" {
        if text[index] == "\r", index + 1 < text.count, text[index + 1] == "\n" { index += 1 }
        take(Array(line))
        line = String.UnicodeScalarView()
      } else {
        line.append(text[index])
      }
      index += 1
    }
  }

  private mutating func take(_ line: [Unicode.Scalar]) {
    if line.isEmpty { return dispatch() }
    if line[0] == ":" { return seen.append(.comment) }
    let colon = line.firstIndex(of: ":")
    let name = text(line[..<(colon ?? line.count)])
    var value = line[(colon.map { $0 + 1 } ?? line.count)...]
    if value.first == " " { value.removeFirst() }
    switch name {
    case "data": data += text(value) + "\n"
    case "event": type = text(value)
    case "id": if !value.contains("\0") { idBuffer = text(value) }
    case "retry":
      if !value.isEmpty, value.allSatisfy({ ("0"..."9").contains($0) }) {
        seen.append(.retry(min(Int64(text(value)) ?? .max, Int64(Int32.max))))
      }
    default: break
    }
  }

  private mutating func dispatch() {
    lastEventID = idBuffer
    if !data.isEmpty {
      data.unicodeScalars.removeLast()
      seen.append(.event(data, type: type.isEmpty ? "message" : type, id: lastEventID))
    }
    data = ""
    type = ""
  }

  private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
