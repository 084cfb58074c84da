internal import WeirNetwork
internal import WeirPrimitives

// The parameters of a direction of a link.
extension PlanCheck {
  private static let hour = TimeSpan.seconds(3_600)

  mutating func check(_ parameters: LinkParameters, _ path: String) {
    let hour = Self.hour
    check(parameters.delay, from: .zero, to: hour, path + ".delay")
    check(parameters.jitter, from: .zero, to: hour, path + ".jitter")
    check(parameters.reorder.gap, in: 1...1_000_000, of: "packets", path + ".reorder.gap")
    checkQueue(parameters, path)
    if case .state(let model)? = parameters.lossModel { check(model, path + ".loss.state") }
    if let slot = parameters.slot { check(slot, path + ".slot") }
    let framing = parameters.framing
    check(framing.overhead, in: -1_000...10_000, of: "bytes", path + ".rate.overhead")
    check(framing.cell, in: 0...65_535, of: "bytes", path + ".rate.cell")
    check(framing.cellOverhead, in: 0...65_535, of: "bytes", path + ".rate.cell-overhead")
    if framing.cell == 0, framing.cellOverhead > 0 {
      report(path + ".rate", "headers of cells without cells", "\"cell\", their payload in bytes")
    }
    if let mtu = parameters.mtu { check(mtu, in: 88...65_535, of: "bytes", path + ".mtu") }
  }

  private mutating func checkQueue(_ parameters: LinkParameters, _ path: String) {
    switch parameters.limit {
    case .packets(let count):
      check(count, in: 0...10_000_000, of: "packets", path + ".limit")
    case .bytes(let count):
      check(Int(count.bytes), in: 0...1 << 40, of: "bytes", path + ".limit")
    }
    if case .codel(let codel) = parameters.queue {
      check(codel.target, from: .zero, to: Self.hour, path + ".queue.codel.target")
      check(
        codel.interval, from: .nanoseconds(1), to: Self.hour, path + ".queue.codel.interval")
    }
  }

  private mutating func check(_ model: FourStateLoss, _ path: String) {
    if model.p13.sumExceedsOne(with: model.p14) {
      report(path, "p13 and p14 above 100% together", "two ways out of a state: 100% at most")
    }
    if model.p31.sumExceedsOne(with: model.p32) {
      report(path, "p31 and p32 above 100% together", "two ways out of a state: 100% at most")
    }
  }

  private mutating func check(_ slot: Slots, _ path: String) {
    switch slot.wait {
    case .between(let shortest, let longest):
      check(shortest, from: .zero, to: Self.hour, path + ".min")
      check(longest, from: .zero, to: Self.hour, path + ".max")
      if shortest > longest {
        report(path, "a least wait of \(shortest) above the longest, \(longest)", "min <= max")
      }
    case .distributed(_, let delay, let jitter):
      check(delay, from: .zero, to: Self.hour, path + ".delay")
      check(jitter, from: .zero, to: Self.hour, path + ".jitter")
    }
    if let packets = slot.packets {
      check(packets, in: 1...10_000_000, of: "packets", path + ".packets")
    }
    if let bytes = slot.bytes {
      check(Int(bytes.bytes), in: 1...1 << 40, of: "bytes", path + ".bytes")
    }
  }
}

extension Ratio {
  fileprivate func sumExceedsOne(with other: Ratio) -> Bool {
    let left = UInt128(numerator) * UInt128(other.denominator)
    let right = UInt128(other.numerator) * UInt128(denominator)
    return left + right > UInt128(denominator) * UInt128(other.denominator)
  }
}
