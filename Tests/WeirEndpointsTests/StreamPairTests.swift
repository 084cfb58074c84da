import Testing
import WeirPrimitives

@testable import WeirEndpoints

/// A client and a server with a wire between them that breaks once, behind some byte.
private struct Pair {
  var server: Bench<StreamServer>
  var client: Bench<StreamClient>

  init(_ history: HistoryPolicy, _ format: TokenFormat, _ policy: ClientPolicy) {
    server = .server(history: history)
    client = .chat(
      query: "tokens=2&every=0s&format=\(format.rawValue)", format: format, policy: policy)
  }

  /// Runs until the client has ended; the first response breaks behind so many of its bytes.
  ///
  /// Returns what was handed over, and how it ended.
  mutating func run(cutAt cut: Int?) -> (numbers: [Int], status: String) {
    var log: [String] = []
    client.give(.command(0))
    for socket in 0..<4 as Range<UInt32> {
      guard client.news().contains("connect \(socket) to 1:80") else { break }
      client.give(.connected(SocketID(socket)))
      server.give(.accepted(SocketID(socket), port: 80))
      server.receive(client.written[Int(socket)], on: socket)
      server.run(until: server.now)
      let response = server.written[Int(socket)]
      let end = socket == 0 ? cut ?? response.count : response.count
      client.receive(
        Array(response[..<end]), marks: server.marks[Int(socket)].filter { $0.end <= end },
        on: socket)
      client.give(.failed(SocketID(socket), .reset))
      server.give(.failed(SocketID(socket), .reset))
      log += client.news()
      client.run(until: client.now + .seconds(3))
    }
    log += client.news()
    let numbers = log.compactMap { line in
      line.hasSuffix(" to 7") ? Int(line.dropFirst(2).dropLast(5)) : nil
    }
    return (numbers, log.last { $0.hasPrefix("7 ") } ?? "")
  }

  /// The length of the whole first response.
  static func length(_ history: HistoryPolicy, _ format: TokenFormat) -> Int {
    var pair = Pair(history, format, ClientPolicy())
    _ = pair.run(cutAt: nil)
    return pair.server.written[0].count
  }
}

@Suite struct StreamPairTests {
  @Test(
    "Wherever the response breaks, a log and the last id bring each event once, in order",
    arguments: TokenFormat.allCases)
  func everyCut(format: TokenFormat) {
    let all = Array(1...2 + format.extraEvents)
    for cut in 0...Pair.length(.log, format) {
      var pair = Pair(.log, format, ClientPolicy())
      let (numbers, status) = pair.run(cutAt: cut)
      #expect(numbers == all, "cut at \(cut)")
      #expect(status == "7 complete")
      let requests = pair.client.written.map { String(decoding: $0, as: UTF8.self) }
      #expect(requests.count { $0.hasPrefix("POST") } == 1)
    }
  }

  @Test("Ids taken too early lose the event that was cut behind its id line, and no other")
  func earlyIDs() {
    var policy = ClientPolicy()
    policy.commitsIDBeforeDispatch = true
    var whole = Pair(.log, .plain, policy)
    _ = whole.run(cutAt: nil)
    let marks = whole.server.marks[0]
    for cut in 0...whole.server.written[0].count {
      var pair = Pair(.log, .plain, policy)
      let (numbers, status) = pair.run(cutAt: cut)
      // An event begins with `id: N` and LF: six bytes.
      let lost = marks.first { mark in
        (mark.end - UInt64(mark.length) + 6..<mark.end).contains(UInt64(cut))
      }
      #expect(numbers == (1...4).filter { $0 != lost.map { Int($0.number) } }, "cut at \(cut)")
      #expect(status == (lost?.number == 4 ? "7 failed" : "7 complete"))
    }
  }

  @Test("Without an id, all that came before the cut comes again")
  func noResume() {
    var policy = ClientPolicy()
    policy.resume = .none
    let length = Pair.length(.log, .plain)
    var whole = Pair(.log, .plain, policy)
    _ = whole.run(cutAt: nil)
    let marks = whole.server.marks[0]
    for cut in 0..<length {
      var pair = Pair(.log, .plain, policy)
      let before = marks.filter { $0.end <= cut }.map { Int($0.number) }
      let expected = before.count == 4 ? before : before + [1, 2, 3, 4]
      #expect(pair.run(cutAt: cut).numbers == expected, "cut at \(cut)")
    }
  }

  @Test("Without a history, what the cut took away is gone, and the client is told so")
  func noHistory() {
    let length = Pair.length(.none, .plain)
    var whole = Pair(.none, .plain, ClientPolicy())
    _ = whole.run(cutAt: nil)
    let marks = whole.server.marks[0]
    for cut in 0...length {
      var pair = Pair(.none, .plain, ClientPolicy())
      let before = marks.filter { $0.end <= cut }.map { Int($0.number) }
      let (numbers, status) = pair.run(cutAt: cut)
      #expect(numbers == before, "cut at \(cut)")
      #expect(status == (before.count == 4 ? "7 complete" : "7 failed"))
    }
  }
}
