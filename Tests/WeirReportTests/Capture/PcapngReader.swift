/// A reader of pcapng files, only as large as the tests need, and strict.
struct PcapngReader {
  struct Option: Equatable {
    let code: UInt16
    let value: [UInt8]

    var text: String { String(decoding: value, as: UTF8.self) }
  }

  struct Block {
    let kind: UInt32
    /// What stands before the options.
    let body: [UInt8]
    let options: [Option]

    func texts(_ code: UInt16) -> [String] { options.filter { $0.code == code }.map(\.text) }
  }

  struct Packet {
    let nanoseconds: UInt64
    let bytes: [UInt8]
    let comments: [String]
    /// From `epb_flags`.
    let isOutbound: Bool

    func headers() throws -> CapturedHeaders { try CapturedHeaders(bytes) }
  }

  struct Malformed: Error {
    let place: Int
  }

  private(set) var blocks: [Block] = []
  private(set) var packets: [Packet] = []
  var section: Block { blocks[0] }
  var interface: Block { blocks[1] }
  /// Names of addresses, in the order of the file.
  private(set) var names: [(address: UInt32, name: String)] = []

  init(_ file: [UInt8]) throws {
    var place = 0
    while place < file.count {
      guard file.count - place >= 12 else { throw Malformed(place: place) }
      let length = Int(file.little(at: place + 4, UInt32.self))
      guard length % 4 == 0, length >= 12, place + length <= file.count,
        Int(file.little(at: place + length - 4, UInt32.self)) == length
      else { throw Malformed(place: place) }
      try take(
        file.little(at: place, UInt32.self), Array(file[(place + 8)..<(place + length - 4)]),
        at: place)
      place += length
    }
    guard blocks.count >= 2, blocks[0].kind == 0x0A0D_0D0A, blocks[1].kind == 1 else {
      throw Malformed(place: 0)
    }
  }

  private mutating func take(_ kind: UInt32, _ bytes: [UInt8], at place: Int) throws {
    let fixed: Int
    switch kind {
    case 0x0A0D_0D0A: fixed = 16
    case 1: fixed = 8
    case 4: fixed = 0
    case 6: fixed = 20 + (Int(bytes.little(at: 12, UInt32.self)) + 3) / 4 * 4
    default: throw Malformed(place: place)
    }
    let block = Block(
      kind: kind, body: Array(bytes[..<fixed]), options: try Self.options(bytes, from: fixed))
    blocks.append(block)
    if kind == 4 {
      for record in block.options {
        guard record.code == 1, record.value.last == 0 else { throw Malformed(place: place) }
        names.append(
          (
            record.value.big(at: 0, UInt32.self),
            String(decoding: record.value[4...].dropLast(), as: UTF8.self)
          ))
      }
    }
    guard kind == 6 else { return }
    let length = Int(bytes.little(at: 12, UInt32.self))
    guard bytes.little(at: 0, UInt32.self) == 0, bytes.little(at: 16, UInt32.self) == length
    else { throw Malformed(place: place) }
    guard let flags = block.options.first(where: { $0.code == 2 })?.value, flags.count == 4,
      flags[0] == 1 || flags[0] == 2
    else { throw Malformed(place: place) }
    packets.append(
      Packet(
        nanoseconds: UInt64(bytes.little(at: 4, UInt32.self)) << 32
          | UInt64(bytes.little(at: 8, UInt32.self)),
        bytes: Array(bytes[20..<(20 + length)]), comments: block.texts(1),
        isOutbound: flags[0] == 2))
  }

  private static func options(_ bytes: [UInt8], from start: Int) throws -> [Option] {
    var options: [Option] = []
    var place = start
    while place < bytes.count {
      guard bytes.count - place >= 4 else { throw Malformed(place: place) }
      let code = bytes.little(at: place, UInt16.self)
      let length = Int(bytes.little(at: place + 2, UInt16.self))
      let end = place + 4 + (length + 3) / 4 * 4
      guard end <= bytes.count else { throw Malformed(place: place) }
      if code == 0 {
        guard length == 0, end == bytes.count else { throw Malformed(place: place) }
        return options
      }
      options.append(Option(code: code, value: Array(bytes[(place + 4)..<(place + 4 + length)])))
      place = end
    }
    return options
  }
}

/// The headers of a packet, taken apart again, without any code of the encoder.
struct CapturedHeaders {
  let source: (address: UInt32, port: UInt16)
  let destination: (address: UInt32, port: UInt16)
  let identification: UInt16
  let sequence: UInt32
  let acknowledgment: UInt32
  let flags: UInt8
  let window: UInt16
  let options: [UInt8]
  let payload: [UInt8]
  let hasValidChecksums: Bool

  init(_ bytes: [UInt8]) throws {
    guard bytes.count >= 40, bytes[0] == 0x45, bytes[9] == 6,
      Int(bytes.big(at: 2, UInt16.self)) == bytes.count
    else { throw PcapngReader.Malformed(place: 0) }
    let segment = Array(bytes[20...])
    let header = Int(segment[12] >> 4) * 4
    guard header >= 20, header <= segment.count else { throw PcapngReader.Malformed(place: 32) }
    source = (bytes.big(at: 12, UInt32.self), segment.big(at: 0, UInt16.self))
    destination = (bytes.big(at: 16, UInt32.self), segment.big(at: 2, UInt16.self))
    identification = bytes.big(at: 4, UInt16.self)
    sequence = segment.big(at: 4, UInt32.self)
    acknowledgment = segment.big(at: 8, UInt32.self)
    flags = segment[13]
    window = segment.big(at: 14, UInt16.self)
    options = Array(segment[20..<header])
    payload = Array(segment[header...])
    let pseudo =
      Array(bytes[12..<20]) + [0, 6, UInt8(segment.count >> 8), UInt8(segment.count & 0xFF)]
    hasValidChecksums =
      Self.sum(Array(bytes[..<20])) == 0xFFFF && Self.sum(pseudo + segment) == 0xFFFF
  }

  /// The one's complement sum of 16-bit words.
  private static func sum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      sum += UInt32(bytes[index]) << 8 + (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
      sum = sum & 0xFFFF + sum >> 16
    }
    return sum
  }
}

extension [UInt8] {
  fileprivate func little<Number: FixedWidthInteger>(at place: Int, _: Number.Type) -> Number {
    (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(self[place + $1]) << (8 * $1) }
  }

  fileprivate func big<Number: FixedWidthInteger>(at place: Int, _: Number.Type) -> Number {
    (0..<MemoryLayout<Number>.size).reduce(0) { $0 << 8 | Number(self[place + $1]) }
  }
}
