internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  /// How the programs of a host speak HTTP, or only the version: `"2"`.
  static let http = shorthand(\.version, httpVersion, httpSettings)

  static let httpVersion = ValueForm.choice([HTTPVersion.http11, .http2])

  private static let httpSettings = RecordForm(
    "HTTP settings", "How programs outside of tabs speak HTTP.", blank: HTTPClientOptions(),
    [
      MemberForm("version", \.version, httpVersion, "HTTP/1.1 or HTTP/2."),
      MemberForm("tls", \.tls, .choice, tlsMeaning),
      MemberForm("stream-window", \.streamWindow, streamWindow, streamWindowMeaning),
      MemberForm(
        "connection-window", \.connectionWindow, connectionWindow, connectionWindowMeaning),
      MemberForm("credit", \.credit, .choice, creditMeaning),
      MemberForm(
        "ping", \.ping, pings.orOff, "HTTP/2: PINGs on a connection with streams."),
    ])

  static let tlsMeaning =
    "The version of TLS, as what it costs; HTTP/2 without it begins by prior knowledge."
  static let streamWindowMeaning = "HTTP/2: SETTINGS_INITIAL_WINDOW_SIZE, the window of a stream."
  static let connectionWindowMeaning = "HTTP/2: the window of a connection."
  static let creditMeaning =
    "HTTP/2: when a connection's credit is given back: as bytes arrive, or as they are read."

  static let streamWindow = window(HTTPLimits.streamWindow)
  static let connectionWindow = window(HTTPLimits.connectionWindow)

  private static func window(_ range: ClosedRange<Int>) -> ValueForm<UInt32> {
    .bytes(ByteCount(bytes: Int64(range.lowerBound))...ByteCount(bytes: Int64(range.upperBound)))
  }

  private static let pings = RecordForm(
    "pings", "PING frames, one every interval.", blank: Pings(every: .seconds(10)),
    [
      MemberForm(
        "every", \.every, .time(.nanoseconds(1)...ScenarioReader.longestRun), isRequired: true,
        "From one to the next."),
      MemberForm(
        "jitter", \.jitter, .time(.zero...ScenarioReader.longestRun),
        "Each goes so much early or late at most, drawn for each."),
    ])

  /// How a server speaks HTTP/2.
  static let http2 = RecordForm(
    "h2 settings", "How a server speaks HTTP/2, and when it has had enough of a connection.",
    blank: HTTP2ServerOptions(),
    [
      MemberForm(
        "max-concurrent-streams", \.maximumConcurrentStreams,
        ValueForm.whole(HTTPLimits.concurrentStreams).mapped({ UInt32($0) }, from: Int.init),
        "SETTINGS_MAX_CONCURRENT_STREAMS."),
      MemberForm(
        "max-age", \.maximumAge, .timeOrOff, "A connection this old is retired."),
      MemberForm(
        "drain", \.drain, drain,
        "How long its streams may go on then, before it is closed."),
      MemberForm(
        "go-away", \.goAway, .choice,
        "How it is retired: by one GOAWAY that refuses nothing and a round trip later one that "
          + "does, by the second alone, or by none."),
      MemberForm(
        "ping-minimum", \.pingMinimum, .timeOrOff,
        "PINGs that come sooner after each other, without data between, are strikes."),
      MemberForm(
        "ping-strikes", \.pingStrikes, .whole(HTTPLimits.pingStrikes),
        "More strikes than this end the connection with ENHANCE_YOUR_CALM."),
    ])

  private static let drain = ValueForm<TimeSpan?>(
    shape: .either([.time(.zero...ScenarioReader.longestRun), .choice(["unlimited"])]),
    read: { field, reader in reader.time(field, or: "unlimited", from: .zero) },
    write: { JSON5Value(.string($0?.text ?? "unlimited")) })
}

/// The interval of PINGs and how exactly it is kept.
struct Pings: Sendable, Equatable {
  var every: TimeSpan
  var jitter = TimeSpan.zero
}

extension HTTPClientOptions {
  fileprivate var ping: Pings? {
    get { pingInterval.map { Pings(every: $0, jitter: pingJitter) } }
    set { (pingInterval, pingJitter) = (newValue?.every, newValue?.jitter ?? .zero) }
  }
}
