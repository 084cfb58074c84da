import Weir

/// A parameter of a model with the value it has unless a scenario says otherwise, and its source.
///
/// Values are read off the models: what is listed is what runs.
struct ModelParameter {
  let name: String
  let value: String
  let source: String

  static let all = tcp + link + client + http + browser + server

  private static let tcp: [ModelParameter] = {
    let linux = TCPConfiguration()
    let keepAlive = TCPConfiguration.KeepAlive()
    func onOff(_ isOn: Bool) -> String { isOn ? "on" : "off" }
    return [
      .init("tcp maximum segment", "\(linux.maximumSegmentSize) B", "1,500 less 52 of headers"),
      .init("tcp mtu", "\(linux.mtu) B", "Ethernet"),
      .init("tcp initial window", "\(linux.initialWindow) segments", "RFC 6928"),
      .init("tcp congestion control", linux.congestion.rawValue, "Linux tcp_congestion_control"),
      .init("tcp HyStart", onOff(linux.hystart), "Linux tcp_cubic hystart"),
      .init(
        "tcp selective acknowledgments", onOff(linux.selectiveAcknowledgments), "Linux tcp_sack"),
      .init("tcp timestamps", onOff(linux.timestamps), "Linux tcp_timestamps, RFC 7323"),
      .init("tcp tail loss probes", onOff(linux.lossProbes), "Linux tcp_early_retrans, RFC 8985"),
      .init(
        "tcp forward RTO recovery", onOff(linux.forwardRTORecovery), "Linux tcp_frto, RFC 5682"),
      .init(
        "tcp slow start after idle", onOff(linux.slowStartAfterIdle),
        "Linux tcp_slow_start_after_idle"),
      .init("tcp initial timeout", linux.initialTimeout.text, "TCP_TIMEOUT_INIT, RFC 6298 (2.1)"),
      .init("tcp least timeout variance", linux.minimumTimeoutVariance.text, "Linux TCP_RTO_MIN"),
      .init("tcp longest timeout", linux.maximumTimeout.text, "Linux TCP_RTO_MAX"),
      .init(
        "tcp linear SYN timeouts", "\(linux.synLinearTimeouts)", "Linux tcp_syn_linear_timeouts"),
      .init("tcp SYN repetitions", "\(linux.synRetries)", "Linux tcp_syn_retries"),
      .init("tcp SYN-ACK repetitions", "\(linux.synAckRetries)", "Linux tcp_synack_retries"),
      .init("tcp doublings until it gives up", "\(linux.retries2)", "Linux tcp_retries2"),
      .init("tcp doublings once closed", "\(linux.orphanRetries)", "Linux tcp_orphan_retries"),
      .init("tcp user timeout", linux.userTimeout?.text ?? "off", "TCP_USER_TIMEOUT, RFC 5482"),
      .init("tcp keepalive", onOff(linux.keepAlive != nil), "SO_KEEPALIVE, off as sockets begin"),
      .init("tcp keepalive idle", keepAlive.idle.text, "where it is on; TCP_KEEPIDLE"),
      .init("tcp keepalive interval", keepAlive.interval.text, "where it is on; TCP_KEEPINTVL"),
      .init("tcp keepalive probes", "\(keepAlive.count)", "where it is on; TCP_KEEPCNT"),
      .init("tcp delayed acknowledgment", linux.delayedAcknowledgment.text, "Linux TCP_ATO_MIN"),
      .init("tcp Nagle's algorithm", onOff(!linux.noDelay), "TCP_NODELAY, RFC 9293 3.7.4"),
      .init("tcp cork", onOff(linux.cork), "TCP_CORK"),
      .init(
        "tcp unsent low water",
        linux.notSentLowWater == .max ? "unlimited" : "\(linux.notSentLowWater) B",
        "TCP_NOTSENT_LOWAT"),
      .init("tcp receive buffer", "\(linux.receiveBuffer) B", "at first; Linux tcp_rmem[1]"),
      .init(
        "tcp largest receive buffer", "\(linux.receiveBufferMaximum) B", "Linux tcp_rmem[2]"),
      .init("tcp send buffer", "\(linux.sendBuffer) B", "at first; Linux tcp_wmem[1]"),
      .init("tcp largest send buffer", "\(linux.sendBufferMaximum) B", "Linux tcp_wmem[2]"),
      .init("tcp TIME-WAIT", linux.timeWait.text, "Linux TCP_TIMEWAIT_LEN"),
      .init(
        "tcp timer granularity", linux.timerGranularity == .none ? "none" : "linux-hz250",
        "exact; Linux's timer wheel on demand"),
    ]
  }()

