/// Chooses the preset dictionary that all document pages are deflated against.
///
/// Pages are small, so that a snippet inflates little; what deflate would learn from a larger window
/// it is given beforehand: slices spread evenly over the first batch's records.
enum PresetDictionary {
  private static let sliceBytes = 512
  /// Half of deflate's window: zlib takes in the dictionary anew for every page, and the second half
  /// costs a twentieth of the text's compression for a third of a point of its size.
  private static let mostBytes = 16 << 10

  /// A dictionary from raw records: a 32nd of them, at most 16 KiB.
  static func sample(_ records: [UInt8]) -> [UInt8] {
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
