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

  /// A number of the ranking by its name, such as `k1`.
  package struct Parameter: Sendable, Hashable {
    package var name: String
    /// From 0 to 10^6.
    package var value: Double

    package init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// A dump the index was built from.
  package struct Source: Sendable, Hashable {
    /// The path as it was given; where the texts are in the dumps, made absolute.
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
    /// The words of all documents, field by field of the catalog; 0 in a field that is not used.
    package var fieldLengths: [Int]
    /// The fields that the segment has lengths and frequencies of, field n of the catalog as bit n;
    /// the last is always among them.
    package var fieldMask: Int
    package var termCount: Int
    package var postingCount: Int
    package var positionCount: Int
    /// The bytes of titles and texts as they were read.
    package var textBytes: Int
    package var sections: [SectionEntry]

    /// Whether the segment tells the original words that became its terms.
    package var keepsForms: Bool { sections.contains { $0.kind == .forms } }

    /// The numbers, in the catalog, of the fields that are used; their places here are the numbers
    /// that the segment's own parts use.
    package var fields: [Int] {
      fieldLengths.indices.filter { fieldMask >> $0 & 1 == 1 }
    }

    /// A segment that uses the fields of `fieldMask`, all of them where it is nil.
    package init(
      documentCount: Int, fieldLengths: [Int], fieldMask: Int? = nil, termCount: Int,
      postingCount: Int, positionCount: Int, textBytes: Int, sections: [SectionEntry]
    ) {
      self.documentCount = documentCount
      self.fieldLengths = fieldLengths
      self.fieldMask = fieldMask ?? (1 << fieldLengths.count) - 1
      self.termCount = termCount
      self.postingCount = postingCount
      self.positionCount = positionCount
      self.textBytes = textBytes
      self.sections = sections
    }
  }

  package var program: String
  package var analyzer: String
  /// Where the texts are, beside titles and metadata.
  package var texts: TextStorage
  /// The numbers of the ranking, by their names' bytes.
  package var parameters: [Parameter]
  /// In the order of the norms and frequencies; the body is the last.
  package var fields: [Field]
  package var sources: [Source]
  package var settings: [Setting]
  package var presetDictionary: SectionEntry?
  package var segments: [Segment]

  package init(
    program: String, analyzer: String, texts: TextStorage, k1: Double,
    parameters: [String: Double] = [:], fields: [Field], sources: [Source],
    settings: [Setting], presetDictionary: SectionEntry?, segments: [Segment]
  ) {
    self.program = program
    self.analyzer = analyzer
    self.texts = texts
    self.parameters = parameters.merging(["k1": k1]) { $1 }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { Parameter(name: $0.key, value: $0.value) }
    self.fields = fields
    self.sources = sources
    self.settings = settings
    self.presetDictionary = presetDictionary
    self.segments = segments
  }

  /// The ranking's number of this name; nil where the index has none.
  package func parameter(_ name: String) -> Double? {
    parameters.first { $0.name == name }?.value
  }

  /// Gives the ranking's number of this name a value.
  package mutating func set(parameter name: String, to value: Double) {
    if let place = parameters.firstIndex(where: { $0.name == name }) {
      parameters[place].value = value
    } else {
      let place = parameters.firstIndex { name.utf8.lexicographicallyPrecedes($0.name.utf8) }
      parameters.insert(Parameter(name: name, value: value), at: place ?? parameters.count)
    }
  }

  /// The saturation of frequencies in BM25.
  package var k1: Double {
    get { parameter("k1") ?? 0.9 }
    set { set(parameter: "k1", to: newValue) }
  }

  /// The number of documents in all segments.
  package var documentCount: Int { segments.reduce(0) { $0 + $1.documentCount } }
}
