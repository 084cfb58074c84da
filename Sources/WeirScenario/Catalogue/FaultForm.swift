internal import WeirWorld

/// How a kind of fault is written in a profile: read by the reader and listed to people.
public struct FaultForm: Sendable {
  /// What a rule of this kind acts on.
  public enum Target: String, Sendable {
    case links
    case servers
    case devices
  }

  /// The word behind `fault:`.
  public let name: String
  /// What it does, in one sentence.
  public let summary: String
  /// A rule of this kind.
  public let example: String
  public let target: Target
  /// The key that only rules of this kind have.
  public var ownKey: String?
  /// Whether it begins at a position in a stream, not by the clock.
  public var beginsAtPosition = false
  /// Whether it may last, so that `for` means something.
  public var lasts = true

  /// Every kind, in the order in which they are listed.
  public static let all = [
    FaultForm(
      name: "link-down",
      summary: "What is on a direction of a link is lost, and nothing enters.",
      example: #"{ fault: "link-down", on: "access", at: { between: ["6s", "10s"] }, for: "12s" }"#,
      target: .links),
    FaultForm(
      name: "blackhole",
      summary: "A direction of a link swallows what enters; what is on it still arrives.",
      example: #"{ fault: "blackhole", on: "access.down", at: "5s", for: "2s" }"#,
      target: .links),
    FaultForm(
      name: "reset",
      summary: "Both ends of every connection over a link get a RST.",
      example: #"{ fault: "reset", on: "radio", at: "5s", every: "30s", times: 3 }"#,
      target: .links, lasts: false),
    FaultForm(
      name: "drop-segment",
      summary: "The k-th data segment that enters a direction of a link from then on is lost.",
      example: #"{ fault: "drop-segment", on: "radio.down", at: "5s", segment: 3 }"#,
      target: .links, ownKey: "segment", lasts: false),
    FaultForm(
      name: "server-crash",
      summary: "A server's process is killed and starts again when the fault ends.",
      example: #"{ fault: "server-crash", on: "api", at: "5s", for: "1s" }"#,
      target: .servers),
    FaultForm(
      name: "server-restart",
      summary:
        "A server takes nothing new, ends after a grace and starts again. Cannot be run yet.",
      example:
        #"{ fault: "server-restart", on: "app", at: "30s", grace: "10s", for: "2s" }"#,
      target: .servers, ownKey: "grace"),
    FaultForm(
      name: "handover",
      summary: "A device has no network for a time, then another. Cannot be run yet.",
      example: #"{ fault: "handover", on: "phone", to: "lte", at: "20s", for: "800ms" }"#,
      target: .devices, ownKey: "to"),
    FaultForm(
      name: "cut",
      summary: "A server's stream is cut at a position: by FIN, by RST or in silence.",
      example:
        #"{ fault: "cut", on: "api", how: "rst", at: { stream: "chat", event: 7, byte: 3 } }"#,
      target: .servers, ownKey: "how", beginsAtPosition: true, lasts: false),
    FaultForm(
      name: "drop",
      summary:
        "The segment that carries the byte at a position of a server's stream is lost, so often.",
      example: #"{ fault: "drop", on: "api", at: { stream: "chat", event: 7 }, count: 2 }"#,
      target: .servers, ownKey: "count", beginsAtPosition: true, lasts: false),
    FaultForm(
      name: "split",
      summary: "A segment of a server's stream ends at a position, and nothing else happens.",
      example: #"{ fault: "split", on: "api", at: { stream: "chat", response: 1, byte: 90 } }"#,
      target: .servers, beginsAtPosition: true, lasts: false),
  ]

  /// All keys that belong to one kind only.
  static let ownKeys = all.compactMap(\.ownKey)
}
