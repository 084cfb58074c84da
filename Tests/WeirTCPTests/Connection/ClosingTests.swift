import Testing
import WeirPrimitives

@testable import WeirTCP

/// The orders in which a connection can end.
@Suite struct ClosingTests {
  private func pair() -> TCPPair {
    var pair = TCPPair()
    pair.establish()
    return pair
  }

  private func states(_ pair: TCPPair) -> [TCPState] { [pair[.client].state, pair[.server].state] }

  @Test func `The end that closes first waits in TIME-WAIT, the other is done at once`() {
    var pair = pair()
    pair.closesAtEnd[1] = true
    pair.close(.client)
    #expect(states(pair) == [.finWait1, .established])
    pair.run(until: .milliseconds(200))
    #expect(states(pair) == [.finWait1, .lastAck])
    pair.run(until: .milliseconds(250))
    #expect(states(pair) == [.timeWait, .lastAck])
    pair.run(until: .milliseconds(300))
    #expect(states(pair) == [.timeWait, .closed])
    // The server's FIN carries the acknowledgment of the client's.
    #expect(
      pair.lines == ["150ms client FIN 0+0", "200ms server FIN 0+0", "250ms client ACK 1"])
    pair.run(until: .milliseconds(60_249))
    #expect(states(pair) == [.timeWait, .closed])
    pair.run(until: .milliseconds(60_250))
    #expect(states(pair) == [.closed, .closed])
    #expect(pair.instant(.closed, .client) == at(milliseconds: 60_250))
    #expect(pair.failure(.client) == nil)
  }

  @Test func `A FIN that nobody answers is acknowledged after 40 ms`() {
    var pair = pair()
    pair.finish(.client)
    pair.run(until: .seconds(1))
    #expect(pair.lines == ["150ms client FIN 0+0", "240ms server ACK 1"])
    #expect(states(pair) == [.finWait2, .closeWait])
    #expect(pair.instant(.endOfStream, .server) == at(milliseconds: 200))
    pair.run(until: .seconds(100_000))
    #expect(states(pair) == [.finWait2, .closeWait])
  }

  @Test func `Two ends that close at once both wait in TIME-WAIT`() {
    var pair = pair()
    pair.finish(.client)
    pair.finish(.server)
    pair.run(until: .milliseconds(200))
    #expect(states(pair) == [.closing, .closing])
    pair.run(until: .milliseconds(250))
    #expect(states(pair) == [.timeWait, .timeWait])
    pair.run(until: .milliseconds(60_250))
    #expect(states(pair) == [.closed, .closed])
    #expect(pair.log.count == 4)
  }

  @Test func `After a half-close data still flows the other way`() {
    var pair = pair()
    pair.finish(.client)
    pair.run(until: .milliseconds(400))
    pair.write(.server, 100_000)
    pair.run(until: .seconds(2))
    #expect(pair[.client].receivedEnd == 100_000)
    #expect(states(pair) == [.finWait2, .closeWait])
    pair.finish(.server)
    pair.run(for: .milliseconds(100))
    #expect(states(pair) == [.timeWait, .closed])
  }

  @Test func `The last data carries the FIN`() {
    var pair = TCPPair()
    pair.open()
    pair.write(.client, 2_000)
    pair.finish(.client)
    pair.run(until: .milliseconds(150))
    #expect(
      pair.data(from: .client).map(\.line)
        == ["100ms client DATA 0+1448", "100ms client FIN+PSH 1448+552"])
    #expect(pair[.server].receivedEnd == 2_000)
    #expect(pair[.server].hasReachedEndOfStream)
    #expect(pair[.server].state == .closeWait)
  }

  @Test func `A lost FIN is repeated after the timeout`() {
    var pair = pair()
    pair.script[0][0] = .drop
    pair.closesAtEnd[1] = true
    pair.close(.client)
    pair.run(until: .seconds(2))
    #expect(
      pair.lines == [
        "150ms client FIN 0+0", "450ms client FIN 0+0", "500ms server FIN 0+0",
        "550ms client ACK 1",
      ])
    #expect(states(pair) == [.timeWait, .closed])
  }

  @Test func `A FIN that overtakes data ends the stream only when the data is there`() {
    var pair = pair()
    pair.script[0][0] = .delay(.milliseconds(30))
    pair.write(.client, 100)
    pair.finish(.client)
    pair.run(until: .milliseconds(229))
    #expect(pair[.server].state == .established)
    #expect(!pair[.server].hasReachedEndOfStream)
    pair.run(until: .milliseconds(230))
    #expect(pair[.server].state == .closeWait)
    #expect(pair[.server].receivedEnd == 100)
    #expect(pair.instant(.endOfStream, .server) == at(milliseconds: 230))
  }

  @Test func `A FIN repeated because its acknowledgment was lost starts TIME-WAIT anew`() {
    var pair = pair()
    pair.closesAtEnd[1] = true
    pair.script[0][1] = .drop  // the acknowledgment of the server's FIN
    pair.close(.client)
    pair.run(until: .milliseconds(300))
    #expect(states(pair) == [.timeWait, .lastAck])
    pair.run(until: .milliseconds(550))
    // The server's timeout is 300 ms from 200 ms; its FIN arrives again at 550 ms.
    #expect(pair.lines.suffix(2) == ["500ms server FIN 0+0", "550ms client ACK 1"])
    pair.run(until: .milliseconds(60_549))
    #expect(states(pair) == [.timeWait, .closed])
    pair.run(until: .milliseconds(60_550))
    #expect(states(pair) == [.closed, .closed])
  }

  @Test func `Closing with unread bytes resets the connection`() {
    var pair = pair()
    pair.readsAtOnce[1] = false
    pair.write(.client, 100)
    pair.run(until: .milliseconds(210))
    pair.close(.server)
    #expect(pair.lines.last == "210ms server RST")
    #expect(pair[.server].state == .closed)
    pair.run(until: .milliseconds(260))
    #expect(pair.failure(.client) == .reset)
    #expect(states(pair) == [.closed, .closed])
  }

  @Test func `Data to an end whose application is gone is answered with a RST`() {
    var pair = pair()
    pair.close(.client)
    pair.run(until: .milliseconds(300))
    #expect(states(pair) == [.finWait2, .closeWait])
    pair.write(.server, 10)
    pair.run(until: .milliseconds(400))
    #expect(pair.lines.last == "350ms client RST")
    #expect(states(pair) == [.closed, .closed])
    #expect(pair.failure(.server) == .reset)
  }

  @Test func `A RST for data that crossed the FIN need not count the FIN`() {
    var pair = pair()
    pair.close(.client)
    pair.write(.server, 10)
    pair.run(until: .milliseconds(250))
    #expect(pair[.client].state == .closed)
    #expect(pair[.server].state == .closed)
    #expect(pair.failure(.server) == .reset)
  }

  @Test func `An end without an application gives up FIN-WAIT-2 after a minute`() {
    var pair = pair()
    pair.close(.client)
    pair.run(until: .milliseconds(290))
    #expect(states(pair) == [.finWait2, .closeWait])
    pair.run(until: .milliseconds(60_289))
    #expect(pair[.client].state == .finWait2)
    pair.run(until: .milliseconds(60_290))
    #expect(states(pair) == [.closed, .closeWait])
    pair.write(.server, 10)
    pair.run(until: .milliseconds(60_400))
    #expect(states(pair) == [.closed, .closed])
  }

  @Test func `The closed end of a connection answers data with a RST that the peer accepts`() {
    var pair = pair()
    pair.isCut[0] = true
    pair.abort(.client)
    pair.isCut[0] = false
    pair.write(.server, 10)
    pair.run(until: .milliseconds(250))
    #expect(pair.lines.suffix(1) == ["200ms client RST"])
    #expect(pair.failure(.server) == .reset)
  }

  @Test func `A close in TIME-WAIT or a second close changes nothing`() {
    var end = TCPConnection.fixture(.timeWait)
    var effects = TCPEffects()
    end.close(at: at(milliseconds: 5), into: &effects)
    #expect(end.state == .timeWait)
    #expect(effects.segments.isEmpty)
    #expect(end.nextDeadline == at(milliseconds: 60_000))

    var orphan = TCPConnection.fixture(.finWait2)
    orphan.close(at: .zero, into: &effects)
    orphan.close(at: at(milliseconds: 5_000), into: &effects)
    #expect(orphan.nextDeadline == at(milliseconds: 60_000))
  }

  @Test func `Nothing is accepted from the application after its side is finished`() {
    let accepting: [TCPState] = [.synSent, .synReceived, .established, .closeWait]
    for state in TCPState.allCases {
      #expect(TCPConnection.fixture(state).acceptsWrites == accepting.contains(state), "\(state)")
    }
    var end = TCPConnection.fixture(.synSent)
    var effects = TCPEffects()
    end.finish(at: .zero, into: &effects)
    #expect(!end.acceptsWrites)
  }

  @Test func `A write after the end of the stream is our own bug`() async {
    await #expect(processExitsWith: .failure) {
      var end = TCPConnection.fixture(.finWait1)
      var effects = TCPEffects()
      end.write(1, at: .zero, into: &effects)
    }
  }
}
