/// What a container says of a member that the member may not say itself: the book that a chapter
/// belongs to, the title under which an encyclopedia keeps an article.
package struct MemberFacts: Sendable, Hashable {
  /// The title of the book that the member is a chapter of; empty where it stands for itself.
  var book = ""
  /// The member's own title; empty where only the member knows it.
  var title = ""
  /// What else is known; a value counts where the member has none of that name.
  var metadata: [MetadataField] = []

  /// Adds what is known to a document that was read from the member.
  func complete(_ document: inout DocumentBuffer) {
    if !title.isEmpty { document.title = document.append(Array(title.utf8)) }
    if !book.isEmpty {
      let chapter = document.string(document.title)
      if chapter.isEmpty || chapter == book {
        document.title = document.append(Array(book.utf8))
      } else if !chapter.hasPrefix(book) {
        document.title = document.append(Array("\(book): \(chapter)".utf8))
      }
    }
    let known = Set(document.metadata.map { document.string($0.key) })
    for field in metadata where !known.contains(field.name) {
      let value = document.append(Array(field.value.utf8))
      document.addMetadata(Array(field.name.utf8), value)
    }
  }
}
