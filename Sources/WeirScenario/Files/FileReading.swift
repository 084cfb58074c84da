#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads files; the only place of this target that talks to the system.
public enum FileReading {
  /// A larger file is refused before it is read.
  public static let byteLimit = 256 << 20

  /// Why a file could not be read.
  public struct Failure: Error, Sendable, Equatable {
    public let path: String
    /// What to put behind the path: `does not exist`.
    public let problem: String
  }

  /// Returns the bytes of a regular file.
  public static func bytes(of path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw Failure(path: path, problem: words(for: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Failure(path: path, problem: words(for: errno))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw Failure(path: path, problem: "is a directory")
    }
    guard status.st_size <= byteLimit else {
      throw Failure(path: path, problem: "is larger than \(byteLimit >> 20) MiB")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 { throw Failure(path: path, problem: words(for: errno)) }
      if count == 0 { return bytes }
      guard bytes.count + count <= byteLimit else {
        throw Failure(path: path, problem: "is larger than \(byteLimit >> 20) MiB")
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  private static func words(for error: Int32) -> String {
    switch error {
    case ENOENT: "does not exist"
    case EACCES: "may not be read"
    case EISDIR: "is a directory"
    case ENOTDIR: "has a part that is not a directory"
    default: "cannot be read (error \(error))"
    }
  }
}

/// Paths as text, without asking the system.
public enum Path {
  /// The directory a file stands in; empty for the working directory.
  public static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
  }

  /// A path as seen from a directory; absolute paths stay.
  public static func resolve(_ path: String, from directory: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    var parts = directory.split(separator: "/", omittingEmptySubsequences: false)
    for part in path.split(separator: "/") {
      switch part {
      case ".":
        continue
      case "..":
        if let last = parts.last, !last.isEmpty, last != "..", last != "." {
          parts.removeLast()
        } else {
          parts.append(part)
        }
      default:
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// The name of a file without its directory and extension: `tunnel`.
  public static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
    return String(name[..<dot])
  }
}
