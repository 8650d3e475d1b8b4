/// The query language as its users read it: the text of `quarry help query`.
public enum QueryHelp {
  public static let text = """
    QUERIES

    Words and phrases
      turkey missile      either word; more and rarer words are better
      "red fox"           the words side by side, in this order
      "red fox"~3         the words up to 3 places apart from that, or out of order
      red NEAR/5 fox      at most 5 words apart, in any order; NEAR alone means NEAR/10;
                          for words and phrases, not for =words and patterns
      =Turkey             the word exactly as written: no stem, case and marks count

    Must, must not, or
      +word -word         must be there; must not be there
      a AND b, a && b     both
      a OR b, a || b      either
      NOT a               not; with nothing else it lists every other document
      ( … )               takes several clauses together: +(a b) -"c d"
      The operators are upper case. NOT binds closest, then NEAR, AND, OR; clauses without
      an operator between them come last: a b AND c  is  a (+b +c).

    Patterns
      turk*               words that begin so
      s?400*  *ing        ? stands for one character, * for any number
      /[a-z]{5}/          words that match a regular expression as a whole
      turky~  turky~1     words at most so many edits away (0, 1 or 2; ~ alone chooses by length)

    Fields and filters
      title:fox           in one field: title, aliases, headings or body
      title:"red fox"  title:(red fox)  title:fo*
      source:reuters  lang:de  tag:politics  id:12      by metadata
      date:2019  date:2019-05  date:2019..2021  date:2019..
      date:>2019-05  date:<=2020  words:>500  words:[100 TO 200}
      source:*  title:*   documents that have the field
      By metadata: words, phrases, beginnings (source:reu*), ranges and *; no other patterns.
      A filter without a sign, beside other clauses, is required. [ and ] include the bound,
      { and } leave it out. A date covers the whole year, month or day it names.

    Weights and more
      fox^2  "red fox"^2  (red fox)^0.5                 multiplies the score (0 to 1000)
      SYN(car "motor car")                              ways to say one thing
      *                   every document
      \\                   takes the meaning from the sign behind it: c\\*  \\-5  \\AND

    What counts how
      word, =word         BM25F: rarity of the word times its weighted frequency in the fields
      "phrase", NEAR      as one word, as rare as its words are together
      patterns, SYN       as one word: the frequencies of all words found are added up; its
                          rarity comes from the documents with any of them
      title:word          counts the frequency in that field only; the rarity is the word's own
      AND, OR, (…), +     the sum of what matches; -, NOT, filters, ranges and * count nothing
      ^2                  multiplies what the clause counts
      A query of plain words that is a document's whole title puts that document first.

    Forgiving and strict
      What breaks these rules is searched as words, and a notice says so: open quotation marks
      and parentheses are closed at the end; an operator without a clause, the name of a field
      that is not there and a faulty regular expression are words; a ? at either end of a word
      is punctuation; so is a * between numbers or alone among words. In a sentence (8 words and
      more, and no other sign) quotation marks and -5 are text. --strict makes every such
      mistake an error that points at the character.

    Limits
      64 KiB of text, 1024 words, parentheses 32 deep, 16384 words found by one pattern.
    """
}
