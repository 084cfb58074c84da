internal import WeirEndpoints
internal import WeirPrimitives

extension PlanCheck {
  mutating func checkServer(
    _ server: ServerConfiguration, _ path: @autoclosure () -> String
  ) {
    check(Int(server.port), in: 1...65_535, of: "as a port", path() + ".port")
    if let heartbeat = server.heartbeat {
      check(heartbeat, from: .nanoseconds(1), path() + ".heartbeat")
    }
    if let limit = server.backlogLimit, limit < .bytes(1) {
      report(path() + ".backlog-limit", "a limit of 0 bytes", "at least 1 byte, or none")
    }
    if case .ring(let size) = server.history {
      check(size, in: 1...100_000_000, of: "events", path() + ".history.ring")
    }
    check(server.historyRead, from: .zero, path() + ".history-read")
    check(
      Int(server.certificateBytes), in: HTTPLimits.certificateBytes, of: "bytes",
      path() + ".certificate-bytes")
    if let http2 = server.http2 { checkHTTP2(http2, path() + ".http2") }
    for (index, answer) in server.overrides.enumerated() {
      checkAnswer(answer, "\(path()).answers[\(index)]")
    }
  }

  private mutating func checkHTTP2(
    _ http2: HTTP2ServerOptions, _ path: @autoclosure () -> String
  ) {
    if let age = http2.maximumAge { check(age, from: .nanoseconds(1), path() + ".max-age") }
    if let drain = http2.drain { check(drain, from: .zero, path() + ".drain") }
    if let least = http2.pingMinimum {
      check(least, from: .nanoseconds(1), path() + ".ping-minimum")
    }
    check(http2.pingStrikes, in: HTTPLimits.pingStrikes, of: "strikes", path() + ".ping-strikes")
  }

  private mutating func checkAnswer(_ answer: ServerConfiguration.Override, _ path: String) {
    if let target = answer.path {
      checkPath(target, path + ".path")
      if target.contains("?") {
        report(path + ".path", "the path \"\(target)\" with a query", "the path without it")
      }
    }
    check(answer.from, path + ".from")
    if let until = answer.until {
      check(until, path + ".until")
      if until <= answer.from {
        let span = answer.from.elapsed(since: .zero)
        report(
          path + ".until", "an answer until \(until.elapsed(since: .zero)), from \(span) on",
          "an end after its beginning")
      }
    }
    check(answer.status, in: 200...599, of: "as a status", path + ".status")
    if let type = answer.contentType, !Self.isFieldValue(type) {
      problems.append(
        PlanError(
          path: path + ".type", problem: "the type \"\(type)\"",
          remedy: "a media type such as \"text/html\", of at most 200 visible ASCII characters",
          name: type))
    }
    if let location = answer.location { checkLocation(location, of: answer.status, path) }
  }

  private mutating func checkLocation(_ location: String, of status: Int, _ path: String) {
    checkOneServer(location, path + ".location")
    if ![301, 302, 303, 307, 308].contains(status) {
      report(
        path + ".location", "a location beside the status \(status)",
        "no location, or the status 301, 302, 303, 307 or 308")
    }
  }

  /// Visible ASCII characters, and spaces inside.
  private static func isFieldValue(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200 && text.first != " " && text.last != " "
      && text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
  }
}
