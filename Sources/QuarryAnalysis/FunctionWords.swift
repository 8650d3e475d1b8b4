/// The words of some languages that hold sentences together and say little of what a text is about:
/// articles, pronouns, prepositions, conjunctions, auxiliaries and question words.
///
/// The index keeps them; a query gives them a smaller weight. They are the common words by which
/// languages are told apart, and for some languages the auxiliaries and pronouns that those lack.
/// They are compared folded and not stemmed.
package struct FunctionWords: Sendable {
  private let words: Set<[UInt8]>

  /// The words of all of `languages` together; few are known of some languages, none of others.
  package init(_ languages: [Language]) {
    var words: Set<[UInt8]> = []
    for list in [LatinWords.all, OtherWords.all, Self.more] {
      for (code, text) in list where languages.contains(where: { $0.code == code }) {
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
          let raw = Array(word.utf8)
          var folded: [UInt8] = []
          Folding.append(raw.span, to: &folded, limit: Analyzer.maximalTermLength)
          words.insert(folded)
        }
      }
    }
    self.words = words
  }

  /// Whether `word`, folded as `Analyzer.appendFolded` does it, is one of them.
  package func contains(_ word: [UInt8]) -> Bool {
    words.contains(word)
  }

  /// What the lists for telling languages apart lack, because neighbours share it or texts that are
  /// no questions seldom have it.
  private static let more: [(code: String, words: String)] = [
    (
      "en",
      """
      a no so such than them then those do does can will would could should shall may might must i \
      you your me my we us our him whom whose why if into am been being had did any all each
      """
    ),
    (
      "de",
      """
      was welcher welches welchem welchen wieso weshalb wessen wem wen wohin woher wofür womit \
      kann können konnte soll muss darf mich mir dich dir du ihr ihm ihn ihnen uns euch mein dein \
      sein unser diese dieser dieses diesem diesen jene jener gibt gab hatte hatten sei wäre so \
      wenn weil ob als denn doch ja man
      """
    ),
    (
      "fr",
      """
      combien pourquoi quels quelles laquelle lequel lesquels qui quoi dont tu te me se on lui moi \
      mon ma mes ton ta tes notre votre nos vos si ni car donc peut peuvent a ai avait avaient \
      soit sera serait suis sommes j m t y en
      """
    ),
    (
      "es",
      """
      cuánto cuántos cuánta cuántas cuáles quiénes a le les lo me te se nos mi tu si ni porque qué \
      puede pueden tiene tienen tenía hay eso esa ese estos estas estaba estaban he has hemos sea
      """
    ),
    (
      "it",
      """
      quanto quanti quanta quante quali che chi le l un uno mi ti ci vi si me te noi voi lui lei \
      io tu se né può possono ha hanno aveva avevano erano sia quel quella quelli quelle questi \
      queste all dell nell dall sull
      """
    ),
    (
      "pt",
      """
      quanto quantos quanta quantas quais me te se nos lhe lhes meu minha teu tua nosso eu tu nós \
      si nem porque pode podem tem têm tinha há isto aquilo aquele aquela era eram às aos
      """
    ),
    (
      "nl",
      """
      hoeveel waarom wanneer welk wiens waarin waarmee ik jij je u we wij mij me jou ons onze mijn \
      jouw zou zouden zal zullen moet mag kunnen kon deed doet doen dit of maar want dus toch
      """
    ),
    (
      "ru",
      """
      какой какая какое какого каким каких сколько почему зачем откуда куда кого кому чего чему \
      чей чья я ты мне меня тебя нас вас вам нам ей ему ним ней бы ли же ни да нет вот тот та те \
      этот эта эти этого этой этом можно может могут было будет
      """
    ),
  ]
}
