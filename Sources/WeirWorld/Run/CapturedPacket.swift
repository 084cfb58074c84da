public import WeirNetwork
public import WeirPrimitives

/// Whose interface is captured.
public enum CapturePoint: Sendable, Equatable {
  /// The first host, in the order of the plan, that has something to do and no server; where there
  /// is none, the first without a server, or else the first of all.
  case firstClient
  /// One host by its name, as `phone[3]` where it is one of several.
  case host(String)
  /// Every host: each packet comes twice, where it leaves and where it arrives.
  case everyHost
}

/// A packet at an interface, with what the run has to say of it.
public struct CapturedPacket: Sendable {
  public let packet: TappedPacket
  public let comments: [CaptureComment]
}

/// What the run has to say of a packet; faults are named by their profiles.
public enum CaptureComment: Sendable, Equatable {
  /// An event of something begins or ends in the packet, such as of `phone's chat`.
  case event(UInt32, of: String, StreamPart)
  /// A request on behalf of somebody begins or ends in the packet.
  case request(of: String, StreamPart)
  /// A server's word to somebody on how it stands with a stream begins or ends in the packet.
  case notice(to: String, StreamPart)
  case sentAgain
  /// It does not arrive.
  case dropped(DropReason, at: String, fault: String?)
  /// It was still on its way when the run ended.
  case underWay
  /// A box in the middle sent it in the peer's name.
  case forged(fault: String?)
  /// Its last bytes were taken off.
  case shortened(fault: String?)
  /// A rule has begun or ended since the packet before; numbered as in the plan.
  case faultBegan(rule: Int, at: Instant)
  case faultEnded(rule: Int, at: Instant)
}
