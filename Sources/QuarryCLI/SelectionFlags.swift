import ArgumentParser
import Quarry

/// Which hits count and in what order they come, besides the query itself.
struct SelectionFlags: ParsableArguments {
  @Option(help: "The order: score, date (newest first), -date (oldest first), title.")
  var sort = SortChoice.score

  @Option(help: ArgumentHelp("Only documents of this date or later.", valueName: "date"))
  var since: String?

  @Option(help: ArgumentHelp("Only documents of this date or earlier.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "Favour new documents: what is so much older than the newest loses a quarter of its score, "
        + "such as 30d, 6w, 6m, 2y.", valueName: "half-life"))
  var recency: TimeSpan?

  @Option(
    name: .customLong("group-by"),
    help: ArgumentHelp("Only the best hit of each value of a field.", valueName: "field"))
  var groupBy: String?

  @Option(
    help: ArgumentHelp(
      "Count the hits by the values of fields, with commas between; year and month are made of "
        + "the date.", valueName: "fields"))
  var facet: [String] = []

  @Option(help: "Draw the number of hits over time.")
  var timeline: TimelineChoice?

  @Option(
    help: ArgumentHelp(
      "A file of synonyms: a, b, c on a line, or a => b, c.", valueName: "file"))
  var synonyms: String?

  @Flag(help: "Take every mistake in the query as an error, and point at it.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "Another weight for this search, such as k1=1.2; a name that is none is answered with all.",
      valueName: "name=value"))
  var set: [ParameterList] = []

  /// Adds what the flags say to `options`.
  func apply(to options: inout SearchOptions) throws(Failure) {
    options.sort = sort.order
    options.since = since
    options.until = until
    options.recencyHalfLifeDays = recency?.days
    options.groupBy = groupBy
    options.facets = facet.flatMap { $0.split(separator: ",").map(String.init) }
    options.timeline = timeline?.unit
    options.isStrict = strict
    options.parameters = ParameterList.joined(set)
    if let synonyms { options.synonyms = try SynonymFile.read(synonyms) }
  }
}

/// The orders that hits may come in.
enum SortChoice: String, CaseIterable, ExpressibleByArgument {
  case score, date
  case oldest = "-date"
  case title

  var order: SearchOptions.Sort {
    switch self {
    case .score: .score
    case .date: .newest
    case .oldest: .oldest
    case .title: .title
    }
  }
}

/// The spans of time that hits are counted over.
enum TimelineChoice: String, CaseIterable, ExpressibleByArgument {
  case year, month, week, day

  var unit: TimelineUnit {
    switch self {
    case .year: .year
    case .month: .month
    case .week: .week
    case .day: .day
    }
  }
}

/// A length of time as it is typed: 30d, 6w, 6m, 2y.
struct TimeSpan: ExpressibleByArgument {
  let days: Double

  init?(argument: String) {
    let units: [Character: Double] = ["d": 1, "w": 7, "m": 30.4375, "y": 365.25]
    guard let last = argument.last, let unit = units[last],
      let number = Double(argument.dropLast()), number > 0, number * unit <= 1e6
    else { return nil }
    days = number * unit
  }
}
