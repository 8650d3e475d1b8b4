/// Chooses the preset dictionary that all document pages are deflated against.
///
/// Pages are small, so that a snippet inflates little; what deflate would learn from a larger window
/// it is given beforehand: slices spread evenly over the first batch's records.
enum PresetDictionary {
  private static let sliceBytes = 512

  /// A dictionary from raw records: a 32nd of them, at most `mostBytes`.
  static func sample(_ records: [UInt8], mostBytes: Int) -> [UInt8] {
    let slices = min(mostBytes, records.count / 32) / sliceBytes
    guard slices > 0 else { return [] }
    var dictionary: [UInt8] = []
    for slice in 0..<slices {
      let start = slice * (records.count - sliceBytes) / slices
      dictionary += records[start..<start + sliceBytes]
    }
    return dictionary
  }
}
