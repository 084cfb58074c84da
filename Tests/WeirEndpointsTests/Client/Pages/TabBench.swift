import Testing
import WeirPrimitives

@testable import WeirEndpoints

extension Bench where Program == StreamClient {
  /// A browser with pages, counted from 0, that each run one program.
  ///
  /// - Parameters:
  ///   - request: of the programs; they are numbered from 7.
  ///   - document: what each page loads first; they are numbered from 100.
  static func tabs(
    _ count: Int = 1, _ request: ConsumerRequest = .follow(path: "/events"),
    policy: ClientPolicy = ClientPolicy(), document: String? = nil,
    closesWhenHidden: Bool = false, habits: BrowserHabits = BrowserHabits()
  ) -> Bench {
    var client = StreamClient(limits: PoolLimits(perOrigin: 6, keeps: true), habits: habits)
    for tab in 0..<UInt32(count) {
      let (page, _) = client.addPage(closesWhenHidden: closesWhenHidden)
      #expect(page == tab)
      if let document {
        let command = client.add(
          .plain(path: document, reads: true), number: 100 + tab, key: "d", policy: policy,
          host: 1, port: 80, hostName: "api", page: page)
        client.place(command, asDocument: true, of: page)
      }
      let command = client.add(
        request, number: 7 + tab, key: "k", policy: policy, host: 1, port: 80, hostName: "api",
        page: page)
      client.place(command, asDocument: false, of: page)
    }
    return Bench(client)
  }

  mutating func open(_ tab: UInt32) {
    let command = program.commands.firstIndex {
      if case .openPage(let page) = $0 { page == tab } else { false }
    }
    give(.command(UInt32(command ?? -1)))
  }

  mutating func act(_ action: PageAction, on tab: UInt32 = 0) {
    give(.command(program.add(action, to: tab)))
  }

  /// Opens the first page, whose program streams on socket 0, and forgets that it did.
  mutating func stream() {
    open(0)
    give(.connected(SocketID(0)))
    receiveHead(on: 0)
    _ = news()
  }

  /// An event with an id as its number, and the mark of event `id` of stream 5.
  mutating func receiveEvent(_ id: UInt32, on socket: UInt32) {
    let bytes = Array(chunk("id: \(id)\ndata: x\n\n").utf8)
    let end = UInt64(bytes.count - 2)
    receive(
      bytes, marks: [Mark(end: end, length: UInt32(end) - 4, stream: 5, number: id)], on: socket)
  }

  /// The request lines and, where there is one, the id told, on a socket.
  func asked(on socket: UInt32) -> [String] {
    text(on: socket).split(separator: "\r\n").filter {
      $0.hasPrefix("GET ") || $0.hasPrefix("POST ") || $0.hasPrefix("Last-Event-ID")
    }.map { String($0.replacing(" HTTP/1.1", with: "")) }
  }
}
