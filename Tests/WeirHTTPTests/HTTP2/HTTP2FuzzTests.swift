import TestSupport
import Testing
import WeirHTTP
import WeirPrimitives

/// Bytes that mean nothing, and conversations damaged at random, must not trap or hang a machine.
@Suite struct HTTP2FuzzTests {
  typealias Wire = HTTP2Wire

  private static let towardServer: [UInt8] =
    Wire.settings((1, 100), (4, 50_000)) + Wire.settingsAck + Wire.post(1, ("content-length", "5"))
    + Wire.data(1, "hello", ends: true) + Wire.get(3, ("cookie", "a"))
    + Wire.frame(2, stream: 3, [0, 0, 0, 1, 5]) + Wire.headers(5, Wire.postFields, whole: false)
    + Wire.frame(9, flags: 4, stream: 5, Wire.block([("x", "y")]))
    + Wire.frame(0, flags: 8, stream: 5, [2, 0x61, 0, 0]) + Wire.windowUpdate(0, 100)
    + Wire.windowUpdate(3, 9) + Wire.ping(7) + Wire.reset(3, 8)
    + Wire.headers(5, [("t", "u")], ends: true) + Wire.goAway(0)
  private static let towardClient: [UInt8] =
    Wire.settings((3, 100), (5, 20_000)) + Wire.settingsAck + Wire.response(1, "103")
    + Wire.response(1, "200", ("content-length", "5")) + Wire.data(1, "hello", ends: true)
    + Wire.response(3) + Wire.frame(0, flags: 8, stream: 3, [1, 0x61, 0]) + Wire.ping(3)
    + Wire.headers(3, [("t", "u")], ends: true) + Wire.reset(5, 2) + Wire.goAway(5)

  private static func conversation(_ role: HTTP2Connection.Role, _ bytes: [UInt8])
    -> HTTP2Conversation
  {
    role == .server
      ? HTTP2Conversation(role: .server, steps: [.bytes(Wire.preface + bytes)])
      : HTTP2Conversation(
        role: .client,
        steps: [.request(), .request(), .request(.post, endsStream: false), .bytes(bytes)])
  }

  private static func damage(_ bytes: [UInt8], _ choices: inout TestChoices) -> [UInt8] {
    var bytes = bytes
    for _ in 0...choices.below(3) {
      let index = choices.below(bytes.count)
      switch choices.below(6) {
      case 0: bytes[index] = UInt8(truncatingIfNeeded: choices.next())
      case 1: bytes[index] ^= 1 << UInt8(choices.below(8))
      case 2: bytes.insert(UInt8(choices.below(10)), at: index)
      case 3: bytes.remove(at: index)
      case 4: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF][choices.below(5)]
      default:
        let end = min(bytes.count, index + choices.below(40))
        bytes.insert(contentsOf: bytes[index..<end], at: choices.below(bytes.count))
      }
    }
    return bytes
  }

  @Test(
    "Damaged conversations read the same whole and cut at every index",
    arguments: [HTTP2Connection.Role.server, .client])
  func damaged(_ role: HTTP2Connection.Role) {
    var choices = TestChoices(seed: role == .server ? 1 : 2)
    let original = role == .server ? Self.towardServer : Self.towardClient
    let intact = Self.conversation(role, original).runInEveryWay()
    #expect(!intact.events.contains { if case .streamViolation = $0 { true } else { false } })
    #expect(!intact.events.contains { if case .violation = $0 { true } else { false } })
    var violations = 0
    for _ in 0..<40 {
      let transcript = Self.conversation(role, Self.damage(original, &choices)).runInEveryWay()
      for event in transcript.events {
        if case .violation = event { violations += 1 }
      }
    }
    #expect(violations > 15)
    #expect(violations < 40)
  }

  @Test("Many more damaged conversations end, read whole and in random pieces")
  func manyDamaged() {
    var choices = TestChoices(seed: 3)
    for round in 0..<3_000 {
      let role = round % 2 == 0 ? HTTP2Connection.Role.server : .client
      let bytes = Self.damage(role == .server ? Self.towardServer : Self.towardClient, &choices)
      _ = Self.conversation(role, bytes).run()
    }
  }

  @Test("Random bytes behind the preface end, and so do random frames")
  func random() {
    var choices = TestChoices(seed: 4)
    var violations = 0
    for round in 0..<2_000 {
      var bytes = Wire.settings()
      for _ in 0..<6 {
        let payload = (0..<choices.below(20)).map { _ in UInt8(truncatingIfNeeded: choices.next()) }
        if round % 3 == 0 {
          bytes += payload
        } else {
          bytes += Wire.frame(
            UInt8(choices.below(11)), flags: UInt8(truncatingIfNeeded: choices.next()),
            stream: UInt32(choices.below(4)), payload)
        }
      }
      let transcript = Self.conversation(round % 2 == 0 ? .server : .client, bytes).run()
      if case .violation = transcript.events.last { violations += 1 }
    }
    #expect(violations > 1_000)
  }
}
