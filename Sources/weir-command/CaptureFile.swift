import Weir

/// The file of `--pcap`, and whose interface goes into it.
final class CaptureFile {
  let point: CapturePoint
  private var file: OutputFile

  /// Nil where none is asked for.
  init?(_ arguments: Arguments, at point: CapturePoint) throws(UsageError) {
    guard let path = arguments.one("--pcap") else { return nil }
    self.point = point
    file = try OutputFile(path, option: "--pcap")
    if point == .everyHost {
      Terminal.printError(
        "weir: --pcap-at all: \(path) has each packet where it leaves and where it arrives; "
          + "it is unfit for TCP analysis")
    }
  }

  func append(_ bytes: [UInt8]) { file.append(bytes) }

  /// Makes sure that everything appended is in the file.
  func flush() throws(UsageError) { try file.flush() }
}

extension Arguments {
  /// Whose interface `--pcap` captures.
  func capturePoint(in plan: WorldPlan) throws(UsageError) -> CapturePoint {
    guard let name = one("--pcap-at") else { return .firstClient }
    guard one("--pcap") != nil else {
      throw UsageError("--pcap-at needs --pcap", hint: "--pcap FILE --pcap-at \(name)")
    }
    if name == "all" { return .everyHost }
    do throws(PlanError) {
      _ = try plan.hosts(capturedAt: .host(name))
      return .host(name)
    } catch {
      throw UsageError(
        "--pcap-at: found \(error.problem)",
        hint: nearest(to: name, among: error.choices + ["all"]).map { "did you mean \($0)?" }
          ?? "expected \(error.remedy), or all")
    }
  }
}
