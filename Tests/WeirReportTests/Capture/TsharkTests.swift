import Foundation
import TestSupport
import Testing
import WeirWorld

/// What Wireshark's dissector finds in captures; more runs are looked at by `.ci/tshark`.
@Suite("Captures in tshark", .serialized)
struct TsharkTests {
  private static let path = ["/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"]
    .map { $0 + "tshark" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The numbers of the packets that a filter lets through; nil where there is no tshark.
  ///
  /// Out-of-order segments are put in order: else a repeat within a chunked body that tshark has
  /// already put together is taken for malformed.
  private func packets(_ file: String, _ filter: String) throws -> [String]? {
    guard let path = Self.path else {
      print("skipped: there is no tshark here")
      return nil
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "-r", file, "-o", "tcp.reassemble_out_of_order:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
      "ip.check_checksum:TRUE",
      "-Y", filter, "-T", "fields", "-e", "frame.number",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return output.split(separator: "\n").map(String.init)
  }

  @Test(arguments: ["phone", "api"], [3, 7] as [UInt64])
  func `tshark finds nothing wrong, and as many segments sent again as the run`(
    _ host: String, _ seed: UInt64
  ) throws {
    let run = try CapturedRun(seed: seed, settings: ["radio.loss=2%"], at: .host(host))
    let folder = try TemporaryFolder()
    let file = try folder.write("run.pcapng", run.file)
    guard let all = try packets(file, "tcp && ip.checksum.status == 1 && tcp.checksum.status == 1")
    else { return }
    #expect(all.count == (try PcapngReader(run.file).packets.count))
    #expect(try packets(file, "_ws.malformed") == [])
    let outbound = "frame.packet_flags_direction == 2 && "
    #expect(try packets(file, outbound + "tcp.analysis.lost_segment") == [])
    #expect(try packets(file, "http.request.method == POST")?.isEmpty == false)
    // Where a repeat leaves within a round trip of new bytes, tshark calls it out of order.
    let again = try packets(
      file, outbound + "(tcp.analysis.retransmission || tcp.analysis.out_of_order)")
    let said = try packets(file, outbound + #"frame.comment == "sent again""#)
    #expect(again == said)
    #expect(
      again?.count == Int(run.result.retransmissions.first { $0.host == host }?.segments ?? 0))
  }
}
