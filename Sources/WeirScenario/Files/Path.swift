/// Paths as text, without asking the system.
public enum Path {
  /// The directory a file stands in; empty for the working directory.
  public static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path as seen from a directory; absolute paths stay.
  public static func resolve(_ path: String, from directory: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    let isAbsolute = directory.hasPrefix("/")
    var parts = directory.split(separator: "/")
    for part in path.split(separator: "/") {
      switch part {
      case ".":
        continue
      case "..":
        if let last = parts.last, last != "..", last != "." {
          parts.removeLast()
        } else if !isAbsolute || !parts.isEmpty {
          parts.append(part)
        }
      default:
        parts.append(part)
      }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }

  /// The last part: `tunnel.json5`.
  public static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// The name of a file without its directory and extension: `tunnel`.
  public static func stem(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
