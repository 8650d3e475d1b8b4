#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Paths that mean the same wherever a program is started.
package enum AbsolutePath {
  /// `path` as seen from the root; symbolic links in it stay, so that a link may be set anew.
  package static func of(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    guard let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    var rest = path[...]
    while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
    let start = String(cString: folder)
    if rest.isEmpty || rest == "." { return start }
    return start.hasSuffix("/") ? start + rest : "\(start)/\(rest)"
  }

  /// The folder that holds what is at `path`.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path, a closing `/` left out.
  package static func lastPart(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
