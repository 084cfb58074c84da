/// Why a packet did not arrive.
public enum DropReason: UInt8, Sendable {
  /// Random loss.
  case loss = 1
  /// The queue was full.
  case queueFull = 2
  /// The link was down, or went down while the packet was on it.
  case linkDown = 3
  /// A fault swallows what enters.
  case blackhole = 4
  /// A fault drops this one segment.
  case segmentFault = 5
  /// A fault has cut this connection off, or is about to before these bytes.
  case severed = 6
  /// CoDel took it out of a queue that has been standing.
  case codel = 7
  /// It was larger than the link's MTU.
  case tooLarge = 8
  /// A bit of it was changed on the way: its checksum is wrong at the host it is for.
  case corrupted = 9
}
