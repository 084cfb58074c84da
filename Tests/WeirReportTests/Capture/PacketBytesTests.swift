import Testing
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork
@testable import WeirReport

@Suite("Packets as bytes")
struct PacketBytesTests {
  @Test func `the checksum is that of RFC 1071's example`() {
    // Section 3: the sum is ddf2; the header carries its complement.
    var checksum = InternetChecksum()
    checksum.add([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7])
    #expect(checksum.value == 0x220D)
  }

  @Test func `an odd last byte counts as followed by zero, and words add like bytes`() {
    var odd = InternetChecksum()
    odd.add([0x12, 0x34, 0x56])
    #expect(odd.value == ~(0x1234 + 0x5600 as UInt16))
    var words = InternetChecksum()
    words.add(0x0001_F203 as UInt32)
    words.add(0xF4F5 as UInt16)
    words.add(0xF6F7 as UInt16)
    #expect(words.value == 0x220D)
  }

  @Test func `a sum that folds twice keeps its carry`() {
    var checksum = InternetChecksum()
    for _ in 0..<3 { checksum.add(0xFFFF_FFFF as UInt32) }
    #expect(checksum.value == 0)
  }

  static func packet(
    _ segment: Segment, _ payload: [UInt8] = [], identification: UInt16 = 1
  ) -> TappedPacket {
    TappedPacket(
      at: .zero, host: 0, isOutbound: true, source: .init(host: 0, port: 32_768),
      destination: .init(host: 1, port: 80), identification: identification, segment: segment,
      payload: payload, notes: [])
  }

  @Test func `a SYN as Linux sends it, byte by byte`() {
    var segment = Segment(sequence: 0x1122_3344, window: 64_240, flags: [.syn])
    segment.maximumSegmentSize = 1_460
    segment.options = [.timestamps, .selectiveAcknowledgments, .windowScale]
    segment.timestamp = 0x0102_0304
    segment.windowShift = 7
    #expect(
      Self.packet(segment).bytes == [
        0x45, 0x00, 0x00, 0x3C, 0x00, 0x01, 0x40, 0x00, 0x40, 0x06, 0x26, 0xB9,  // up to checksum
        0x0A, 0x00, 0x00, 0x01, 0x0A, 0x00, 0x00, 0x02,  // addresses
        0x80, 0x00, 0x00, 0x50, 0x11, 0x22, 0x33, 0x44, 0x00, 0x00, 0x00, 0x00,
        0xA0, 0x02, 0xFA, 0xF0, 0x70, 0x50, 0x00, 0x00,  // the window is not scaled
        0x02, 0x04, 0x05, 0xB4, 0x04, 0x02, 0x08, 0x0A, 0x01, 0x02, 0x03, 0x04,
        0x00, 0x00, 0x00, 0x00, 0x01, 0x03, 0x03, 0x07,
      ])
  }

  @Test func `a data segment with timestamps, its window scaled, byte by byte`() {
    var segment = Segment(
      sequence: 0xFFFF_FFFE, acknowledgment: 0x5566_7788, payloadLength: 5, window: 64_000,
      flags: [.psh, .ack])
    segment.options = .timestamps
    segment.timestamp = 0x0102_0304
    segment.timestampEcho = 0x0A0B_0C0D
    segment.windowShift = 7
    #expect(
      Self.packet(segment, Array("hello".utf8), identification: 0x0203).bytes == [
        0x45, 0x00, 0x00, 0x39, 0x02, 0x03, 0x40, 0x00, 0x40, 0x06, 0x24, 0xBA,
        0x0A, 0x00, 0x00, 0x01, 0x0A, 0x00, 0x00, 0x02,
        0x80, 0x00, 0x00, 0x50, 0xFF, 0xFF, 0xFF, 0xFE, 0x55, 0x66, 0x77, 0x88,
        0x80, 0x18, 0x01, 0xF4, 0xB5, 0x8B, 0x00, 0x00,
        0x01, 0x01, 0x08, 0x0A, 0x01, 0x02, 0x03, 0x04, 0x0A, 0x0B, 0x0C, 0x0D,
        0x68, 0x65, 0x6C, 0x6C, 0x6F,
      ])
  }

  private static func segment(
    size: UInt16 = 0, _ options: SegmentOptions = [], blocks: Int = 0
  ) -> Segment {
    var segment = Segment(sequence: 1, flags: [.ack], maximumSegmentSize: size)
    segment.options = options
    (segment.timestamp, segment.timestampEcho, segment.windowShift) = (1, 2, 9)
    for index in 0..<UInt32(blocks) {
      segment.blocks.append(.init(start: 16 * index + 3, end: 16 * index + 4))
    }
    return segment
  }

  /// Every layout that `tcp_options_write` has for these options.
  static let layouts: [(Segment, [UInt8])] = [
    (segment(), []),
    (segment(size: 0x05B4), [2, 4, 5, 0xB4]),
    (segment(.timestamps), [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]),
    (segment(.selectiveAcknowledgments), [1, 1, 4, 2]),
    (segment(.windowScale), [1, 3, 3, 9]),
    (segment([.timestamps, .selectiveAcknowledgments]), [4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]),
    (
      segment(size: 536, [.selectiveAcknowledgments, .windowScale]),
      [2, 4, 2, 24, 1, 1, 4, 2, 1, 3, 3, 9]
    ),
    (segment(blocks: 1), [1, 1, 5, 10, 0, 0, 0, 3, 0, 0, 0, 4]),
    (
      segment(.timestamps, blocks: 3),
      [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1, 5, 26]
        + [0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 19, 0, 0, 0, 20, 0, 0, 0, 35, 0, 0, 0, 36]
    ),
  ]

  @Test(arguments: layouts)
  func `options stand as Linux lays them out, and the length counted is the length written`(
    _ segment: Segment, _ expected: [UInt8]
  ) throws {
    let bytes = Self.packet(segment).bytes
    #expect(bytes.count == segment.wireLength)
    let headers = try CapturedHeaders(bytes)
    #expect(headers.options == expected)
    #expect(headers.hasValidChecksums)
  }

  @Test func `a window that the field has no room for is told as large as it can be`() throws {
    let segment = Segment(sequence: 1, window: 1 << 20, flags: [.ack])
    #expect(try CapturedHeaders(Self.packet(segment).bytes).window == 65_535)
  }

  @Test func `without ACK the acknowledgment is zero, whatever the segment says`() throws {
    let segment = Segment(sequence: 1, acknowledgment: 7, flags: [.rst])
    #expect(try CapturedHeaders(Self.packet(segment).bytes).acknowledgment == 0)
  }

  @Test func `hosts have the addresses of 10.0.0.0/8 in their order`() {
    #expect(HostAddress(ofHost: 0).number == 0x0A00_0001)
    #expect(HostAddress(ofHost: 254).number == 0x0A00_00FF)
    #expect(HostAddress(ofHost: 99_999).number == 0x0A01_86A0)
  }
}
