internal import WeirPrimitives
internal import WeirTCP
internal import WeirWorld

// The settings of TCP, in the words of Linux's sysctls and socket options.
extension ScenarioCatalogue {
  static let tcp = RecordForm(
    "TCP settings",
    "How TCP behaves, in the words of Linux's sysctls and socket options; what a host leaves out "
      + "is as at the top.",
    blank: TCPConfiguration(), congestionControl + recovery + giving + sending + timers)

  private static let congestionControl: [MemberForm<TCPConfiguration>] = [
    MemberForm(
      "congestion", \.congestion, .choice, "`tcp_congestion_control`: RFC 9438, or RFC 6582."),
    MemberForm("hystart", \.hystart, .truth, "Whether CUBIC leaves slow start by HyStart."),
    MemberForm("mtu", \.mtu, .small(TCPLimits.mtu), "Bytes of the largest IP packet."),
    MemberForm(
      "initial-window", \.initialWindow, .byte(1...255), "Segments, RFC 6928."),
    MemberForm(
      "slow-start-after-idle", \.slowStartAfterIdle, .truth, "`tcp_slow_start_after_idle`."),
  ]

  private static let recovery: [MemberForm<TCPConfiguration>] = [
    MemberForm(
      "sack", \.selectiveAcknowledgments, .truth, "`tcp_sack`, with `tcp_dsack`."),
    MemberForm("timestamps", \.timestamps, .truth, "`tcp_timestamps`."),
    MemberForm(
      "loss-probes", \.lossProbes, .truth, "`tcp_early_retrans`: tail loss probes, RFC 8985."),
    MemberForm("frto", \.forwardRTORecovery, .truth, "`tcp_frto`: RFC 5682."),
  ]

  /// How long it goes on without an answer.
  private static let giving: [MemberForm<TCPConfiguration>] = [
    MemberForm(
      "syn-retries", \.synRetries, .byte(TCPLimits.retries),
      "`tcp_syn_retries`: repetitions of a SYN after the linear ones."),
    MemberForm(
      "syn-linear-timeouts", \.synLinearTimeouts, .byte(0...127),
      "`tcp_syn_linear_timeouts`: repetitions before the timeout begins to double."),
    MemberForm("synack-retries", \.synAckRetries, .byte(0...255), "`tcp_synack_retries`."),
    MemberForm(
      "retries2", \.retries2, .byte(0...255),
      "`tcp_retries2`: how long data may go unacknowledged, in doublings."),
    MemberForm(
      "orphan-retries", \.orphanRetries, .byte(1...255),
      "`tcp_orphan_retries`: the same once the program has closed."),
    MemberForm(
      "user-timeout", \.userTimeout, .timeOrOff,
      "TCP_USER_TIMEOUT: how long data may go unacknowledged; takes the place of `retries2`."),
    MemberForm("keepalive", \.keepAlive, keepAlive, "SO_KEEPALIVE with its three times."),
  ]

  private static let sending: [MemberForm<TCPConfiguration>] = [
    MemberForm(
      "no-delay", \.noDelay, .truth, "TCP_NODELAY: without it small segments wait, as Nagle has it."
    ),
    MemberForm("cork", \.cork, .truth, "TCP_CORK: part of a segment waits for the rest."),
    MemberForm(
      "notsent-lowat", \.notSentLowWater, lowWater,
      "TCP_NOTSENT_LOWAT: the program is asked for more only below so many unsent bytes."),
    MemberForm(
      "receive-buffer", \.receiveLimits, bufferLimits,
      "SO_RCVBUF, a fixed size; or `tcp_rmem`, from the initial one to the largest."),
    MemberForm(
      "send-buffer", \.sendLimits, bufferLimits,
      "SO_SNDBUF, a fixed size; or `tcp_wmem`, from the initial one to the largest."),
  ]

  private static let timers: [MemberForm<TCPConfiguration>] = [
    MemberForm("rto-initial", \.initialTimeout, .time(span), "TCP_TIMEOUT_INIT."),
    MemberForm(
      "rto-min", \.minimumTimeoutVariance, .time(span),
      "`tcp_rto_min_us`: the least that is added to the smoothed round-trip time."),
    MemberForm("rto-max", \.maximumTimeout, .time(span), "`tcp_rto_max_ms`."),
    MemberForm(
      "delayed-ack", \.delayedAcknowledgment, .time(.zero...ScenarioReader.longestRun),
      "TCP_DELACK_MIN: the shortest time an acknowledgment is held back."),
    MemberForm(
      "time-wait", \.timeWait, .time(.zero...ScenarioReader.longestRun), "TCP_TIMEWAIT_LEN."),
    MemberForm(
      "timer-granularity", \.timerGranularity, granularity,
      "How finely timers expire: at the instant the rules name, or as the kernel's timer wheel."),
  ]

  private static let span = TimeSpan.milliseconds(1)...ScenarioReader.longestRun

  /// What a host says of its TCP; without it the scenario's own settings hold.
  static let hostTCP = MemberForm<HostPlan>(
    KeyShape(
      "tcp", .object(tcp.shape), .optional("as at the top of the scenario"),
      "How its TCP behaves."),
    read: { field, reader, host in host.tcp = tcp.read(field, reader, into: reader.sharedTCP) },
    write: { host, blank in
      host.tcp.map { own in
        JSON5Value(.object(tcp.written(own, unlike: blank.tcp ?? TCPConfiguration())))
      }
    })

  // MARK: Values of several kinds

