import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// What a writer tells of its work.
extension IndexWriter {
  func report(_ phase: IndexingProgress.Phase, fraction: Double?) {
    guard let progress else { return }
    let total = reader?.totalBytes
    let elapsed = ContinuousClock.now - elapsed
    progress(
      IndexingProgress(
        phase: phase, bytesRead: totals.bytesRead, totalBytes: total,
        documents: totals.documents, textBytes: totals.textBytes,
        fraction: fraction
          ?? total.map { $0 == 0 ? 1 : min(1, Double(totals.bytesRead) / Double($0)) },
        elapsedSeconds: elapsed / .seconds(1)))
  }

  func summary() -> IndexingSummary {
    var sections: [IndexingSummary.Section] = []
    for kind in SectionKind.allCases {
      var bytes = segments.reduce(0) { total, segment in
        total + (segment.sections.first { $0.kind == kind }?.storedLength ?? 0)
      }
      if kind == .presetDictionary { bytes = presetDictionary?.storedLength ?? 0 }
      if kind != .catalog {
        sections.append(IndexingSummary.Section(name: kind.name, bytes: bytes))
      }
    }
    return IndexingSummary(
      documents: totals.documents - totals.duplicates, tokens: totals.tokens,
      terms: segments.reduce(0) { $0 + $1.termCount },
      postings: segments.reduce(0) { $0 + $1.postingCount },
      positions: segments.reduce(0) { $0 + $1.positionCount },
      inputBytes: totals.inputBytes, textBytes: totals.textBytes,
      fileBytes: update == nil
        ? output.file.count : FileFacts(path: path).size ?? output.file.count,
      sections: sections,
      stages: Stage.allCases.map {
        IndexingSummary.Stage(name: $0.name, cpuSeconds: Double(totals.times[$0]) / 1e9)
      },
      elapsedSeconds: (ContinuousClock.now - elapsed) / .seconds(1),
      peakMemoryBytes: ResidentMemory.peakBytes(), skippedCount: totals.skippedCount,
      skipped: totals.skipped, brokenInputs: totals.brokenInputs,
      duplicateIdentifiers: totals.duplicates, unchanged: totals.unchanged,
      replaced: totals.replaced, removed: totals.removed,
      withheldRemoval: totals.withheldRemoval, mergeFailure: totals.mergeFailure,
      redirects: totals.redirects.found, lostRedirects: totals.redirects.lost,
      otherNamespaces: totals.tally.otherNamespaces, emptyParts: totals.tally.emptyParts,
      repairedDocuments: totals.tally.repairedDocuments)
  }
}
