public import WeirPrimitives
internal import WeirTCP

// The limits are Linux's where it has some.
extension PlanCheck {
  mutating func checkTCP() {
    check(plan.tcp, "tcp")
    for host in plan.hosts {
      if let tcp = host.tcp { check(tcp, "hosts.\(host.name).tcp") }
    }
  }

  private mutating func check(_ tcp: TCPConfiguration, _ path: @autoclosure () -> String) {
    // What TCP_MIN_MSS of 88 bytes and the headers take.
    check(Int(tcp.mtu), in: TCPLimits.mtu, of: "bytes", path() + ".mtu")
    check(Int(tcp.initialWindow), in: 1...255, of: "segments", path() + ".initial-window")
    check(Int(tcp.orphanRetries), in: 1...255, of: "repetitions", path() + ".orphan-retries")
    check(Int(tcp.synRetries), in: TCPLimits.retries, of: "repetitions", path() + ".syn-retries")
    checkBuffer(tcp.receiveBuffer, tcp.receiveBufferMaximum, tcp, path() + ".receive-buffer")
    checkBuffer(tcp.sendBuffer, tcp.sendBufferMaximum, tcp, path() + ".send-buffer")
    if tcp.notSentLowWater == 0 {
      report(path() + ".notsent-lowat", "0 bytes", "at least 1 byte, or \"unlimited\"")
    }
    if let timeout = tcp.userTimeout {
      check(timeout, from: .milliseconds(1), path() + ".user-timeout")
    }
    if let keepAlive = tcp.keepAlive {
      let path = path() + ".keepalive"
      check(keepAlive.idle, from: .seconds(1), to: TCPLimits.keepAlive, path + ".idle")
      check(keepAlive.interval, from: .seconds(1), to: TCPLimits.keepAlive, path + ".interval")
      check(Int(keepAlive.count), in: TCPLimits.retries, of: "probes", path + ".count")
    }
    check(tcp.initialTimeout, from: .milliseconds(1), path() + ".rto-initial")
    check(tcp.minimumTimeoutVariance, from: .milliseconds(1), path() + ".rto-min")
    check(
      tcp.maximumTimeout, from: max(tcp.initialTimeout, tcp.minimumTimeoutVariance),
      path() + ".rto-max")
    check(tcp.delayedAcknowledgment, from: .zero, path() + ".delayed-ack")
    check(tcp.timeWait, from: .zero, path() + ".time-wait")
    if case .linuxHz250(let phase) = tcp.timerGranularity, phase != TimerGranularity.undrawn {
      check(
        phase, from: .zero, to: TimerGranularity.turn - .nanoseconds(1),
        path() + ".timer-granularity.linux-hz250.phase")
    }
  }

  /// A window of 30 bits is what RFC 7323 can announce.
  private mutating func checkBuffer(
    _ initial: UInt32, _ maximum: UInt32, _ tcp: TCPConfiguration, _ path: @autoclosure () -> String
  ) {
    let least = Int(tcp.mtu)
    check(Int(initial), in: least...TCPLimits.buffer, of: "bytes", path())
    if maximum < initial || maximum > TCPLimits.buffer {
      report(
        path(), "a buffer of \(initial) to \(maximum) bytes",
        "a maximum from the initial size to \(TCPLimits.buffer)")
    }
  }
}

/// What TCP's settings may be at most and at least.
public enum TCPLimits {
  /// Bytes of a packet: 88 bytes of data with headers, to what an IPv4 header can tell.
  public static let mtu = 140...65_535
  /// MAX_TCP_SYNCNT and MAX_TCP_KEEPCNT.
  public static let retries = 1...127
  /// Bytes of a buffer.
  public static let buffer = 1 << 30
  /// MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL.
  public static let keepAlive = TimeSpan.seconds(32_767)
}
