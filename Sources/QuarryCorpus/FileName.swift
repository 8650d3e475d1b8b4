/// Names in paths.
enum FileName {
  /// The last part of a path; empty where there is none.
  static func last(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }
}
