import QuarryFormat
import QuarryStorage

/// Goes through several runs in the order of their terms.
///
/// Where a term is in several runs, the runs come in the order of their documents. A binary heap
/// over the runs' present terms.
struct RunMerger {
  private var readers: [RunReader]
  /// Reader numbers; the least term is first.
  private var heap: [Int] = []
  /// The readers of the runs' forms, where they are kept, and the join of those of the present term.
  private var formReaders: [FormRunReader]
  private var joinedForms = FormJoin()
  /// The only reader of the present term, where it has one form there and no join is needed.
  private var uniformReader: Int?
  /// The most forms of a term that are told apart.
  private let mostForms: Int
  /// The readers that hold the present term, by document.
  private(set) var current: [Int] = []

  /// Takes runs in the order of their documents; `mostForms` of each term are told apart.
  init(_ runs: [Run], windowBytes: Int, mostForms: Int) throws(StorageError) {
    self.mostForms = mostForms
    readers = runs.map { RunReader($0, windowBytes: windowBytes) }
    formReaders = runs.compactMap { run in
      run.forms.map { FormRunReader($0, windowBytes: windowBytes / 4) }
    }
    for index in readers.indices where try readers[index].next() { heap.append(index) }
    for index in stride(from: heap.count / 2, through: 0, by: -1) { sink(index) }
  }

  /// The present term.
  var term: [UInt8] { current.isEmpty ? [] : readers[current[0]].term }

  /// The forms of the present term in all runs; none where they are not kept.
  var forms: FormList {
    if let only = uniformReader { return formReaders[only].list }
    return joinedForms.list
  }

  /// The documents of the present term in all runs.
  var documentFrequency: Int { current.reduce(0) { $0 + readers[$1].documentFrequency } }

  /// The bytes of the present term's postings in all runs.
  var byteCount: Int { current.reduce(0) { $0 + readers[$1].byteCount } }

  /// Moves to the next term; the postings of the present one must have been read.
  mutating func next() throws(StorageError) -> Bool {
    for reader in current {
      if try readers[reader].next() {
        heap.append(reader)
        rise(heap.count - 1)
      }
    }
    current.removeAll(keepingCapacity: true)
    guard let first = heap.first else { return false }
    repeat {
      current.append(removeFirst())
    } while !heap.isEmpty && isEqual(heap[0], first)
    if !formReaders.isEmpty { try joinForms() }
    return true
  }

  private mutating func joinForms() throws(StorageError) {
    var areUniform = true
    for reader in current {
      try formReaders[reader].next()
      areUniform = areUniform && formReaders[reader].numberCount < 2
    }
    uniformReader = nil
    if areUniform, let first = current.first {
      // Mostly the same word everywhere: then nothing is to be renumbered.
      var others = 0
      for reader in current.dropFirst() {
        guard formReaders[reader].list.codes == formReaders[first].list.codes else {
          areUniform = false
          break
        }
        others += formReaders[reader].occurrences
      }
      if areUniform {
        uniformReader = first
        formReaders[first].add(others)
        return
      }
    }
    joinedForms.removeAll()
    for reader in current { formReaders[reader].add(to: &joinedForms) }
    joinedForms.finish(most: mostForms)
    guard joinedForms.list.numberCount > 1 else { return }
    for reader in current { formReaders[reader].takeNumbers(from: joinedForms) }
  }

  /// Gives the postings of the present term in chunks of `limit`, the last one perhaps shorter.
  mutating func readPostings(
    limit: Int, fields: RunFields, into chunk: inout PostingChunk,
    _ body: (borrowing PostingChunk) throws(StorageError) -> Void
  ) throws(StorageError) {
    chunk.removeAll()
    let hasForms = uniformReader == nil && joinedForms.list.numberCount > 1
    for reader in current {
      var state = readers[reader].start
      while state.left > 0 {
        let before = chunk.frequencies.count
        try readers[reader].read(
          &state, limit: limit - chunk.documents.count, fields: fields, into: &chunk)
        if hasForms {
          let occurrences = chunk.frequencies[before...].reduce(0) { $0 + Int($1) }
          try formReaders[reader].read(occurrences, into: &chunk.forms)
        }
        if chunk.documents.count == limit {
          try body(chunk)
          chunk.removeAll()
        }
      }
    }
    if !chunk.documents.isEmpty { try body(chunk) }
  }

  /// Appends the present term's record of the joined run to `output`.
  mutating func join(
    into output: inout [UInt8], flush: (inout [UInt8]) throws(StorageError) -> Void
  ) throws(StorageError) {
    let first = readers[current[0]].firstTermDocument
    var last = first
    var bytes = 0
    for (index, reader) in current.enumerated() {
      bytes += readers[reader].byteCount
      if index > 0 {
        let gap = readers[reader].firstTermDocument - last - 1
        bytes += Varint.length(UInt64(gap) << 1) - 1
      }
      last = readers[reader].lastTermDocument
    }
    let term = readers[current[0]].term
    Varint.append(term.count, to: &output)
    output += term
    Varint.append(documentFrequency, to: &output)
    Varint.append(first, to: &output)
    Varint.append(last - first, to: &output)
    Varint.append(bytes, to: &output)
    var previous = -1
    for reader in current {
      let gap = previous < 0 ? nil : readers[reader].firstTermDocument - previous - 1
      previous = readers[reader].lastTermDocument
      try readers[reader].copyPostings(firstGap: gap, to: &output, flush: flush)
    }
  }

  /// Appends the present term's record of the joined forms to `output`.
  mutating func joinForms(
    into output: inout FormRunWriter, flush: (inout FormRunWriter) throws(StorageError) -> Void
  ) throws(StorageError) {
    output.append(forms)
    let numberCount = forms.numberCount
    guard numberCount > 1 else { return }
    var part: [UInt16] = []
    for reader in current {
      var left = formReaders[reader].occurrences
      while left > 0 {
        part.removeAll(keepingCapacity: true)
        try formReaders[reader].read(min(left, Self.partNumbers), into: &part)
        left -= part.count
        part.withUnsafeBufferPointer { output.append($0, numberCount: numberCount) }
        try flush(&output)
      }
    }
  }

  private static let partNumbers = 1 << 14

  private mutating func removeFirst() -> Int {
    let first = heap[0]
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return first
  }

  private func isEqual(_ a: Int, _ b: Int) -> Bool {
    guard readers[a].termPrefix == readers[b].termPrefix else { return false }
    let count = readers[a].term.count
    guard count == readers[b].term.count else { return false }
    return count <= 8 || readers[a].term == readers[b].term
  }

  /// Whether reader `a` comes before reader `b`.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let first = readers[a].termPrefix
    let second = readers[b].termPrefix
    if first != second { return first < second }
    if isEqual(a, b) { return a < b }
    return readers[a].term.lexicographicallyPrecedes(readers[b].term)
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && precedes(heap[child], heap[least]) {
        least = child
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }

  private mutating func rise(_ start: Int) {
    var index = start
    while index > 0, precedes(heap[index], heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }
}
