extension BugVariant {
  /// What each variant of the scenarios about event streams shows.
  static let ofEventStreams: [BugVariant] = [
    .broken(
      "error-status-kills-eventsource",
      because: [
        ("in-order-once", "lost 21: ids 20–40"),
        ("recovers-within", "nothing new after deploy-behind-a-gateway ended"),
      ]),
    .broken(
      "error-status-kills-eventsource", "captive-portal",
      because: [
        ("in-order-once", "lost 21: ids 20–40"),
        ("recovers-within", "nothing new after deploy-behind-a-gateway ended"),
      ]),
    .broken(
      "error-status-kills-eventsource", "no-content",
      because: [
        ("in-order-once", "lost 21: ids 20–40"),
        ("recovers-within", "nothing new after deploy-behind-a-gateway ended"),
      ]),
    .broken(
      "error-status-kills-eventsource", "forgetful",
      because: [("in-order-once", "lost 6: ids 20–25")]),
    .fixed("error-status-kills-eventsource", "rebuilt"),
    .fixed("error-status-kills-eventsource", "rebuilt-behind-a-portal"),
    .fixed("error-status-kills-eventsource", "refused"),
    .fixed("error-status-kills-eventsource", "polyfill"),

    .broken(
      "redirect-pinned-reconnect",
      because: [("connect-rate", "5 connections to node-a begun within 15s")]),
    .fixed("redirect-pinned-reconnect", "rebuilt"),

    .broken(
      "id-field-edge-cases",
      because: [("reconnect-header", "with no id, where the id \"1\" is right")]),
    .broken(
      "id-field-edge-cases", "literal",
      because: [("reconnect-header", "with no id, where the id \"1\" is right")]),
    .fixed("id-field-edge-cases"),
    .fixed("id-field-edge-cases", "plain-ids"),

    .broken(
      "heartbeat-wipes-last-id",
      because: [
        ("reconnect-header", "with no id, where the id \"5\" is right"),
        ("in-order-once", "lost 1: ids 6"),
      ]),
    .fixed("heartbeat-wipes-last-id"),
    .fixed("heartbeat-wipes-last-id", "comment-alone"),
    .fixed("heartbeat-wipes-last-id", "id-repeated"),

    .broken(
      "retry-field-misuse", because: [("connect-rate", "connections by phone begun within 1s")]),
    .broken(
      "retry-field-misuse", "lax",
      because: [("connect-rate", "connections by phone begun within 1s")]),
    .broken(
      "retry-field-misuse", "ten-minutes", inconclusive: ["in-order-once"],
      because: [("recovers-within", "nothing new after resets-in-a-row ended")]),
    .fixed("retry-field-misuse", "no-numbers"),
    .fixed("retry-field-misuse", "clamped"),
    .fixed("retry-field-misuse", "clamped-from-above"),

    .broken(
      "utf8-split-across-chunks",
      because: [("text-intact", "1 of 4 texts are not as they were emitted, first that of id 2")]),
    .fixed("utf8-split-across-chunks"),
    .fixed("utf8-split-across-chunks", "whole-lines"),

    .broken("chunk-is-not-an-event", because: [("in-order-once", "lost 1: ids 2")]),
    .broken(
      "chunk-is-not-an-event", "line-feeds-only",
      because: [("in-order-once", "lost 2: ids 1 and 2"), ("text-intact", "1 of 1 texts")]),
    .fixed("chunk-is-not-an-event"),
    .fixed("chunk-is-not-an-event", "library"),

    .broken(
      "sse-newline-injection",
      because: [
        ("text-intact", "1 event that nobody sent"),
        ("in-order-once", "lost 4: ids 5–8"),
      ]),
    .fixed("sse-newline-injection"),

    .broken(
      "line-longer-than-buffer", seeds: 1...10,
      because: [
        ("complete-only-when-finished", "phone's chat is complete without its last event"),
        ("in-order-once", "lost 2: ids 4 and 5"),
      ]),
    .broken(
      "line-longer-than-buffer", "token-too-long", seeds: 1...10,
      inconclusive: ["complete-only-when-finished"],
      because: [("in-order-once", "lost 2: ids 4 and 5")]),
    .fixed("line-longer-than-buffer", seeds: 1...10),
  ]

  /// What each variant of the scenarios about resuming shows.
  static let ofResuming: [BugVariant] = [
    .broken(
      "id-advanced-before-dispatch",
      because: [
        ("in-order-once", "lost 1: ids 8"),
        ("reconnect-header", "with the id \"8\", where the id \"7\" is right"),
      ]),
    .fixed("id-advanced-before-dispatch"),

    .broken(
      "resume-history-evicted", seeds: 1...10,
      because: [("gaps-announced", "and no gap was announced before")]),
    .fixed("resume-history-evicted", "reset", seeds: 1...10),
    .fixed("resume-history-evicted", "larger-ring", seeds: 1...10),
    .fixed("resume-history-evicted", "log", seeds: 1...10),

    .broken("replay-live-interleave", because: [("in-order-once", "lost 1: ids 62")]),
    .broken(
      "replay-live-interleave", "subscribe-first",
      because: [("in-order-once", "got 1 more than once: ids 62")]),
    .broken(
      "replay-live-interleave", "client-drops-repeated",
      because: [("in-order-once", "lost 11: ids 51–61")]),
    .fixed("replay-live-interleave"),

    .broken(
      "resume-replay-duplicates", because: [("in-order-once", "got 10 more than once: ids 1–10")]),
    .fixed("resume-replay-duplicates", "cursor"),
    .fixed("resume-replay-duplicates", "idempotent"),

    .broken(
      "post-stream-has-no-resume", inconclusive: ["complete-only-when-finished"],
      because: [("in-order-once", "phone's chat lost ")]),
    .broken(
      "post-stream-has-no-resume", "asked-again",
      because: [("runs-once", "was generated 2 times"), ("in-order-once", "phone's chat lost ")]),
    .broken(
      "post-stream-has-no-resume", "no-ids", because: [("in-order-once", "more than once: ids 1–")]),
    .fixed("post-stream-has-no-resume", "resumed"),
    .fixed("post-stream-has-no-resume", "named"),

    .broken(
      "tab-switch-double-post",
      because: [
        ("runs-once", "laptop tab 1's chat was generated 2 times"),
        ("in-order-once", "laptop tab 1's chat lost "),
      ]),
    .fixed("tab-switch-double-post", "open-when-hidden"),
    .fixed("tab-switch-double-post", "idempotency-key"),
    .fixed("tab-switch-double-post", "resumed-by-get"),
  ]
}
