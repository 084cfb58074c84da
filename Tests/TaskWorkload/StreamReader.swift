import WeirConcurrency
import Weir

/// A streaming client as its authors would write it: plain async code, but for where it connects
/// from and what it tells the audit.
actor StreamReader {
  private let host: SimulatedHost
  private let reader: EventReader
  private var lastEventID: String?
  private var lastWanted = ""
  private(set) var count = 0
  private(set) var attempts = 0

  init(host: SimulatedHost) throws {
    self.host = host
    reader = try host.reader(of: "/api/events")
  }

  /// Follows the topic until an event has come; connects again when nothing does.
  func follow(untilID wanted: String) async throws {
    lastWanted = wanted
    while !hasAll {
      attempts += 1
      do {
        try await readOnce()
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        host.note("attempt \(attempts): \(error)")
      }
      if !hasAll { try await Task.sleep(for: .milliseconds(Int.random(in: 200...400))) }
    }
    reader.complete()
  }

  private var hasAll: Bool { lastEventID == lastWanted }

  private func readOnce() async throws {
    let stream = try await host.connect(to: "api")
    defer { stream.close() }
    var request = "GET /api/events HTTP/1.1\r\nHost: api\r\nAccept: text/event-stream\r\n"
    if let lastEventID { request += "Last-Event-ID: \(lastEventID)\r\n" }
    try await stream.write(request + "\r\n", askingFor: reader)
    var line: [UInt8] = []
    var id: String?
    while !hasAll, let bytes = try await Self.read(stream, within: .seconds(1)) {
      for byte in bytes {
        if byte != UInt8(ascii: "\n") {
          if byte != UInt8(ascii: "\r") { line.append(byte) }
          continue
        }
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll()
        if text.hasPrefix("id: ") { id = String(text.dropFirst(4)) }
        if text.isEmpty, let complete = id {
          id = nil
          lastEventID = complete
          count += 1
          reader.received(id: complete)
        }
      }
    }
  }

  /// Reads, or gives up: a group of two, of which the first to end cancels the other.
  private static func read(
    _ stream: ByteStream, within patience: Duration
  ) async throws -> [UInt8]? {
    try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask { try await stream.read() }
      group.addTask {
        try await Task.sleep(for: patience)
        throw Impatience()
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private struct Impatience: Error {}
}
