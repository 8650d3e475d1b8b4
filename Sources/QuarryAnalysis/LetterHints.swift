/// Letters that few languages use, which tell where no common word does.
enum LetterHints {
  static let all: [(letters: String, codes: String)] = [
    ("ß", "de"), ("ñ", "es gl"), ("¿¡", "es gl"), ("ãõ", "pt"), ("ç", "fr pt tr sq ca az"),
    ("œ", "fr"), ("êû", "fr"), ("èà", "fr it ca"), ("ìò", "it"), ("łżźśńć", "pl"), ("ęą", "pl lt"),
    ("ěřů", "cs"), ("ýčšž", "cs sk"), ("ľĺŕ", "sk"), ("čšžđć", "hr sr"), ("čšž", "sl lt lv"),
    ("őű", "hu"), ("ă", "ro vi"), ("șțţ", "ro"), ("ş", "ro tr az"), ("ığ", "tr az"), ("ə", "az"),
    ("å", "sv da no"), ("æø", "da no"), ("ð", "is"), ("þ", "is"), ("äö", "de fi sv et"),
    ("ü", "de hu tr et az"), ("õ", "et pt"), ("ģķļņāī", "lv"), ("ėųį", "lt"), ("ơưđ", "vi"),
    ("ĉĝĥĵŝŭ", "eo"), ("ŵŷ", "cy"), ("ë", "sq nl af"), ("ïò", "ca"),
    ("ы", "ru be kk mn"), ("э", "ru be mn"), ("ъ", "bg"), ("щ", "ru uk bg"), ("їєґ", "uk"),
    ("і", "uk be kk"), ("ў", "be"), ("ј", "sr mk"), ("љњџ", "sr mk"), ("ђћ", "sr"), ("ќѓѕ", "mk"),
    ("әғқңұ", "kk"), ("өү", "kk mn"),
    ("ةيكأإ", "ar"), ("پچگ", "fa ur ps"), ("یک", "fa ur ps"), ("ژ", "fa"), ("ےںہھٹڈڑ", "ur"),
    ("ښډړټېځڅ", "ps"), ("ळ", "mr"),
    ("ױײװ", "yi"),
  ]
}
