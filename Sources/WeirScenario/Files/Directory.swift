#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Directories, for commands that take many files.
public enum Directory {
  /// How deep below a directory files are looked for.
  static let depthLimit = 16

  /// The `.json5` files below a path, sorted; nil when it is no directory.
  ///
  /// Links to directories are not followed, and hidden files are left out.
  public static func documents(below path: String) -> [String]? {
    guard let names = names(in: path) else { return nil }
    var files: [String] = []
    collect(names, in: path, depth: 0, into: &files)
    return files
  }

  /// The names in a directory, sorted by their bytes; nil when it is no directory.
  static func names(in path: String) -> [String]? {
    guard let directory = opendir(path.isEmpty ? "." : path) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func collect(
    _ names: [String], in path: String, depth: Int, into files: inout [String]
  ) {
    for name in names {
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      if name.hasSuffix(".json5") {
        files.append(full)
      } else if depth < depthLimit, isFolder(full), let inner = Self.names(in: full) {
        collect(inner, in: full, depth: depth + 1, into: &files)
      }
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
