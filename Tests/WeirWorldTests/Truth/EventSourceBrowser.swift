import WeirKernel
import WeirPrimitives
import WeirStreaming

@testable import WeirEndpoints
@testable import WeirWorld

/// Chromium with one tab, whose page makes an `EventSource` as it opens and takes down its events.
///
/// What the page sees of an event is not part of a run's result; here the client is asked for it.
final class EventSourceBrowser: Endpoint {
  /// What the page saw: `open`, `message five 5` with data and id, `error 0` with the readyState.
  private(set) var sightings: [EventSourceStory.Sighting] = []
  private var client: StreamClient
  private let opening: UInt32
  private let closing: UInt32
  private let closesAt: TimeSpan?
  private var messages: UInt64 = 0

  private static let closingTimer: UInt32 = 1 << 19

  /// - Parameter closesAt: when its user closes the tab; nil for never.
  init(to server: String, at host: UInt32, closesAt: TimeSpan?) {
    self.closesAt = closesAt
    let plan = BrowserPlan()
    client = StreamClient(options: plan.options, limits: plan.limits, habits: plan.habits)
    let (page, command) = client.addPage()
    opening = command
    let source = client.add(
      .follow(path: "/e"), number: 0, key: "", policy: .nativeEventSource, host: host, port: 80,
      hostName: server, page: page)
    client.place(source, asDocument: false, of: page)
    closing = client.add(.closeStreams, to: page)
  }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    let known = effects.list.count
    switch input {
    case .start:
      client.handle(.command(opening), at: now, into: &effects)
      if let closesAt { effects.list.append(.setTimer(Self.closingTimer, at: .zero + closesAt)) }
    case .timer(Self.closingTimer): client.handle(.command(closing), at: now, into: &effects)
    default: client.handle(input, at: now, into: &effects)
    }
    take(behind: known, at: now, from: &effects)
  }

  /// Bytes go in one by one: each completes at most one event, which can be read until the next.
  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    for index in 0..<bytes.count {
      let known = effects.list.count
      client.receive(
        bytes.extracting(index..<index + 1), offset: offset + UInt64(index), marks: marks,
        on: socket, at: now, into: &effects)
      take(behind: known, at: now, from: &effects)
      let consumer = client.consumers[0]
      if consumer.handedOver > messages, let parser = consumer.source?.parser {
        messages = consumer.handedOver
        see("message \(parser.dataText) \(parser.lastEventIDText)", now)
      }
    }
  }

  /// Takes down what the page sees, and leaves to the world what concerns the network.
  private func take(behind known: Int, at now: Instant, from effects: inout Effects) {
    let wishes = Array(effects.list[known...])
    effects.list.removeSubrange(known...)
    for wish in wishes {
      switch wish {
      case .note(let note) where note.kind == .sourceOpened: see("open", now)
      case .note(let note) where note.kind == .sourceError: see("error \(note.value)", now)
      case .note, .status, .serve, .writesFor: break
      case .write(let socket, let bytes, let marks):
        // This world has no ledger in which the request's mark could stand.
        effects.list.append(
          .write(socket, bytes: bytes, marks: marks.lowerBound..<marks.lowerBound))
      default: effects.list.append(wish)
      }
    }
  }

  private func see(_ text: String, _ now: Instant) {
    sightings.append(.init(by: .page, text: text, at: now.elapsed(since: .zero)))
  }
}
