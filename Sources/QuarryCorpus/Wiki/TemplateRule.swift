/// What is kept of the templates whose text belongs to the sentences around them; all others are left
/// out.
///
/// The names are those of the English Wikipedia, many of which other wikis share.
enum TemplateRule: Sendable {
  /// The positional argument of that number, counted from 1.
  case argument(Int)
  /// The last positional argument.
  case last
  /// A text of its own.
  case text(StaticString)
  /// A text of its own before the first argument.
  case prefixed(StaticString)
  /// The first argument, and a text behind it.
  case suffixed(StaticString)
  /// A number with its unit.
  case measure
  /// Year, month and day, in the order of America unless it says `df=`.
  case date
  case fraction
  /// Positional arguments, each on its line.
  case list
  /// Positional arguments with a separator.
  case joined(StaticString)
  /// A quotation, which is a paragraph.
  case quotation
  /// English, then in brackets what the second and third argument give in the original.
  case original

  static let rules: [UInt64: TemplateRule] = {
    var rules: [UInt64: TemplateRule] = [:]
    func add(_ names: String, _ rule: TemplateRule) {
      for name in names.split(separator: "|") { rules[WikiName.hash(String(name))] = rule }
    }
    add(
      "nowrap|nobr|no wrap|nobreak|j|small|smaller|large|larger|big|bigger|sic|abbr|abbrlink|tooltip|"
        + "em|strong|strongbad|mvar|var|math|bigmath|\"|\"'|'\"|sup|sub|su|italic|bold|allcaps|"
        + "smallcaps|sc|sc2|ill|interlanguage link|illm|link-interwiki|ship|flag|flagu|flagcountry|"
        + "flagdeco|nts|ntsh|vanchor|visible anchor|anchored|linktext|keypress|key|kbd|code|mono|tt|"
        + "samp|underline|u|strikethrough|s|noitalic|noitalics|normal|resize|nihongo2|zh-cn|lang-zh|"
        + "birth year and age|death year and age|oldstyledate|old style date|start and end dates|"
        + "proper name|not a typo|as written|typo|thinspace|avoid wrap|ifsubst|unicode|polytonic|"
        + "hebrew|arabic|script|pslink|format linkr|format link|section link|slink|station|stn|"
        + "rws|stnlnk|lnl|lbl|navframe|center|centre|align|right|left|plainlist|flatlist|unbulleted|"
        + "columns-list|columns|col list|multicol|div col content|poemquote|poem|verse|blockindent|"
        + "in title|title|wikt-lang|wt|gaps|digits|pad|asof|iso date|dts|dtsh|date table sorting|"
        + "rp-book|bibleverse|scite|sfn text|iast|isbn text|coin|ifexist|angbr|angle bracket",
      .argument(1))
    add("lang|langx|lang-x|rtl-lang|script/lang|sort|wikt|color box", .argument(2))
    add("transl|transliteration|translit|color|font color|colored text|fontcolor|highlight", .last)
    add("nq|nastaliq|vr", .last)
    add("ndash|en dash|snd|spaced ndash|spnd|spaced en dash|dash|–", .text(" – "))
    add("mdash|em dash|spaced mdash|—", .text(" — "))
    add("nbsp|space|spaces|thinsp|thin space|hair space|hsp|nnbsp", .text(" "))
    add("·|dot|middot|bull|bullet|•|\\|\\|", .text(" · "))
    add("=", .text("="))
    add("'s", .text("'s"))
    add("'", .text("'"))
    add("shy|zwsp|zwj|zwnj|wbr|!", .text(""))
    add("br|break|clear|-|crlf|pb|paragraph break", .text("\n"))
    add("us$|usd|us dollar", .prefixed("US$"))
    add("a$|aud", .prefixed("A$"))
    add("c$|cad|can$", .prefixed("C$"))
    add("£|gbp|pound sterling", .prefixed("£"))
    add("€|eur|euro", .prefixed("€"))
    add("¥|jpy|yen|cny|rmb", .prefixed("¥"))
    add("inr|indian rupee|indian rupees", .prefixed("₹"))
    add("circa|c.|ca.|c|ca", .prefixed("c. "))
    add("floruit|fl.|fl", .prefixed("fl. "))
    add("as of", .prefixed("As of "))
    add("hms", .prefixed("HMS "))
    add("uss", .prefixed("USS "))
    add("ss", .prefixed("SS "))
    add("rms", .prefixed("RMS "))
    add("percent|pct|%", .suffixed("%"))
    add("convert|cvt|convinfobox|val|height|weight", .measure)
    add(
      "birth date|birth date and age|birth-date|birth-date and age|bda|birthdate|dob|death date|"
        + "death date and age|death-date|dda|start date|start date and age|end date|end date and age|"
        + "date|film date|birth date text|release date|launch date", .date)
    add("frac|fraction|sfrac|mfrac", .fraction)
    add(
      "unbulleted list|ubl|ublist|bulleted list|ordered list|hlist text|collapsible list|ubt|"
        + "indented plainlist", .list)
    add("hlist|cslist|comma separated entries|comma-separated list", .joined(", "))
    add("chem|chem2|chem name", .joined(""))
    add("sortname|sort name", .joined(" "))
    add(
      "quote|quotation|cquote|blockquote|quote box|centered pull quote|bquote|pull quote",
      .quotation)
    add("nihongo|nihongo krt|korean|nihongo foot", .original)
    return rules
  }()
}
