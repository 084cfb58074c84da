import TCPTruth
import Testing
import WeirPrimitives
import WeirTCP

/// A few of the comparisons that `tcp-truth` makes in full, small enough for a debug build.
@Suite(
  "TCP beside Linux",
  .enabled(
    if: Measured.exists, "no folder shared/truth beside the package: nothing to compare with"))
struct LinuxTests {
  @Test func `without loss goodput and repetitions are Linux's`() throws {
    let rows: [Measured.Bulk] = try Measured.rows("tcp_bulk.json")
    let lossFree = rows.filter { $0.loss == 0 && $0.bytes == 2_000_000 }
    #expect(lossFree.count == 8)
    var report = Report(prints: false)
    try BulkComparison(seeds: 1).compare(lossFree, into: &report)
    #expect(report.broken == [])
    #expect(report.lines.filter { $0.hasPrefix("  ok") }.count == 14)
  }

  @Test func `with loss the mean goodput of a few seeds is near Linux's`() throws {
    let rows: [Measured.Bulk] = try Measured.rows("tcp_bulk.json")
    let lossy = rows.filter { $0.loss == 0.05 && $0.bytes == 2_000_000 && $0.rttMs == 50 }
    #expect(lossy.count == 4)
    for row in lossy {
      let transfer = try BulkComparison.transfer(row)
      let goodputs = inParallel(8) { transfer.run(seed: UInt64($0 + 1)).goodput }
      let ratio = mean(goodputs) / row.goodputMbitMean
      #expect((0.8...1.25).contains(ratio), "\(row.cc), \(row.rateMbit) Mbit/s")
    }
  }

  @Test func `connecting is slow as often as Linux's, by whole seconds`() throws {
    let rows: [Measured.Connect] = try Measured.rows("tcp_connect.json")
    #expect(rows.count == 5)
    var report = Report(prints: false)
    ConnectComparison(seeds: 300).compare(rows, into: &report)
    #expect(report.broken == [])
  }

  /// Each trace with the phase of the wheel that `tcp-truth` fits to it, in milliseconds.
  @Test func `segments into a black hole leave when Linux's did, within 40 ms`() throws {
    let rows: [Measured.DeadPeer] = try Measured.rows("tcp_dead_peer.json")
    let phases: [Int64] = [600, 536, 164, 228]
    let traces = rows.compactMap { DeadPeerComparison.Trace($0) }
    #expect(traces.map(\.name).count == phases.count)
    for (trace, phase) in zip(traces, phases) {
      let deviation = try #require(trace.deviation(phase: .milliseconds(phase)))
      #expect(deviation <= DeadPeerComparison.tolerance, "\(trace.name)")
    }
  }

  @Test func `a table that is not there is an error with its path`() {
    #expect(throws: Measured.Unreadable.self) {
      let _: [Measured.Bulk] = try Measured.rows("tcp_bulk.json", in: "/nowhere")
    }
  }
}
