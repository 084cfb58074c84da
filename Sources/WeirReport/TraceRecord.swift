internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirScenario
public import WeirWorld

/// What one line of a trace says: an occurrence, or a draw.
///
/// Made of what a run recorded, or read back from the line that another process wrote.
public struct TraceRecord: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case number(Int64)
    case text(String)
    case nothing
  }

  struct Member: Sendable, Equatable {
    let name: String
    let value: Value
  }

  static let drawKind = "draw"

  /// Nanoseconds of virtual time.
  let at: Int64
  let kind: String
  /// The event being handled; nil before the first one.
  let cause: Int64?
  /// What else the line says, in its order; the component of an occurrence is the first of them.
  let members: [Member]

  var isDraw: Bool { kind == Self.drawKind }

  /// Whether both say the same of the run: causes are numbers of events and do not count.
  func matches(_ other: TraceRecord) -> Bool {
    at == other.at && kind == other.kind && members == other.members
  }

  /// Whether two draws are one draw with one outcome, whenever each was made.
  func drawsTheSame(as other: TraceRecord) -> Bool { members == other.members }

  /// Whether two draws are of one key, so that one seed gives both the same bits.
  func hasKey(of other: TraceRecord) -> Bool {
    members.filter { $0.name != "bits" } == other.members.filter { $0.name != "bits" }
  }

  func text(_ name: String) -> String? {
    switch members.first(where: { $0.name == name })?.value {
    case .text(let text): text
    case .number(let number): "\(number)"
    case .nothing, nil: nil
    }
  }

  init(_ occurrence: Occurrence, componentNames: [String]) {
    at = occurrence.instant.nanoseconds
    kind = "\(occurrence.kind)"
    cause = Self.cause(occurrence.cause)
    var members = [
      Member(name: "component", value: .text(componentNames[Int(occurrence.component)]))
    ]
    let second = occurrence.second
    switch occurrence.kind {
    case .packetSent, .packetDelivered, .packetDropped:
      members += [
        Member(name: "flow", value: .text(hexadecimal(occurrence.first))),
        Member(name: "sequence", value: .number(Int64(second >> 32))),
        Member(name: "length", value: .number(Int64(second >> 16 & 0xFFFF))),
        Member(name: "flags", value: .number(Int64(second & 0xFF))),
      ]
      if let reason = DropReason(rawValue: UInt8(second >> 8 & 0xFF)) {
        members.append(Member(name: "reason", value: .text("\(reason)")))
      }
    default:
      members += [
        Member(name: "first", value: .text(hexadecimal(occurrence.first))),
        Member(name: "second", value: .text(hexadecimal(second))),
      ]
    }
    self.members = members
  }

  init(_ record: DrawRecord) {
    at = record.instant.nanoseconds
    kind = Self.drawKind
    cause = Self.cause(record.cause)
    members = [
      Member(name: "owner", value: .text(record.draw.owner)),
      Member(name: "purpose", value: .text(record.draw.purpose)),
      Member(
        name: "entity", value: record.draw.entity.map { .text(hexadecimal($0)) } ?? .nothing),
      Member(name: "n", value: .number(Int64(clamping: record.draw.number))),
      Member(name: "bits", value: .text(hexadecimal(record.draw.bits))),
    ]
  }

  private static func cause(_ cause: UInt64) -> Int64? {
    cause == Recorder.noCause ? nil : Int64(clamping: cause)
  }
}

extension RunResult {
  /// The trace in the order in which things happened; a draw stands before what it led to.
  public func traceRecords(_ emit: (TraceRecord) -> Void) {
    var next = 0
    for (place, occurrence) in occurrences.enumerated() {
      while next < draws.count, draws[next].place <= place {
        emit(TraceRecord(draws[next]))
        next += 1
      }
      emit(TraceRecord(occurrence, componentNames: componentNames))
    }
    for draw in draws[next...] { emit(TraceRecord(draw)) }
  }
}

func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
