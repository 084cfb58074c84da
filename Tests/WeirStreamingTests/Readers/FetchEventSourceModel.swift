/// `@microsoft/fetch-event-source`, `parse.ts` and the callbacks of `fetch.ts`, written down again
/// from what its source does, to compare the parser with.
struct FetchEventSourceModel {
  private(set) var seen: [Seen] = []
  /// What its headers carry from then on.
  private(set) var lastEventID = ""
  private var buffer: [UInt8] = []
  private var discardsLineFeed = false
  private var data = ""
  private var event = ""

  init(_ parts: [[UInt8]]) {
    for part in parts { take(part) }
  }

  private mutating func take(_ part: [UInt8]) {
    buffer += part
    while let first = buffer.first {
      if discardsLineFeed {
        discardsLineFeed = false
        if first == 0x0A {
          buffer.removeFirst()
          continue
        }
      }
      guard let end = buffer.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return }
      discardsLineFeed = buffer[end] == 0x0D
      let line = Array(buffer[..<end])
      buffer.removeFirst(end + 1)
      take(line: line)
    }
  }

  private mutating func take(line: [UInt8]) {
    if line.isEmpty {
      seen.append(.event(data, type: event.isEmpty ? "message" : event, id: lastEventID))
      (data, event) = ("", "")
      return
    }
    guard let colon = line.firstIndex(of: 0x3A) else { return }
    if colon == 0 { return seen.append(.comment) }
    let hasSpace = colon + 1 < line.count && line[colon + 1] == 0x20
    let value = decode(line[(colon + (hasSpace ? 2 : 1))...])
    switch decode(line[..<colon]) {
    case "data": data = data.isEmpty ? value : data + "\n" + value
    case "event": event = value
    case "id": lastEventID = value
    case "retry": if let time = Self.parseInt(value) { seen.append(.retry(max(time, 0))) }
    default: break
    }
  }

  /// A decoder without the option to keep a mark, used for one piece of text.
  private func decode(_ bytes: ArraySlice<UInt8>) -> String {
    var text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    if text.first == "\u{FEFF}" { text.removeFirst() }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text)
    return String(view)
  }

  private static func parseInt(_ text: String) -> Int64? {
    var scalars = Array(text.unicodeScalars)[...]
    scalars = scalars.drop { " \t\u{B}\u{C}".unicodeScalars.contains($0) }
    let sign: Int64 = scalars.first == "-" ? -1 : 1
    if scalars.first == "-" || scalars.first == "+" { scalars = scalars.dropFirst() }
    let digits = scalars.prefix { ("0"..."9").contains($0) }
    if digits.isEmpty { return nil }
    return sign * digits.reduce(0) { min($0 * 10 + Int64($1.value - 48), Int64(Int32.max)) }
  }
}
