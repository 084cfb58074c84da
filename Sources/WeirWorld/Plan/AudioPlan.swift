public import WeirPrimitives

/// A session of binary frames over a WebSocket, both ways.
public struct AudioPlan: Sendable, Equatable {
  /// The path it is opened at.
  public var path: String
  /// What the client sends.
  public var up: FrameScript
  /// What the server sends.
  public var down: FrameScript

  public init(path: String = "/api/audio", up: FrameScript, down: FrameScript) {
    self.path = path
    self.up = up
    self.down = down
  }
}

/// Frames of one size, one every interval.
public struct FrameScript: Sendable, Equatable {
  public var frames: Int
  public var every: TimeSpan
  /// Bytes of each frame's payload.
  public var bytes: Int

  public init(frames: Int, every: TimeSpan, bytes: Int) {
    self.frames = frames
    self.every = every
    self.bytes = bytes
  }
}
