import Foundation
import TCPTruth

/// Compares TCP with what was measured of Linux's, and with theory; prints all figures.
///
/// Exit status: 0 when each is within its tolerance, 1 when one is not, 2 when asked wrongly.
@main
struct TCPTruthCommand {
  static let usage = """
    usage: tcp-truth [--seeds N] [--truth FOLDER] [PART]...
    parts: bulk messages connect dead-peer closed-forms; all of them unless named
    """
  static let parts = ["bulk", "messages", "connect", "dead-peer", "closed-forms"]

  static func main() {
    var seeds = 200
    var folder: String?
    var wanted: [String] = []
    var words = CommandLine.arguments.dropFirst()
    while let word = words.popFirst() {
      switch word {
      case "--seeds":
        guard let number = words.popFirst().flatMap({ Int($0) }), (1...100_000).contains(number)
        else { refuse("--seeds takes a number from 1 to 100000") }
        seeds = number
      case "--truth":
        guard let path = words.popFirst() else { refuse("--truth takes a folder") }
        folder = path
      default:
        guard parts.contains(word) else { refuse("\"\(word)\" is no part") }
        wanted.append(word)
      }
    }
    if wanted.isEmpty { wanted = parts }
    if folder == nil, !Measured.exists {
      print("no folder \(Measured.folder): only theory is left to compare with")
      wanted.removeAll { $0 != "closed-forms" }
    }
    var report = Report(prints: true)
    do throws(Measured.Unreadable) {
      for part in wanted {
        try compare(part, seeds: seeds, in: folder ?? Measured.folder, &report)
      }
    } catch {
      refuse("\(error)")
    }
    if report.broken.isEmpty {
      print("\nall within tolerance")
    } else {
      print("\n\(report.broken.count) out of tolerance:")
      for line in report.broken { print("  \(line)") }
      exit(1)
    }
  }

  private static func compare(
    _ part: String, seeds: Int, in folder: String, _ report: inout Report
  ) throws(Measured.Unreadable) {
    switch part {
    case "bulk":
      let rows: [Measured.Bulk] = try Measured.rows("tcp_bulk.json", in: folder)
      try BulkComparison(seeds: seeds).compare(rows, into: &report)
    case "messages":
      let rows: [Measured.Small] = try Measured.rows("tcp_small.json", in: folder)
      let comparison = MessageComparison(runs: max(2, seeds))
      comparison.compare(rows, into: &report)
      comparison.compareNagle(into: &report)
    case "connect":
      let rows: [Measured.Connect] = try Measured.rows("tcp_connect.json", in: folder)
      ConnectComparison(seeds: seeds * 50).compare(rows, into: &report)
    case "dead-peer":
      let rows: [Measured.DeadPeer] = try Measured.rows("tcp_dead_peer.json", in: folder)
      DeadPeerComparison().compare(rows, into: &report)
    default:
      ClosedFormComparison().compare(into: &report)
    }
  }

  private static func refuse(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("tcp-truth: \(reason)\n\(usage)\n".utf8))
    exit(2)
  }
}
