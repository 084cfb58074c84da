import Testing
import WeirEndpoints
import WeirPrimitives

@Suite struct ClientPolicyNamedTests {
  @Test("Each name stands for its policy, and no two are the same")
  func names() {
    let names = ClientPolicy.Name.allCases
    #expect(
      names.map(\.rawValue) == [
        "resumable", "native-event-source", "fetch-event-source", "hand-written", "use-chat",
      ])
    #expect(
      names.map(\.policy) == [
        .resumable, .nativeEventSource, .fetchEventSource, .handWritten, .useChat,
      ])
    for (index, name) in names.enumerated() {
      for other in names.dropFirst(index + 1) { #expect(name.policy != other.policy) }
    }
  }

  @Test("A client without a policy is the resumable one")
  func resumable() {
    let policy = ClientPolicy.resumable
    #expect(policy == ClientPolicy())
    #expect(policy.namesAnswers && policy.resume == .lastEventID)
    #expect(policy.lostAnswer == .resume && policy.cleanEnd == .reconnect)
  }

  @Test("An EventSource waits 3 s and is closed for good by any status but 200")
  func native() {
    let policy = ClientPolicy.nativeEventSource
    #expect(policy.reconnectDelay == .seconds(3) && policy.serverErrors == .fatal)
    #expect(policy.reader == .eventSource && policy.resume == .lastEventID)
    #expect(policy.watchdog == nil && policy.rebuildAfter == nil)
  }

  @Test("fetch-event-source closes when hidden, posts again and tries any error again after 1 s")
  func library() {
    let policy = ClientPolicy.fetchEventSource
    #expect(policy.reconnectDelay == .seconds(1) && policy.serverErrors == .retry)
    #expect(policy.whenHidden == .closes && policy.lostAnswer == .repeatPost)
    #expect(policy.cleanEnd == .complete && !policy.namesAnswers)
    #expect(policy.reader == .fetchEventSource && policy.commitsIDBeforeDispatch)
    #expect(policy.resume == .lastEventID)
  }

  @Test("A hand-written reader parses each read by itself and never tries again")
  func script() {
    let policy = ClientPolicy.handWritten
    #expect(policy.reader == .perRead && policy.serverErrors == .fatal)
    #expect(policy.lostAnswer == .fail && policy.cleanEnd == .complete)
    #expect(policy.resume == .none && !policy.namesAnswers)
  }

  @Test("useChat reads as the standard says, takes the end for the end and does not resume")
  func useChat() {
    let policy = ClientPolicy.useChat
    #expect(policy.reader == .eventSource && policy.serverErrors == .fatal)
    #expect(policy.lostAnswer == .fail && policy.cleanEnd == .complete)
    #expect(policy.resume == .none && !policy.namesAnswers && policy.whenHidden == .stays)
  }
}