  private static let keepAlive = ValueForm<TCPConfiguration.KeepAlive?>(
    shape: .either([.choice(["off"]), .object(keepAliveTimes.shape)]),
    read: { field, reader in
      if case .string("off")? = field.value?.content { return nil }
      if case .object? = field.value?.content { return keepAliveTimes.read(field, reader) }
      field.reportMismatch(
        expected: "\"off\" or { idle: \"2h\", interval: \"75s\", count: 9 }")
      return nil
    },
    write: { $0.map { keepAliveTimes.value.write($0) } ?? "off" })

  private static let keepAliveTimes = RecordForm(
    "keepalive", "When the other end is asked whether it is there, while nothing is sent.",
    blank: TCPConfiguration.KeepAlive(),
    [
      MemberForm("idle", \.idle, .time(keepAliveSpan), "TCP_KEEPIDLE: silence before the first."),
      MemberForm(
        "interval", \.interval, .time(keepAliveSpan), "TCP_KEEPINTVL: from one to the next."),
      MemberForm(
        "count", \.count, .byte(TCPLimits.retries), "TCP_KEEPCNT: so many without an answer."),
    ])

  private static let keepAliveSpan = TimeSpan.seconds(1)...TCPLimits.keepAlive

  private static let lowWater = ValueForm<UInt32>(
    shape: .either([.choice(["unlimited"]), .size(ByteCount(bytes: 1)...largestLowWater)]),
    read: { field, _ in
      if case .string("unlimited")? = field.value?.content { return .max }
      return UInt32(field.byteCount(in: ByteCount(bytes: 1)...largestLowWater).bytes)
    },
    write: { $0 == .max ? "unlimited" : ByteCount(bytes: Int64($0)).written })

  private static let largestLowWater = ByteCount(bytes: Int64(UInt32.max) - 1)

  private static let bufferLimits = ValueForm<BufferLimits>(
    shape: .either([.size(bufferSizes), .object(buffer.shape)]),
    read: { field, reader in
      if case .object? = field.value?.content { return buffer.read(field, reader) }
      let size = UInt32(field.byteCount(in: bufferSizes).bytes)
      return BufferLimits(initial: size, maximum: size)
    },
    write: { limits in
      limits.initial == limits.maximum
        ? ByteCount(bytes: Int64(limits.initial)).written : buffer.value.write(limits)
    })

  private static let bufferSizes =
    ByteCount(bytes: Int64(TCPLimits.mtu.lowerBound))...ByteCount(bytes: Int64(TCPLimits.buffer))

  private static let buffer = RecordForm(
    "a buffer", "A buffer that grows with what passes through it.",
    blank: BufferLimits(initial: 0, maximum: 0),
    [
      MemberForm(
        "initial", \.initial, .bytes(bufferSizes), isRequired: true, "What it begins with."),
      MemberForm("maximum", \.maximum, .bytes(bufferSizes), isRequired: true, "What it grows to."),
    ])

  private static let granularity = ValueForm<TimerGranularity>(
    shape: .either([.choice(["none", "linux-hz250"]), .object(wheel)]),
    read: { field, _ in
      guard case .object? = field.value?.content else {
        return field.oneOf(["none", "linux-hz250"]) == "none" ? .none : .linuxHz250
      }
      return field.object(as: wheel) { object in
        object.required("linux-hz250").object(as: phase) { object in
          .linuxHz250(phase: object.required("phase").timeSpan(in: phases))
        }
      }
    },
    write: { granularity in
      guard case .linuxHz250(let phase) = granularity else { return "none" }
      if granularity == .linuxHz250 { return "linux-hz250" }
      return ["linux-hz250": ["phase": JSON5Value(.string(phase.text))]]
    })

  private static let phases = TimeSpan.zero...TimeSpan.nanoseconds(16_383_999_999)

  private static let wheel = ObjectShape(
    kind: "a timer granularity", meaning: "A timer wheel that is known to the nanosecond.",
    keys: [
      KeyShape(
        "linux-hz250", .object(phase), .required, "A kernel with 250 jiffies a second.")
    ])

  private static let phase = ObjectShape(
    kind: "a timer wheel", meaning: "Where the wheel stands when the run begins.",
    keys: [
      KeyShape(
        "phase", .time(phases), .required,
        "How far it is into a turn of 16.384 s; without it the seed draws one for each host.")
    ])
}

/// What a buffer begins with and what it grows to.
struct BufferLimits: Sendable, Equatable {
  var initial: UInt32
  var maximum: UInt32
}

extension TCPConfiguration {
  fileprivate var receiveLimits: BufferLimits {
    get { BufferLimits(initial: receiveBuffer, maximum: receiveBufferMaximum) }
    set { (receiveBuffer, receiveBufferMaximum) = (newValue.initial, newValue.maximum) }
  }

  fileprivate var sendLimits: BufferLimits {
    get { BufferLimits(initial: sendBuffer, maximum: sendBufferMaximum) }
    set { (sendBuffer, sendBufferMaximum) = (newValue.initial, newValue.maximum) }
  }
}

extension ValueForm<UInt8> {
  fileprivate static func byte(_ range: ClosedRange<Int>) -> ValueForm {
    ValueForm<Int>.whole(range).mapped({ UInt8($0) }, from: Int.init)
  }
}

extension ValueForm<UInt16> {
  fileprivate static func small(_ range: ClosedRange<Int>) -> ValueForm {
    ValueForm<Int>.whole(range).mapped({ UInt16($0) }, from: Int.init)
  }
}
