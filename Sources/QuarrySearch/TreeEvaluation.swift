import QuarryFormat

/// Nested parts of a query, document by document: first where they may match, then whether they do.
///
/// A part is asked for documents in ascending order only. The depth of the recursion is that of the
/// query, which is bounded.
extension SegmentEvaluator {
  /// The documents an interval spans at least where only trees lead.
  private static var treeInterval: Int { 4096 }

  /// The first document from `target` on at which a tree may match; `TermCursor.end` behind the last.
  mutating func treeSeek(_ node: Int, _ target: Int) throws(FormatError) -> Int {
    switch nodes[node].kind {
    case .documents(let bits): return bits.next(from: target)
    case .group(let group):
      var document = TermCursor.end
      for leaf in groups[group].leaves { document = min(document, try seek(leaf, target)) }
      return document
    case .list(let list):
      guard let lead = list.required.first else {
        var document = TermCursor.end
        for other in list.optional { document = min(document, try treeSeek(other, target)) }
        return document
      }
      var document = try treeSeek(lead, target)
      var place = 1
      while place < list.required.count, document != TermCursor.end {
        let other = try treeSeek(list.required[place], document)
        if other == document {
          place += 1
        } else {
          document = other == TermCursor.end ? other : try treeSeek(lead, other)
          place = 1
        }
      }
      return document
    }
  }

  /// Whether a tree matches `document`.
  mutating func treeMatches(_ node: Int, _ document: Int) throws(FormatError) -> Bool {
    switch nodes[node].kind {
    case .documents(let bits): return bits.contains(document)
    case .group(let group):
      for leaf in groups[group].leaves where try seek(leaf, document) == document {
        if try isMatch(leaf, document) { return true }
      }
      return false
    case .list(let list):
      for other in list.required where try !treeMatches(other, document) { return false }
      for other in list.excluded where try treeMatches(other, document) { return false }
      guard list.needsOptional else { return true }
      for other in list.optional where try treeMatches(other, document) { return true }
      return false
    }
  }

  /// Adds what a tree gives to `document` to `score`, group by group in the order of the query; false,
  /// and `score` as it was, where it does not match.
  mutating func treeAdd(
    _ node: Int, _ document: Int, to score: inout Double
  ) throws(FormatError) -> Bool {
    switch nodes[node].kind {
    case .documents(let bits): return bits.contains(document)
    case .group(let group): return try add(groups[group], document, to: &score)
    case .list(let list):
      for other in list.excluded where try treeMatches(other, document) { return false }
      var sum = score
      var hasOptional = !list.needsOptional
      for branch in list.scoring {
        let holds = try treeAdd(branch.node, document, to: &sum)
        if branch.isRequired {
          if !holds { return false }
        } else if holds {
          hasOptional = true
        }
      }
      if hasOptional { score = sum }
      return hasOptional
    }
  }

  // MARK: Bounds

  /// An upper bound of what a tree adds to any document.
  func treeBound(_ node: Int) -> Double {
    switch nodes[node].kind {
    case .documents: 0
    case .group(let group): groups[group].leaves.reduce(0) { $0 + leaves[$1].bound }
    case .list(let list): list.scoring.reduce(0) { $0 + treeBound($1.node) }
    }
  }

  /// An upper bound of what a tree adds to `document`, wherever its cursors stand.
  func treeUpper(_ node: Int, _ document: Int) -> Double {
    switch nodes[node].kind {
    case .documents: return 0
    case .list(let list): return list.scoring.reduce(0) { $0 + treeUpper($1.node, document) }
    case .group(let group):
      var sum = 0.0
      for leaf in groups[group].leaves {
        var most = leaves[leaf].bound
        for cursor in leaves[leaf].cursors {
          if cursors[cursor].document > document {
            most = 0
          } else if cursors[cursor].document == document, leaves[leaf].bounding.contains(cursor) {
            most = min(most, leaves[leaf].weight * Double(cursors[cursor].impact))
          }
        }
        sum += most
      }
      return sum
    }
  }

  /// What a tree can add from `start` to `end`; nil where it matches nothing from there on.
  mutating func treeBound(_ node: Int, _ start: Int, _ end: Int) -> Double? {
    switch nodes[node].kind {
    case .documents(let bits): return bits.next(from: start) == TermCursor.end ? nil : 0
    case .group(let group):
      var sum: Double?
      for leaf in groups[group].leaves {
        if let bound = shallowBound(leaf, start, end) { sum = (sum ?? 0) + bound }
      }
      return sum
    case .list(let list):
      var sum: Double?
      for branch in list.scoring {
        if let bound = treeBound(branch.node, start, end) {
          sum = (sum ?? 0) + bound
        } else if branch.isRequired {
          return nil
        }
      }
      return sum
    }
  }

  /// Up to where a tree may be looked at in one go from `start` on; `TermCursor.end` where nothing
  /// is left of it.
  mutating func treeEnd(_ node: Int, from start: Int) -> Int {
    guard start < reader.segment.documentCount, treeBound(node, start, start) != nil else {
      return TermCursor.end
    }
    return start + Self.treeInterval - 1
  }
}
