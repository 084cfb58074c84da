internal import WeirNetwork
internal import WeirTCP

extension TappedPacket {
  /// The packet as it is on the wire, from the IPv4 header on, with valid checksums.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(segment.wireLength)
    appendInternetHeader(to: &bytes)
    appendSegment(to: &bytes)
    return bytes
  }

  private var sourceAddress: HostAddress { HostAddress(ofHost: source.host) }
  private var destinationAddress: HostAddress { HostAddress(ofHost: destination.host) }

  /// RFC 791 section 3.1, without options; as Linux sends it: DF, time to live 64.
  private func appendInternetHeader(to bytes: inout [UInt8]) {
    var header: [UInt8] = [0x45, 0]
    // Wireshark takes zero for "as long as what was captured", as with segmentation offload.
    header.appendBigEndian(UInt16(exactly: segment.wireLength) ?? 0)
    header.appendBigEndian(identification)
    header.append(contentsOf: [0x40, 0, 64, 6])
    let place = header.count
    header.append(contentsOf: [0, 0])
    header.appendBigEndian(sourceAddress.number)
    header.appendBigEndian(destinationAddress.number)
    var checksum = InternetChecksum()
    checksum.add(header)
    header.setBigEndian(checksum.value, at: place)
    bytes.append(contentsOf: header)
  }

  /// RFC 9293 section 3.1.
  private func appendSegment(to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.appendBigEndian(source.port)
    bytes.appendBigEndian(destination.port)
    bytes.appendBigEndian(segment.sequence)
    bytes.appendBigEndian(segment.flags.contains(.ack) ? segment.acknowledgment : 0)
    bytes.append(UInt8((20 + segment.optionLength) / 4) << 4)
    bytes.append(segment.flags.rawValue)
    bytes.appendBigEndian(segment.windowField)
    let place = bytes.count
    bytes.append(contentsOf: [0, 0, 0, 0])  // checksum, urgent pointer
    segment.appendOptions(to: &bytes)
    bytes.append(contentsOf: payload)
    var checksum = InternetChecksum()
    checksum.add(sourceAddress.number)
    checksum.add(destinationAddress.number)
    checksum.add(UInt16(6))
    checksum.add(UInt32(bytes.count - start))
    checksum.add(bytes[start...])
    bytes.setBigEndian(checksum.value, at: place)
  }
}

extension Segment {
  /// The window as the header tells it: scaled, except on a SYN (RFC 7323 section 2.2).
  fileprivate var windowField: UInt16 {
    UInt16(clamping: flags.contains(.syn) ? window : window >> min(UInt32(windowShift), 14))
  }

  /// The options in the order and with the padding of Linux (`tcp_options_write`).
  fileprivate func appendOptions(to bytes: inout [UInt8]) {
    if maximumSegmentSize > 0 {
      bytes.append(contentsOf: [2, 4])
      bytes.appendBigEndian(maximumSegmentSize)
    }
    let permits = options.contains(.selectiveAcknowledgments)
    if options.contains(.timestamps) {
      bytes.append(contentsOf: permits ? [4, 2] : [1, 1])
      bytes.append(contentsOf: [8, 10])
      bytes.appendBigEndian(timestamp)
      bytes.appendBigEndian(timestampEcho)
    } else if permits {
      bytes.append(contentsOf: [1, 1, 4, 2])
    }
    if options.contains(.windowScale) { bytes.append(contentsOf: [1, 3, 3, windowShift]) }
    guard blocks.count > 0 else { return }
    bytes.append(contentsOf: [1, 1, 5, 2 + 8 * blocks.count])
    for index in 0..<Int(blocks.count) {
      bytes.appendBigEndian(blocks[index].start)
      bytes.appendBigEndian(blocks[index].end)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func appendBigEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func setBigEndian(_ value: UInt16, at place: Int) {
    self[place] = UInt8(value >> 8)
    self[place + 1] = UInt8(value & 0xFF)
  }
}
