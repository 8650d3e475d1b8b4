/// The elements of HTML that matter for finding the text of a page.
enum HTMLTag: String, CaseIterable {
  case a, address, article, aside, audio, blockquote, body, br, button, canvas, center, dd, details
  case dialog, div, dl, dt, figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, head, header
  case hgroup, hr, html, iframe, li, link, main, menu, meta, nav, noscript, object, ol, option, p
  case pre, script, section, select, style, summary, svg, table, tbody, td, template, textarea,
    tfoot
  case th, thead, time, title, tr, ul, video, xmp

  /// Whether the content is text without tags, up to the closing tag of the same name.
  var isRaw: Bool {
    switch self {
    case .script, .style, .title, .textarea, .xmp: true
    default: false
    }
  }

  /// Whether nothing in it is part of what a page has to say.
  var isDropped: Bool {
    switch self {
    case .aside, .audio, .button, .canvas, .dialog, .footer, .iframe, .menu, .nav, .noscript,
      .object,
      .select, .svg, .template, .video:
      true
    default: false
    }
  }

  /// Whether it begins and ends a block of text of its own.
  var isBlock: Bool {
    switch self {
    case .address, .article, .blockquote, .body, .br, .center, .dd, .details, .div, .dl, .dt,
      .figcaption, .figure, .form, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr, .li, .main,
      .ol, .p, .pre, .section, .summary, .table, .tbody, .tfoot, .thead, .tr, .ul:
      true
    default: false
    }
  }

  var isHeading: Bool {
    switch self {
    case .h1, .h2, .h3, .h4, .h5, .h6: true
    default: false
    }
  }

  /// The element of a name in capitals or not, or nil.
  static func named(_ name: UnsafeRawBufferPointer) -> HTMLTag? {
    guard !name.isEmpty, name.count <= 10 else { return nil }
    return byHash[hash(name)]
  }

  private static let byHash: [UInt64: HTMLTag] = {
    var tags: [UInt64: HTMLTag] = [:]
    for tag in allCases {
      tags[Array(tag.rawValue.utf8).withUnsafeBytes { hash($0) }] = tag
    }
    return tags
  }()

  private static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
    name.reduce(0) { $0 &* 0x100_0000_01B3 ^ UInt64($1 | 0x20) }
  }
}
