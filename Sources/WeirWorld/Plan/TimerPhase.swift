internal import WeirKernel
internal import WeirPrimitives
public import WeirTCP

extension TimerGranularity {
  /// The timer wheel of a kernel with 250 jiffies a second, switched on nobody knows when: the seed
  /// draws each host's phase by its name.
  public static let linuxHz250 = TimerGranularity.linuxHz250(phase: undrawn)

  /// Stands for a phase that the seed draws; those there are are not negative.
  static let undrawn = TimeSpan.nanoseconds(-1)

  /// A turn of the wheel's coarsest level that matters: phases are shorter.
  static let turn = TimeSpan.milliseconds(16_384)
}

extension WorldPlan {
  /// How TCP behaves on a host, with everything drawn that depends on the seed.
  func configuration(of host: HostPlan, seed: UInt64) -> TCPConfiguration {
    var configuration = host.tcp ?? tcp
    guard configuration.timerGranularity == .linuxHz250 else { return configuration }
    let bits = DrawKey(seed: seed, owner: host.name, purpose: "timer phase").bits(0)
    let phase = Int64(bits % UInt64(TimerGranularity.turn.nanoseconds))
    configuration.timerGranularity = .linuxHz250(phase: .nanoseconds(phase))
    return configuration
  }
}
