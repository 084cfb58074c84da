internal import WeirHTTP
internal import WeirPrimitives
struct TLSHandshake: Sendable {}
extension HTTPAgent {
  mutating func beginHandshake(_ n: UInt32, into: inout Effects) {}
  mutating func shakeHands(in: Span<UInt8>, at: inout Int, _ n: UInt32, at now: Instant, into: inout Effects) {}
}