  private static let link: [ModelParameter] = {
    let link = LinkParameters()
    return [
      .init("link delay", link.delay.text, "one way; tc-netem(8)"),
      .init("link jitter", link.jitter.text, "uniform around the delay; tc-netem(8)"),
      .init("link loss", link.loss.isZero ? "0%" : "some", "independent for each packet; tc-netem"),
      .init("link rate", link.rate.map { "\($0)" } ?? "unlimited", "IP bytes; tc-netem(8)"),
      .init("link limit", words(link.limit), "tc-netem(8)"),
      .init("link queue", "drop-tail", "pfifo; codel has the defaults of RFC 8289"),
      .init("codel target", CoDelParameters().target.text, "RFC 8289, Linux sch_codel"),
      .init("codel interval", CoDelParameters().interval.text, "RFC 8289, Linux sch_codel"),
      .init("link distribution", link.distribution.rawValue, "of the jitter; tc-netem(8)"),
      .init("link mtu", link.mtu.map { "\($0) B" } ?? "none", "larger packets are dropped"),
      .init("link keeps order", "\(link.keepsOrder)", "3GPP TS 36.322; tc-netem reorders"),
    ]
  }()

  private static func words(_ limit: QueueLimit) -> String {
    switch limit {
    case .packets(let count): "\(count) packets"
    case .bytes(let count): count.text
    }
  }

  private static let client: [ModelParameter] = {
    let client = ClientPolicy()
    return [
      .init("client watchdog", client.watchdog?.text ?? "none", "EventSource has none"),
      .init("client reconnect delay", client.reconnectDelay.text, "WHATWG HTML 9.2: a few seconds"),
      .init("client resume", client.resume.rawValue, "WHATWG HTML 9.2: Last-Event-ID"),
    ] + ClientPolicy.Name.allCases.map { .init("client policy", $0.rawValue, $0.source) }
  }()

  private static let http: [ModelParameter] = {
    let client = HTTPClientOptions()
    let server = HTTP2ServerOptions()
    return [
      .init("http version", client.version.rawValue, "where no browser says otherwise"),
      .init("http tls", client.tls.rawValue, "1.2 and 1.3 by what they cost: RFC 5246, RFC 8446"),
      .init("h2 stream window", "\(client.streamWindow) B", "RFC 9113 6.5.2"),
      .init("h2 connection window", "\(client.connectionWindow) B", "RFC 9113 6.9.2"),
      .init("h2 credit", client.credit.rawValue, "ours: unread bytes stop no other stream"),
      .init("h2 pings", client.pingInterval?.text ?? "none", "RFC 9113 asks for none"),
      .init("h2 concurrent streams", "\(server.maximumConcurrentStreams)", "nginx and AWS's ALB"),
      .init("h2 connection age", server.maximumAge?.text ?? "any", "gRPC A9: unlimited"),
      .init("h2 drain", server.drain?.text ?? "unlimited", "ours, where connections are retired"),
      .init("h2 GOAWAY", server.goAway.rawValue, "RFC 9113 6.8"),
      .init("h2 shortest ping interval", server.pingMinimum?.text ?? "any", "gRPC A8: 5 min"),
      .init("h2 ping strikes", "\(server.pingStrikes)", "where it is counted; gRPC A8"),
    ]
  }()

  private static let browser: [ModelParameter] = {
    let browser = BrowserPlan()
    return [
      .init("browser engine", browser.engine.rawValue, "where only the browser is named"),
      .init("browser http", browser.http.rawValue, "ours: what the six connections are seen in"),
      .init("browser tls", browser.tls.rawValue, "ours: plain TCP"),
      .init(
        "browser connections to an origin", "\(browser.connectionsPerOrigin)",
        "MDN, Using server-sent events"),
    ]
  }()

  private static let server: [ModelParameter] = {
    let server = ServerConfiguration()
    return [
      .init("server port", "\(server.port)", "HTTP"),
      .init("server history", "\(server.history)", "ours: events kept for who comes back"),
      .init("server history read", server.historyRead.text, "ours: at once"),
      .init("server replay order", server.replayOrder.rawValue, "ours: no gap, no event twice"),
      .init("server certificates", "\(server.certificateBytes) B", "ours: a chain of two"),
      .init("server heartbeat", server.heartbeat?.text ?? "none", "WHATWG HTML 9.2.7: about 15 s"),
      .init("server backlog limit", server.backlogLimit?.text ?? "none", "NATS: max_pending"),
    ] + TokenFormat.allCases.map { .init("token format", $0.rawValue, $0.source) }
  }()

  private init(_ name: String, _ value: String, _ source: String) {
    self.name = name
    self.value = value
    self.source = source
  }
}

extension TokenFormat {
  fileprivate var source: String {
    switch self {
    case .plain: "ours: the word alone"
    case .openai: "OpenAI chat completions"
    case .anthropic: "Anthropic messages"
    case .aiSDK: "AI SDK UI message stream"
    }
  }
}

extension ClientPolicy.Name {
  fileprivate var source: String {
    switch self {
    case .resumable: "ours: continues what was cut, complete only with the last event"
    case .nativeEventSource: "WHATWG HTML 9.2, Blink event_source.cc"
    case .fetchEventSource: "Azure/fetch-event-source, fetch.ts and parse.ts"
    case .handWritten: "a loop over response.body"
    case .useChat: "vercel/ai, http-chat-transport.ts"
    }
  }
}
