/// One document as it goes into an index: what a user of the library makes and gets back.
public struct Document: Sendable, Hashable {
  /// The document's own name, unique in an index; nil asks for one made from the content.
  public var id: String?
  /// The title; empty where there is none.
  public var title: String
  /// The body, plain text without markup.
  public var text: String
  /// Everything else that is known, in the order of the source; a name may occur several times.
  public var metadata: [MetadataField]

  /// Makes a document; only the text is required.
  public init(
    id: String? = nil, title: String = "", text: String, metadata: [MetadataField] = []
  ) {
    self.id = id
    self.title = title
    self.text = text
    self.metadata = metadata
  }
}

/// A named value that belongs to a document, such as its date or its author.
public struct MetadataField: Sendable, Hashable {
  /// The name as the source gives it.
  public var name: String
  /// The value as text; numbers stand as they were written.
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

extension Document {
  /// The first metadata value under `name`, or nil.
  public subscript(name: String) -> String? {
    metadata.first { $0.name == name }?.value
  }

  /// When the document was written or published, as the source gives it.
  public var date: String? { self[MetadataName.date] }

  /// Who wrote the document.
  public var author: String? { self[MetadataName.author] }

  /// Where the document comes from: a newspaper, a collection.
  public var source: String? { self[MetadataName.source] }

  /// The document's address.
  public var url: String? { self[MetadataName.url] }

  /// The document's language, as the source names it (usually a BCP 47 tag).
  public var language: String? { self[MetadataName.language] }

  /// The document's tags and categories, in order.
  public var tags: [String] { values(of: MetadataName.tags) }

  /// Other titles under which the document is to be found, such as those that redirect to it; they
  /// stand among the metadata.
  public var aliases: [String] {
    get { values(of: MetadataName.aliases) }
    set { replaceValues(of: MetadataName.aliases, by: newValue) }
  }

  /// The headings of the document's sections, which count for more than its text; they stand among
  /// the metadata.
  public var headings: [String] {
    get { values(of: MetadataName.headings) }
    set { replaceValues(of: MetadataName.headings, by: newValue) }
  }

  private func values(of name: String) -> [String] {
    metadata.lazy.filter { $0.name == name }.map(\.value)
  }

  private mutating func replaceValues(of name: String, by values: [String]) {
    metadata.removeAll { $0.name == name }
    metadata += values.map { MetadataField(name: name, value: $0) }
  }
}

/// The names under which the metadata that Quarry knows is kept.
package enum MetadataName {
  package static let date = "date"
  package static let author = "author"
  package static let source = "source"
  package static let url = "url"
  package static let language = "lang"
  /// Also what `category` and `categories` are kept under.
  package static let tags = "tags"
  /// Also what `redirects`, `alternative_titles` and `alt_titles` are kept under.
  package static let aliases = "aliases"
  /// Lines that are kept with a document but not searched, each as the number of the text's lines
  /// before it, a tab and the line.
  package static let droppedLines = "dropped_lines"
  /// Also what `sections` are kept under.
  package static let headings = "headings"
}
