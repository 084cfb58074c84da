import Testing
import WeirHTTP
import WeirPrimitives

/// RFC 9113 section 10.5 and gRFC A8: what costs much and says little ends in ENHANCE_YOUR_CALM.
@Suite struct HTTP2CalmTests {
  typealias Wire = HTTP2Wire

  private static func limits(_ change: (inout HTTP2Limits) -> Void) -> HTTP2Options {
    var options = HTTP2Options()
    change(&options.limits)
    return options
  }

  private static let empty = Wire.data(1, "")

  private static let offences: [HTTP2Offence] = [
    HTTP2Offence(
      "10.5 Three empty DATA frames in a row", .tooManyEmptyFrames, .enhanceYourCalm,
      .server(.init(), .bytes(Wire.post(1) + empty + empty + empty))),
    HTTP2Offence(
      "10.5.1 Nine CONTINUATIONs", .tooManyContinuations, .enhanceYourCalm,
      .server(
        .init(),
        .bytes(
          Wire.headers(1, Wire.getFields, whole: false)
            + (0..<9).flatMap { _ in Wire.frame(9, stream: 1) }))),
    HTTP2Offence(
      "10.5.1 A field block over the limit in one frame", .fieldBlockTooLong, .enhanceYourCalm,
      .server(limits { $0.fieldBlockBytes = 20 }, .bytes(Wire.get(1)))),
    HTTP2Offence(
      "10.5.1 A field block over the limit in two frames", .fieldBlockTooLong, .enhanceYourCalm,
      .server(
        limits { $0.fieldBlockBytes = 50 },
        .bytes(
          Wire.headers(1, Wire.getFields, whole: false)
            + Wire.frame(9, flags: 4, stream: 1, Wire.block([("x", "0123456789")]))))),
    HTTP2Offence(
      "10.5 A third stream reset at once where two are allowed", .tooManyResets,
      .enhanceYourCalm,
      .server(
        limits { $0.resetBurst = 2 },
        .bytes([1, 3, 5].flatMap { Wire.post($0) + Wire.reset($0, 8) }))),
    HTTP2Offence(
      "10.5 Streams that we have to reset count too", .tooManyResets, .enhanceYourCalm,
      .server(
        limits { $0.resetBurst = 2 },
        .bytes([1, 3, 5].flatMap { Wire.post($0) + Wire.windowUpdate($0, 0) }))),
    HTTP2Offence(
      "10.5 SETTINGS over the limit", .tooManyControlFrames, .enhanceYourCalm,
      .server(
        limits { $0.controlBurst = 3 }, .bytes(Wire.settings() + Wire.settings() + Wire.settings()))
    ),
    HTTP2Offence(
      "10.5 PINGs over the limit", .tooManyControlFrames, .enhanceYourCalm,
      .server(limits { $0.controlBurst = 3 }, .bytes(Wire.ping(1) + Wire.ping(2) + Wire.ping(3)))),
    HTTP2Offence(
      "RFC 9110 15.2 More interim responses than the limit", .tooManyInterimResponses,
      .enhanceYourCalm, stream: 1,
      .client(.init(), .bytes((0..<6).flatMap { _ in Wire.response(1, "103") }))),
    HTTP2Offence(
      "10.5.1 A field list longer than announced", .fieldListTooLong, .enhanceYourCalm,
      stream: 1,
      .server(
        {
          var options = HTTP2Options()
          options.settings.fieldListBytes = 160
          return options
        }(), .bytes(Wire.get(1, ("x", "0123456789"))))),
  ]

  @Test("Too much of a costly thing ends in ENHANCE_YOUR_CALM", arguments: offences)
  func isAnswered(_ offence: HTTP2Offence) {
    offence.commit()
  }

  @Test func `Empty DATA frames count in a row only, and not with END_STREAM`() {
    let pair = Self.empty + Self.empty
    let transcript = HTTP2Conversation.server(
      .init(),
      .bytes(Wire.post(1) + pair + Wire.data(1, "x") + pair + Wire.data(1, "", ends: true))
    ).runInEveryWay()
    #expect(transcript.events.last == .end(stream: 1))
  }

