public import WeirNetwork
public import WeirPrimitives

extension LinkPlan {
  /// A link, the same in both directions; ``up(_:)`` and ``down(_:)`` change one of them.
  ///
  /// - Parameters:
  ///   - first: the client's side: `up` leads away from it.
  ///   - delay: one-way.
  ///   - jitter: added to or taken from the delay, uniformly up to this.
  ///   - rate: nil for unlimited.
  ///   - trace: recorded capacity, instead of a rate.
  ///   - limit: packets, or bytes, that may wait for the rate.
  ///   - lossModel: loss with a memory, instead of `loss`.
  ///   - mtu: the largest packet that enters, in bytes; nil for any.
  public static func link(
    _ name: String, roles: [String] = ["access"], between first: String, and second: String,
    delay: TimeSpan = .zero, jitter: TimeSpan = .zero, loss: Ratio = .zero, rate: BitRate? = nil,
    trace: MahimahiTrace? = nil, limit: QueueLimit = 1_000, queue: QueueDiscipline = .dropTail,
    lossModel: LossModel? = nil, duplicate: Chance = .never, corrupt: Corruption = .never,
    reorder: Reordering = .never, slot: Slots? = nil, mtu: Int? = nil
  ) -> LinkPlan {
    var parameters = LinkParameters()
    parameters.delay = delay
    parameters.jitter = jitter
    parameters.loss = loss
    parameters.rate = rate
    parameters.trace = trace
    parameters.limit = limit
    parameters.queue = queue
    parameters.lossModel = lossModel
    parameters.duplicate = duplicate
    parameters.corrupt = corrupt
    parameters.reorder = reorder
    parameters.slot = slot
    parameters.mtu = mtu
    var link = LinkPlan(name, roles: roles, between: first, and: second)
    link.up = parameters
    link.down = parameters
    return link
  }

  /// The link with both directions changed, for what ``link(_:roles:between:and:delay:)`` has no
  /// argument for.
  public func bothWays(_ change: (inout LinkParameters) -> Void) -> LinkPlan {
    up(change).down(change)
  }

  /// The link with the direction away from its first host changed.
  public func up(_ change: (inout LinkParameters) -> Void) -> LinkPlan {
    var link = self
    change(&link.up)
    return link
  }

  /// The link with the direction towards its first host changed.
  public func down(_ change: (inout LinkParameters) -> Void) -> LinkPlan {
    var link = self
    change(&link.down)
    return link
  }

  /// The link with other rates: away from its first host, and towards it.
  public func rates(up: BitRate?, down: BitRate?) -> LinkPlan {
    self.up { $0.rate = up }.down { $0.rate = down }
  }
}
