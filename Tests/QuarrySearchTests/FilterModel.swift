import Foundation
import QuarryCorpus

@testable import QuarrySearch

/// Which documents a filter lets through, worked out from their metadata as plain strings; for dates
/// written as year-month-day, whole numbers and keywords of lower-case words.
enum FilterModel {
  static func matches(_ document: Document, _ field: String, _ query: Query) -> Bool {
    let values = document.metadata.filter { $0.name == (field == "tag" ? "tags" : field) }
      .map(\.value)
    switch query {
    case .all: return !values.isEmpty
    case .word(let text) where field == "id": return document.id == text
    case .word(let text), .phrase(let text, _):
      if field == "date" { return values.contains { $0.hasPrefix(text) } }
      if field == "size" { return values.contains { Int($0) == Int(text) } }
      return values.contains { " \($0) ".contains(" \(text) ") }
    case .prefix(let text): return values.contains { " \($0)".contains(" \(text)") }
    case .range(_, let from, let to):
      guard let value = values.first else { return false }
      if field == "size" {
        guard let number = Int(value) else { return false }
        if let from, let least = Int(from.value) {
          if number < least || number == least && !from.isIncluded { return false }
        }
        if let to, let most = Int(to.value) {
          if number > most || number == most && !to.isIncluded { return false }
        }
        return true
      }
      // Compared down to the precision that is given, dates are in order as text.
      if let from {
        let part = String(value.prefix(from.value.count))
        if part < from.value || part == from.value && !from.isIncluded { return false }
      }
      if let to {
        let part = String(value.prefix(to.value.count))
        if part > to.value || part == to.value && !to.isIncluded { return false }
      }
      return true
    default: return false
    }
  }
}
