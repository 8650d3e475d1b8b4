/// Finding where two words stand at a distance, the commonest phrase, in one pass over the positions
/// of both that keeps none of them.
extension PositionCursor {
  /// Counts by field the positions of posting `index` of `postings` behind which a position of posting
  /// `other` of `others` stands in the same field, `distance` words on.
  ///
  /// - Parameters:
  ///   - isOne: whether one such place is enough; it is the only one counted then.
  ///   - counts: one number a field.
  /// - Returns: whether there is such a place.
  package static func meet(
    _ first: inout PositionCursor, _ index: Int, of postings: DecodedPostings,
    _ second: inout PositionCursor, _ other: Int, of others: DecodedPostings,
    distance: UInt32, isOne: Bool, counts: inout [UInt32], from reader: PostingsReader
  ) throws(FormatError) -> Bool {
    try first.move(to: index, of: postings, reader)
    try second.move(to: other, of: others, reader)
    let fieldCount = min(first.fieldCount, counts.count)
    var isFound = false
    var passed = 0
    var otherPassed = 0
    for field in 0..<fieldCount {
      counts[field] = 0
      var unread = Int(postings.frequency(index * fieldCount + field))
      var otherUnread = Int(others.frequency(other * fieldCount + field))
      guard unread > 0, otherUnread > 0, !(isFound && isOne) else {
        passed += unread
        otherPassed += otherUnread
        continue
      }
      if passed > 0 { try first.bytes.skip(passed, reader) }
      if otherPassed > 0 { try second.bytes.skip(otherPassed, reader) }
      counts[field] = try meet(
        &first, &unread, &second, &otherUnread, distance: UInt64(distance), isOne: isOne, reader)
      if counts[field] > 0 { isFound = true }
      passed = unread
      otherPassed = otherUnread
    }
    // What was not looked at is passed over with what comes next.
    first.behind = passed
    second.behind = otherPassed
    return isFound
  }

  /// The same in one field, of which there are `unread` and `otherUnread` positions, at least one
  /// each; what is left of them was not looked at.
  @inline(__always)
  private static func meet(
    _ first: inout PositionCursor, _ unread: inout Int, _ second: inout PositionCursor,
    _ otherUnread: inout Int, distance: UInt64, isOne: Bool, _ reader: PostingsReader
  ) throws(FormatError) -> UInt32 {
    var count: UInt32 = 0
    var window = first.bytes.window
    var otherWindow = second.bytes.window
    // Where the first word would have the second behind it, and where the second stands.
    var wanted = distance &+ (try first.bytes.next(&window, reader))
    var place = try second.bytes.next(&otherWindow, reader)
    var left = unread - 1
    var otherLeft = otherUnread - 1
    while true {
      if place < wanted {
        guard otherLeft > 0 else { break }
        if wanted > place &+ 64 { otherWindow.pass(&otherLeft, &place, below: wanted) }
        place &+= try second.bytes.next(&otherWindow, reader)
        otherLeft -= 1
      } else {
        if place == wanted {
          count &+= 1
          if isOne { break }
        }
        guard left > 0 else { break }
        if place > wanted &+ 64 { window.pass(&left, &wanted, below: place) }
        wanted &+= try first.bytes.next(&window, reader)
        left -= 1
      }
    }
    first.bytes.window = window
    second.bytes.window = otherWindow
    unread = left
    otherUnread = otherLeft
    try first.check(wanted &- distance)
    try second.check(place)
    return count
  }
}
