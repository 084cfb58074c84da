import Foundation

/// A text kept beside the tests, to compare results with.
///
/// `RECORD_GOLDENS=1 swift test` writes what is there now; without it a missing text is an error.
public enum Golden {
  public static var isRecording: Bool {
    ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1"
  }

  /// Returns what `text` should be; when recording, after writing it down.
  public static func text(_ path: String, now text: String) throws -> String {
    if isRecording {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    return try String(contentsOfFile: path, encoding: .utf8)
  }
}
