internal import Foundation

/// What a comparison found, as lines to print, and which of the stated tolerances it broke.
public struct Report: Sendable {
  public private(set) var lines: [String] = []
  public private(set) var broken: [String] = []
  private let prints: Bool

  public init(prints: Bool) { self.prints = prints }

  public mutating func say(_ line: String) {
    lines.append(line)
    if prints { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
  }

  /// Says what was compared and takes note if it is off.
  public mutating func judge(_ holds: Bool, _ line: String) {
    say((holds ? "  ok      " : "  BROKEN  ") + line)
    if !holds { broken.append(line) }
  }
}
