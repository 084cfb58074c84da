public import WeirPrimitives

/// How far long work has come, for one line on a terminal.
public enum ProgressText {
  /// - Parameters:
  ///   - things: what is counted: `runs`.
  ///   - note: what else there is to say: `3 not as expected`.
  public static func text(
    _ done: Int, of total: UInt64, _ things: String, after elapsed: TimeSpan, note: String
  ) -> String {
    var text = "\(grouped(done)) of \(grouped(total)) \(things)"
    let milliseconds = UInt64(max(elapsed.nanoseconds, 0)) / 1_000_000
    let count = UInt64(done)
    guard count > 0, milliseconds > 0 else { return text + ", \(note)" }
    text += ", \(grouped(count * 1_000 / milliseconds)) a second, \(note)"
    let left = (total - count).multipliedFullWidth(by: milliseconds)
    if left.high < count {
      text += ", \(grouped(count.dividingFullWidth(left).quotient / 1_000)) s left"
    }
    return text
  }
}
