// The README shows this function as it stands here; a test compares the two.
import Quarry

func firstSteps(path: String) throws {
  let builder = try IndexBuilder(path: path)
  try builder.add(Document(title: "The S-400", text: "Turkey took delivery of the S-400 in 2019."))
  try builder.add(Document(title: "Roast turkey", text: "Rest the bird before it is carved."))
  try builder.finish()

  let index = try QuarryIndex(path: path)
  for hit in try index.search("s-400 turkey").hits {
    print(hit.rank, hit.title, hit.snippets.first?.text ?? "")
  }

  // The same language without text to parse: turkey AND "the s-400" NOT bird.
  let query: Query = .word("turkey") && .phrase("the s-400") && !.word("bird")
  print(try index.search(query).hits.count)
}
