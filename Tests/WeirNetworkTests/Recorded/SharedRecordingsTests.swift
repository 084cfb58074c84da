import Foundation
import Testing
import WeirKernel
import WeirPrimitives
import WeirTCP

@testable import WeirNetwork

/// The recordings that come with Mahimahi; they lie beside the package, in `shared/traces`.
private let recordings = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()  // WeirNetworkTests, Tests
  .deletingLastPathComponent().deletingLastPathComponent()  // the package, its parent
  .deletingLastPathComponent()
  .appendingPathComponent("shared/traces")

@Suite(
  "Mahimahi's recordings",
  .enabled(
    if: FileManager.default.fileExists(atPath: recordings.path),
    "no folder shared/traces beside the package: nothing to read"))
struct SharedRecordingsTests {
  static let files: [(String, Int, UInt32)] = [
    ("ATT-LTE-driving-2016.down", 45_604, 120_002), ("ATT-LTE-driving-2016.up", 19_101, 120_002),
    ("ATT-LTE-driving.down", 338_895, 786_112), ("ATT-LTE-driving.up", 70_336, 1_012_472),
    ("TMobile-LTE-short.down", 194_846, 139_986), ("TMobile-LTE-short.up", 155_381, 140_000),
    ("TMobile-UMTS-driving.down", 156_262, 928_424),
    ("TMobile-UMTS-driving.up", 73_197, 931_233),
    ("Verizon-EVDO-driving.down", 46_065, 1_062_016),
    ("Verizon-EVDO-driving.up", 74_768, 1_064_718),
    ("Verizon-LTE-short.down", 58_655, 140_000), ("Verizon-LTE-short.up", 69_367, 140_000),
  ]

  @Test("Each is read in full and agrees with walking through it", arguments: files.indices)
  func recording(index: Int) throws {
    let (name, lines, period) = Self.files[index]
    let bytes = [UInt8](try Data(contentsOf: recordings.appendingPathComponent(name)))
    let trace = try MahimahiTrace.read(bytes.span)
    #expect(trace.milliseconds.count == lines)
    #expect(trace.periodMilliseconds == period)

    var reader = MahimahiReader()
    var start = 0
    while start < bytes.count {
      let end = min(start + 4_093, bytes.count)
      try reader.feed(bytes[start..<end].span)
      start = end
    }
    #expect(try reader.finish() == trace)

    let key = DrawKey(seed: 1, owner: name, purpose: "arrivals")
    let arrivals = randomArrivals(key, count: 2_000)
    var cursor = OpportunityCursor(trace)
    let departures = arrivals.map { cursor.transmit(bytes: $0.bytes, enqueuedAt: $0.at) }
    #expect(departures == SlowOpportunities.departures(trace.milliseconds, arrivals))
  }

  private static func trace(_ name: String) throws -> MahimahiTrace {
    let bytes = [UInt8](try Data(contentsOf: recordings.appendingPathComponent(name)))
    return try MahimahiTrace.read(bytes.span)
  }

  @Test("Both directions of a link replay their recordings at once, and carry no more than those")
  func bothWays() throws {
    var up = parameters(delay: .milliseconds(20))
    up.trace = try Self.trace("Verizon-LTE-short.up")
    var down = up
    down.trace = try Self.trace("Verizon-LTE-short.down")
    let world = SmallWorld(links: [.init(name: "l", first: 0, second: 1, up: up, down: down)])
    world.network.listen(host: 1, port: 80, owner: 9)
    let socket = world.connect()
    let bytes = [UInt8](repeating: 3, count: 1_000_000)
    world.application = { world, signal in
      if signal.signals.contains(.established) { world.write(bytes, on: signal.socket) }
    }
    world.run()
    #expect(world.received[socket]?.count == bytes.count)
    #expect(world.received[socket.peer]?.count == bytes.count)
    for (name, trace) in [("l.up", up.trace), ("l.down", down.trace)] {
      let arrivals = world.occurrences(.packetDelivered, at: name)
      let carried = arrivals.reduce(0) { $0 + 52 + Int($1.second >> 16 & 0xFFFF) }
      let end = (arrivals.last?.instant.nanoseconds ?? 0) / 1_000_000 - 20
      let opportunities = trace?.milliseconds.count { Int64($0) <= end } ?? 0
      #expect(carried > 1_000_000 && carried <= opportunities * MahimahiTrace.bytesPerOpportunity)
      // Whole milliseconds, the delay behind them.
      #expect(arrivals.allSatisfy { $0.instant.nanoseconds % 1_000_000 == 0 })
    }
  }
}
