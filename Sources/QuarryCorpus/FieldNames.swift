/// The names that records of news, papers and forums give their fields, best first.
enum FieldNames {
  static let all: [(field: FieldMapping.Field, names: [String])] = [
    (.id, ["id", "_id", "docid", "docno", "document_id", "article_id", "guid", "uuid"]),
    (.title, ["title", "headline", "headlines", "heading", "subject", "article_title", "name"]),
    (
      .text,
      [
        "text", "body", "content", "contents", "article_body", "article_text", "maintext",
        "main_text", "full_text", "article", "story", "body_text", "content_text", "plain_text",
        "abstract", "description", "summary",
      ]
    ),
    (.tags, ["tags", "category", "categories", "keywords", "section", "topics", "news_keywords"]),
    (.aliases, ["aliases", "redirects", "alternative_titles", "alt_titles"]),
    (.headings, ["headings", "sections"]),
    (
      .date,
      [
        "date", "published", "published_at", "date_published", "publish_date", "publication_date",
        "pub_date", "published_date", "publish_time", "published_time", "publication_time",
        "posted_at", "posted", "created_at", "created", "created_utc", "date_created", "timestamp",
        "datetime", "time",
      ]
    ),
    (.author, ["author", "authors", "byline", "creator", "writer", "journalist"]),
    (.source, ["source", "publisher", "publication", "newspaper", "site", "site_name", "outlet"]),
    (.url, ["url", "link", "canonical_url", "web_url", "uri", "permalink", "canonical"]),
    (.language, ["lang", "language"]),
  ]

  /// The field of that name in a mapping that a user gives, or nil.
  static func field(_ name: String) -> FieldMapping.Field? {
    switch name {
    case "id": .id
    case "title": .title
    case "text": .text
    case "tags": .tags
    case "aliases": .aliases
    case "headings": .headings
    case "date": .date
    case "author": .author
    case "source": .source
    case "url": .url
    case "lang": .language
    default: nil
    }
  }

  /// The name of metadata that a field is kept under; nil where it is kept elsewhere.
  static func metadataName(_ field: FieldMapping.Field) -> StaticString? {
    switch field {
    case .tags: "tags"
    case .aliases: "aliases"
    case .headings: "headings"
    case .date: "date"
    case .author: "author"
    case .source: "source"
    case .url: "url"
    case .language: "lang"
    case .id, .title, .text, .named: nil
    }
  }
}

extension FieldNames {
  /// Which names lead where, for people: the best three of each.
  static var description: [(part: String, origin: String)] {
    all.map { field, names in
      let shown = names.prefix(3).joined(separator: ", ")
      let part = metadataName(field).map { "\($0)" } ?? "\(field)"
      let more = names.count > 3 ? " and the like" : ""
      return (part, shown + more + (field == .id ? ", else made from the content" : ""))
    } + [("metadata", "all others")]
  }
}
