/// What a commit contains: how texts were analysed and ranked, where the index came from, and its
/// segments.
package struct Catalog: Sendable, Hashable {
  /// A searchable field with its weight and length normalisation in BM25F.
  package struct Field: Sendable, Hashable {
    package var name: String
    package var weight: Double
    /// How much a long field counts against a document, 0 to 1.
    package var b: Double

    package init(name: String, weight: Double, b: Double) {
      self.name = name
      self.weight = weight
      self.b = b
    }
  }

  /// A dump the index was built from.
  package struct Source: Sendable, Hashable {
    /// The path as it was given.
    package var name: String
    /// Bytes, or nil where it is not known (standard input).
    package var size: Int?
    /// Seconds since 1970 of the last change, or nil where it is not known.
    package var modified: Int?

    package init(name: String, size: Int?, modified: Int?) {
      self.name = name
      self.size = size
      self.modified = modified
    }
  }

  /// A setting the index was built with, as name and value.
  package struct Setting: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// An immutable part of the index.
  package struct Segment: Sendable, Hashable {
    package var documentCount: Int
    /// The words of all documents, field by field.
    package var fieldLengths: [Int]
    package var termCount: Int
    package var postingCount: Int
    package var positionCount: Int
    /// The bytes of titles and texts as they were read.
    package var textBytes: Int
    package var sections: [SectionEntry]

    /// Whether the segment tells the original words that became its terms.
    package var keepsForms: Bool { sections.contains { $0.kind == .forms } }

    package init(
      documentCount: Int, fieldLengths: [Int], termCount: Int, postingCount: Int,
      positionCount: Int, textBytes: Int, sections: [SectionEntry]
    ) {
      self.documentCount = documentCount
      self.fieldLengths = fieldLengths
      self.termCount = termCount
      self.postingCount = postingCount
      self.positionCount = positionCount
      self.textBytes = textBytes
      self.sections = sections
    }
  }

  package var program: String
  package var analyzer: String
  /// Whether the texts are stored beside titles and metadata.
  package var storesText: Bool
  package var k1: Double
  /// In the order of the norms and frequencies; the body is the last.
  package var fields: [Field]
  package var sources: [Source]
  package var settings: [Setting]
  package var presetDictionary: SectionEntry?
  package var segments: [Segment]

  package init(
    program: String, analyzer: String, storesText: Bool, k1: Double, fields: [Field],
    sources: [Source], settings: [Setting], presetDictionary: SectionEntry?, segments: [Segment]
  ) {
    self.program = program
    self.analyzer = analyzer
    self.storesText = storesText
    self.k1 = k1
    self.fields = fields
    self.sources = sources
    self.settings = settings
    self.presetDictionary = presetDictionary
    self.segments = segments
  }

  /// The number of documents in all segments.
  package var documentCount: Int { segments.reduce(0) { $0 + $1.documentCount } }
}
