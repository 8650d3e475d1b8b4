#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rule by which commands find their index, and name a new one.
enum IndexLocator {
  static let fileExtension = ".quarry"
  /// The folder where indexes live by default, where it exists.
  static let folder = "Index"

  /// The index that is meant: the one named, else `$QUARRY_INDEX`, else the only `.quarry` file in
  /// `directory` or its `Index` folder.
  static func locate(
    named name: String?, environment: String? = Environment.value("QUARRY_INDEX"),
    directory: String = "."
  ) throws(Failure) -> String {
    if let name {
      guard !name.isEmpty else { throw Failure("--index: is empty; name a .quarry file") }
      return name
    }
    if let environment { return environment }
    let here = indexes(in: directory, shownAs: "")
    let found = here + indexes(in: "\(directory)/\(folder)", shownAs: "\(folder)/")
    switch found.count {
    case 1: return directory == "." ? found[0] : "\(directory)/\(found[0])"
    case 0:
      throw Failure(
        "no index: there is no .quarry file here or in \(folder)/; "
          + "name one with --index FILE, or build one with: quarry index INPUT")
    default:
      throw Failure(
        "several indexes: \(found.joined(separator: ", ")); name one with --index FILE")
    }
  }

  /// The indexes at a path that was named: the file itself, or the `.quarry` files of a folder.
  static func files(at path: String) throws(Failure) -> [String] {
    guard PathKind(path: path) == .folder else { return [try locate(named: path)] }
    var folder = path
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let found = indexes(in: folder, shownAs: folder == "/" ? "/" : folder + "/")
    guard !found.isEmpty else {
      throw Failure("\(path): is a folder without .quarry files; name an index")
    }
    return found
  }

  /// Where the index of `input` goes when nothing is said: a file named after it, in the `Index`
  /// folder of `directory` where there is one, else in `directory`.
  static func defaultPath(forInput input: String, directory: String = ".") -> String {
    let name = stem(of: input) + fileExtension
    let isThere = PathKind(path: "\(directory)/\(folder)") == .folder
    let path = isThere ? "\(folder)/\(name)" : name
    return directory == "." ? path : "\(directory)/\(path)"
  }

  /// The name of an input without folders and without the endings of dumps.
  static func stem(of input: String) -> String {
    if input == "-" { return "index" }
    var parts = input.split(separator: "/").filter { $0 != "." }
    if parts.last == nil || parts.last == ".." {
      // The folder's own name says more than the way to it.
      guard let path = realpath(input, nil) else { return "index" }
      defer { free(path) }
      parts = String(cString: path).split(separator: "/").map { Substring(String($0)) }
    }
    guard var name = parts.last else { return "index" }
    let packed = [".gz", ".bz2", ".xz", ".zst", ".lz4"]
    for endings in [packed, [".jsonl", ".ndjson", ".json", ".txt", ".xml"]] {
      for ending in endings where name.lowercased().hasSuffix(ending) && name.count > ending.count {
        name = name.dropLast(ending.count)
        break
      }
    }
    return String(name)
  }

  /// The `.quarry` files of a folder, sorted, each behind `prefix`; none where it cannot be read.
  private static func indexes(in folder: String, shownAs prefix: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      guard name.hasSuffix(fileExtension), !name.hasPrefix("."),
        PathKind(path: "\(folder)/\(name)") == .file
      else { continue }
      names.append(prefix + name)
    }
    return names.sorted()
  }
}
