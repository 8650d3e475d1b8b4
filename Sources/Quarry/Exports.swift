// The few public types of the floors below are part of the library's face.
@_exported public import QuarryCorpus
@_exported public import QuarryIndexing
@_exported public import QuarrySearch
