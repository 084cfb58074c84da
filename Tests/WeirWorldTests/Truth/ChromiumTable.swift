import Foundation
import WeirPrimitives

/// What was measured of Chromium 156: `chromium.json` in the folder `shared/truth` beside the
/// package.
enum ChromiumTable {
  static let path: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(5)  // package/Tests/WeirWorldTests/Truth/ChromiumTable.swift
    return parts.joined(separator: "/") + "/shared/truth/chromium.json"
  }()

  static var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Something that a page or the server saw.
  struct Seen: Decodable {
    /// Milliseconds from the first.
    var t: Double
    var by: String
    var ev: String
    var name: String?
    var n: Number?
    /// Of a message.
    var data: String?
    var id: String?
    /// The `readyState` at an error.
    var readyState: Int?
    /// Of a request.
    var lastEventID: String?
    var accept: String?
    var cacheControl: String?
    var connection: String?
    /// How the server ended a response, and with which status it answered.
    var how: String?
    var status: Int?

    enum CodingKeys: String, CodingKey {
      case t, by, ev, name, n, data, id, accept, connection, how, status
      case readyState = "rs"
      case lastEventID = "last_event_id"
      case cacheControl = "cache_control"
    }

    /// `open e0`, `request 1`, `closed_e0`.
    var text: String {
      let subject = name ?? n.map { "\($0.value)" }
      return subject.map { "\(ev) \($0)" } ?? ev
    }

    var at: TimeSpan { .nanoseconds(Int64(t * 1_000_000)) }
  }

  /// A number that stands as one, or in quotation marks.
  struct Number: Decodable {
    var value: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        value = number
      } else {
        value = Int(try container.decode(String.self)) ?? -1
      }
    }
  }

  /// A test of very many streams: how often each thing was seen, and what stands alone.
  struct Summary: Decodable {
    var counts: [String: Int]  // lookup only
    var opens: [Double]
    var other: [Seen]

    enum CodingKeys: String, CodingKey {
      case counts, other
      case opens = "opens_sorted_ms"
    }

    func at(_ event: String) -> TimeSpan? { other.first { $0.ev == event }?.at }
  }

  private struct Tests<Test: Decodable>: Decodable {
    struct Name: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    var test: Test

    init(from decoder: any Decoder) throws {
      let name = decoder.userInfo[ChromiumTable.key] as? String ?? ""
      test = try decoder.container(keyedBy: Name.self)
        .nestedContainer(keyedBy: Name.self, forKey: Name(stringValue: "tests"))
        .decode(Test.self, forKey: Name(stringValue: name))
    }
  }

  private static let key = CodingUserInfoKey(rawValue: "test")!

  private static func read<Test: Decodable>(_ name: String) throws -> Test {
    let decoder = JSONDecoder()
    decoder.userInfo[key] = name
    return try decoder.decode(
      Tests<Test>.self, from: Data(contentsOf: URL(fileURLWithPath: path))
    ).test
  }

  static func seen(_ name: String) throws -> [Seen] { try read(name) }
  static func summary(_ name: String) throws -> Summary { try read(name) }
}
