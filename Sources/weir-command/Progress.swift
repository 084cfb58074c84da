import Weir

/// How far long work has come, on one line of the terminal; nothing where there is none.
struct Progress {
  private let start = Terminal.wallTime()
  private var shownAt = TimeSpan.zero

  /// Shows the text for the time that has passed, not more often than ten times a second.
  mutating func show(_ text: (TimeSpan) -> String) {
    guard Terminal.showsProgress else { return }
    let elapsed = Terminal.wallTime() - start
    guard elapsed - shownAt >= .milliseconds(100) else { return }
    shownAt = elapsed
    Terminal.replaceLine(text(elapsed))
  }

  func clear() {
    if shownAt != .zero { Terminal.replaceLine("") }
  }
}