  @Test func `What was used up comes back second by second`() {
    let options = Self.limits {
      $0.resetBurst = 2
      $0.resetsPerSecond = 1
    }
    func pair(_ stream: UInt32) -> [UInt8] { Wire.post(stream) + Wire.reset(stream, 8) }
    let calm = HTTP2Conversation.server(
      options, .bytes(pair(1) + pair(3)), .at(.seconds(1)), .bytes(pair(5)), .at(.seconds(9)),
      .bytes(pair(7) + pair(9)))
    #expect(calm.run().events.last == .reset(stream: 9, .cancel))
    let eager = HTTP2Conversation.server(
      options, .bytes(pair(1) + pair(3)), .at(.milliseconds(999)), .bytes(pair(5)))
    #expect(eager.run().events.last == .violation(.tooManyResets))
  }

  @Test func `A client takes any number of resets`() {
    var options = HTTP2Options()
    options.limits.resetBurst = 1
    var steps: [HTTP2Conversation.Step] = [.bytes(Wire.settings() + Wire.settingsAck)]
    for stream in [1, 3, 5] as [UInt32] { steps += [.request(), .bytes(Wire.reset(stream, 7))] }
    let transcript = HTTP2Conversation(role: .client, options: options, steps: steps).run()
    #expect(transcript.events.last == .reset(stream: 5, .refusedStream))
  }

  /// A gRPC server's rules, with the interval of the bug `ping-flood-enhance-your-calm`.
  private static let grpc = limits {
    $0.pingInterval = .seconds(10)
    $0.pingIntervalWithoutStreams = .seconds(7_200)
  }

  @Test func `PINGs a little too early are strikes, the third ends the connection`() {
    let early = HTTP2Conversation.server(
      Self.grpc, .bytes(Wire.post(1) + Wire.ping(1)),
      .at(.milliseconds(9_999)), .bytes(Wire.ping(2)),
      .at(.milliseconds(19_998)), .bytes(Wire.ping(3)),
      .at(.milliseconds(29_997)), .bytes(Wire.ping(4))
    ).runInEveryWay()
    #expect(early.events.suffix(3) == [.ping(2), .ping(3), .violation(.tooManyPings)])
    let goAway = early.sent.last
    #expect(goAway?.code == HTTP2ErrorCode.enhanceYourCalm.rawValue)
    #expect(goAway.map { Array($0.payload[8...]) } == Array("too_many_pings".utf8))
  }

  @Test func `PINGs at exactly the interval are no strikes`() {
    var steps = HTTP2Conversation.server(Self.grpc, .bytes(Wire.post(1))).steps
    for number in 0..<6 as Range<Int64> {
      steps += [.at(.seconds(10 * number)), .bytes(Wire.ping(UInt32(number)))]
    }
    let transcript = HTTP2Conversation(role: .server, options: Self.grpc, steps: steps).run()
    #expect(transcript.events.last == .ping(5))
  }

  @Test func `Data that we send between PINGs clears the strikes`() {
    var steps = HTTP2Conversation.server(Self.grpc, .bytes(Wire.post(1)), .respond(1)).steps
    for number in 0..<9 as Range<Int64> {
      steps += [.at(.seconds(number)), .bytes(Wire.ping(UInt32(number))), .write(1, 1)]
    }
    let transcript = HTTP2Conversation(role: .server, options: Self.grpc, steps: steps).run()
    #expect(transcript.events.last == .ping(8))
  }

  @Test func `Without streams the longer interval counts`() {
    var steps = HTTP2Conversation.server(Self.grpc).steps
    for number in 0..<4 as Range<Int64> {
      steps += [.at(.seconds(60 * number)), .bytes(Wire.ping(UInt32(number)))]
    }
    let transcript = HTTP2Conversation(role: .server, options: Self.grpc, steps: steps).run()
    #expect(transcript.events.last == .violation(.tooManyPings))
  }
}
