/// Finds the names that someone may have meant by one that does not exist.
package enum NearestNames {
  /// Names longer than this are not compared.
  private static let maxLength = 64

  /// At most `count` of `names`, nearest first, then in alphabetical order: those a third of the
  /// letters or fewer away, or that begin with `name`.
  package static func find(_ name: String, in names: [String], count: Int = 3) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= maxLength else { return [] }
    var found: [(distance: Int, name: String)] = []
    for candidate in names {
      let scalars = Array(candidate.lowercased().unicodeScalars)
      guard scalars.count <= maxLength else { continue }
      let most = max(1, max(wanted.count, scalars.count) / 3)
      let distance = distance(wanted, scalars)
      if distance <= most {
        found.append((distance, candidate))
      } else if wanted.count >= 3, scalars.starts(with: wanted) {
        found.append((most + 1, candidate))
      }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(max(0, count)).map(\.name)
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours that make one into
  /// the other, no place being edited twice (optimal string alignment; Damerau 1964).
  package static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    var row = last
    for i in 0..<first.count {
      row[0] = i + 1
      for j in 0..<second.count {
        let isSame = first[i] == second[j]
        var best = min(last[j] + (isSame ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row[j + 1] = best
      }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    return last[second.count]
  }
}
