internal import WeirKernel
internal import WeirPrimitives
internal import WeirTCP

extension TraceRecord {
  /// The record for people: `7.258 s  radio.down: packet dropped …`.
  public var words: String {
    let time = TimeSpan(nanoseconds: max(at, 0)).seconds(decimals: 9)
    return "\(time) s  " + sentence
  }

  private var sentence: String {
    if isDraw { return drawWords }
    return (text("component").map { $0 + ": " } ?? "") + whatHappened
  }

  /// A draw by its key, such as `draw 3 of radio.down, loss, entity 00…`.
  var keyWords: String {
    let entity = text("entity").map { ", entity \($0)" } ?? ""
    return
      "draw \(text("n") ?? "?") of \(text("owner") ?? "?"), \(text("purpose") ?? "?")\(entity)"
  }

  private var drawWords: String { "\(keyWords): \(text("bits") ?? "?")" }

  private var whatHappened: String {
    switch kind {
    case "\(OccurrenceKind.packetSent)": "packet sent, \(packetWords)"
    case "\(OccurrenceKind.packetDelivered)": "packet delivered, \(packetWords)"
    case "\(OccurrenceKind.packetDropped)":
      "packet dropped (\(text("reason") ?? "?")), \(packetWords)"
    case "\(OccurrenceKind.connectionState)":
      "connection \(text("first") ?? "?") becomes \(stateWords)"
    case "\(OccurrenceKind.applicationWrite)":
      "the application writes bytes with hash \(text("second") ?? "?")"
    case "\(OccurrenceKind.eventEmitted)": "\(eventWords) emitted"
    case "\(OccurrenceKind.handOver)": "\(eventWords) handed over"
    case "\(OccurrenceKind.faultBegan)": "fault rule \(number("first")) begins"
    case "\(OccurrenceKind.faultEnded)": "fault rule \(number("first")) ends"
    default:
      // Another weir may know of more.
      members.reduce(kind) { $0 + ", \($1.name) \(text($1.name) ?? "none")" }
    }
  }

  private var packetWords: String {
    let flags = SegmentFlags(rawValue: UInt8(text("flags").flatMap { Int($0) } ?? 0))
    let names: [(SegmentFlags, String)] = [
      (.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.psh, "PSH"), (.ack, "ACK"),
    ]
    let set = names.filter { flags.contains($0.0) }.map(\.1).joined(separator: " ")
    return
      "flow \(text("flow") ?? "?"), sequence \(text("sequence") ?? "?"), "
      + "\(text("length") ?? "?") bytes, \(set)"
  }

  private var stateWords: String {
    guard let raw = text("second").flatMap({ UInt8($0, radix: 16) }),
      let state = TCPState(rawValue: raw)
    else { return text("second") ?? "?" }
    return "\(state)"
  }

  private var eventWords: String { "event \(number("second")) of stream \(text("first") ?? "?")" }

  /// A hexadecimal member as the number it is.
  private func number(_ name: String) -> String {
    text(name).flatMap { UInt64($0, radix: 16) }.map { "\($0)" } ?? "?"
  }
}
