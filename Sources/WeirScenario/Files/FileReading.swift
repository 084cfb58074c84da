#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads files; with ``Directory`` the only place of this target that talks to the system.
public enum FileReading {
  /// A larger file is refused before it is read, whoever reads it.
  public static let byteLimit = 256 << 20

  /// Why a file could not be read.
  public struct Failure: Error, Sendable, Equatable {
    public let path: String
    /// What to put behind the path: `does not exist`.
    public let problem: String
  }

  /// Returns the bytes of a regular file that is no larger than a limit.
  public static func bytes(
    of path: String, limit byteLimit: Int = byteLimit
  ) throws(Failure) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw Failure(path: path, problem: "holds a NUL") }
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Failure(path: path, problem: words(for: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Failure(path: path, problem: words(for: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw Failure(path: path, problem: isDirectory ? "is a directory" : "is no regular file")
    }
    let tooLarge = Failure(path: path, problem: "is larger than \(byteLimit >> 20) MiB")
    guard status.st_size <= byteLimit else { throw tooLarge }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw Failure(path: path, problem: words(for: errno)) }
      if count == 0 { return bytes }
      guard bytes.count + count <= byteLimit else { throw tooLarge }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  private static func words(for error: Int32) -> String {
    switch error {
    case ENOENT: "does not exist"
    case EACCES: "may not be read"
    case EISDIR: "is a directory"
    case ENOTDIR: "has a part that is not a directory"
    case ENAMETOOLONG: "is too long for a path"
    case ELOOP: "leads in circles"
    default: "cannot be read (error \(error))"
    }
  }
}
