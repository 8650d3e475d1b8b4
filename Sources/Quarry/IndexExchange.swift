import QuarryCorpus
import QuarryFormat
public import QuarryIndexing
import QuarryStorage

extension QuarryIndex {
  /// Writes the inverted index in the Common Index File Format, which other engines read (Lin et al.,
  /// 2020): terms with the documents that hold them and how often, identifiers and lengths of documents.
  ///
  /// Deleted documents are left out. The frequencies and lengths of all fields are added up; lengths of
  /// more than 40 words are those that ranking knows, except of bodies whose words are counted.
  ///
  /// - Parameter write: takes the file piece by piece; what it throws ends the export.
  /// - Throws: a `QuarryError` where the index is damaged, and what `write` throws.
  public func exportCIFF(_ write: ([UInt8]) throws -> Void) throws {
    do {
      try CIFFExporter(file).run(write: write)
    } catch let error as FormatError {
      throw QuarryError(error, path: path)
    }
  }

  /// The analyzer that a CIFF file which Quarry has exported says that its terms were made by; nil where it
  /// says nothing, or one that an imported index cannot have.
  ///
  /// - Throws: a `QuarryError` where the file is none in the Common Index File Format.
  public static func analyzer(ofCIFF path: String) throws(QuarryError) -> String? {
    guard (try? InputFile.kind(ofPath: path)) != .stream else { return nil }
    do throws(CIFFError) {
      let description = try CIFFReader(path: path).header.description
      return ["plain", "lucene"].first {
        description.hasPrefix("quarry ") && description.hasSuffix(", analyzer \($0)")
      }
    } catch {
      throw QuarryError(.unreadable, error.description)
    }
  }

  /// Makes an index at `output` of a file in the Common Index File Format.
  ///
  /// Terms and lengths are taken as they are, so that BM25 ranks as it did in the engine that wrote the
  /// file. The index has no titles and texts, and as the format tells no places of words, no phrases: a
  /// query that has one is refused.
  ///
  /// - Parameters:
  ///   - options: `analyzer` says how queries become terms, "lucene" as Lucene's for English or "plain";
  ///     besides ranking, level, threads, memory, temporary folder and `replaces`.
  ///   - progress: called now and then with the share that is done.
  /// - Throws: a `QuarryError` where the file is no sound one, or the index cannot be written.
  @discardableResult
  public static func importCIFF(
    path: String, output: String, options: IndexingOptions = IndexingOptions(analyzer: "lucene"),
    progress: ((Double) -> Void)? = nil
  ) throws(QuarryError) -> ImportSummary {
    do throws(OptimizationError) {
      return try CIFFImporter(path: path, output: output, options: options)
        .run { progress?($0) }
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}
