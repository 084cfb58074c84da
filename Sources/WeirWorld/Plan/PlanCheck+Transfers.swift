internal import WeirEndpoints
public import WeirPrimitives

extension PlanCheck {
  /// Reports a transfer of nothing, or to nobody in particular.
  mutating func checkTransfer(_ transfer: TransferRequest, to host: String?, _ path: String) {
    let own = "\(path).\(transfer.name)"
    check(Int(transfer.port), in: 1...65_535, of: "as a port", own + ".port")
    switch transfer.action {
    case .bulk(let bytes):
      if !(TransferLimits.bulk ~= bytes) {
        report(
          own + ".bytes", "\(bytes.bytes) bytes",
          "1 to \(TransferLimits.bulk.upperBound.bytes) bytes")
      }
    case .messages(let count, let bytes, let every):
      check(count, in: TransferLimits.messages, of: "messages", own + ".count")
      check(bytes, in: TransferLimits.messageBytes, of: "bytes", own + ".bytes")
      check(every, from: .nanoseconds(1), own + ".every")
    case .connects(let count, let every):
      check(count, in: TransferLimits.connects, of: "connects", own + ".count")
      check(every, from: .nanoseconds(1), own + ".every")
    case .idle:
      break
    }
    checkTarget(host, of: transfer, path)
  }

  private mutating func checkTarget(_ host: String?, of transfer: TransferRequest, _ path: String) {
    guard let host else {
      let names = plan.hosts.map(\.name)
      report(path, "a \(transfer.name) to nobody", "\"to\" with \(alternatives(names))")
      return
    }
    do throws(PlanError) {
      let found = try members(of: host, path + ".to")
      let count = found.reduce(0) { $0 + $1.indices.count }
      let target = plan.hosts[found[0].place]
      if count > 1 {
        let one =
          target.count == nil ? target.name : "\(target.name)[\(found[0].indices.lowerBound)]"
        report(path + ".to", "\"\(host)\", which is \(count) hosts", "one, such as \"\(one)\"")
      } else if transfer.isServed, let server = target.server, server.port == transfer.port {
        report(
          "\(path).\(transfer.name).port",
          "port \(transfer.port) of \"\(host)\", on which its server listens", "another port")
      }
    } catch {
      problems.append(error)
    }
  }
}

/// How much may be transferred.
public enum TransferLimits {
  /// Bytes of a bulk; the audit counts what it is owed in 32 bits.
  public static let bulk = ByteCount(bytes: 1)...ByteCount(bytes: 4_000_000_000)
  public static let messages = 1...10_000_000
  public static let messageBytes = 1...1 << 24
  public static let connects = 1...100_000
}
