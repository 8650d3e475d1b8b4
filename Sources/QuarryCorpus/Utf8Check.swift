/// Finds bytes that are no UTF-8: sixteen bytes of ASCII at a step, others through an automaton that
/// costs one shift a byte.
///
/// Sources: The Unicode Standard, table 3-7, well-formed UTF-8 byte sequences; Per Vognsen,
/// "Shift-based DFAs", 2021.
enum Utf8Check {
  /// The position of the first byte of the first ill-formed sequence in `range`, or nil.
  static func firstFault(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    rows.withUnsafeBufferPointer { rows in
      let end = range.upperBound
      var at = range.lowerBound
      var state = State.start.shift
      while at < end {
        if state & 63 == State.start.shift {
          while at + 16 <= end, isASCII(bytes, at) { at += 16 }
        }
        let stop = min(at + 16, end)
        while at < stop {
          state = rows[Int(bytes[at])] &>> state
          at += 1
        }
        if state & 63 == State.fault.shift { return locate(in: bytes, range) }
      }
      return state & 63 == State.start.shift ? nil : locate(in: bytes, range)
    }
  }

  @inline(__always)
  private static func isASCII(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
    let low = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    let high = bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
    return (low | high) & 0x8080_8080_8080_8080 == 0
  }

  /// Finds the first ill-formed sequence, sequence by sequence, once it is known that there is one.
  private static func locate(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at < range.upperBound {
      let first = at
      var state = State.start
      repeat {
        guard at < range.upperBound else { return first }
        state = state.next(bytes[at])
        if state == .fault { return first }
        at += 1
      } while state != .start
    }
    return nil
  }

  // MARK: Automaton

  /// What may follow, by what came before.
  private enum State: UInt64, CaseIterable {
    case start, fault
    /// So many continuation bytes are still to come.
    case one, two, three
    /// After a lead byte that restricts the second byte.
    case afterE0, afterED, afterF0, afterF4

    /// Where the state's six bits stand in a row.
    var shift: UInt64 { rawValue * 6 }

    func next(_ byte: UInt8) -> State {
      switch (self, byte) {
      case (.start, 0x00...0x7F): .start
      case (.start, 0xC2...0xDF): .one
      case (.start, 0xE0): .afterE0
      case (.start, 0xED): .afterED
      case (.start, 0xE1...0xEF): .two
      case (.start, 0xF0): .afterF0
      case (.start, 0xF1...0xF3): .three
      case (.start, 0xF4): .afterF4
      case (.one, 0x80...0xBF): .start
      case (.two, 0x80...0xBF), (.afterE0, 0xA0...0xBF), (.afterED, 0x80...0x9F): .one
      case (.three, 0x80...0xBF), (.afterF0, 0x90...0xBF), (.afterF4, 0x80...0x8F): .two
      default: .fault
      }
    }
  }

  /// For every byte, the shifts of the following states, each at the shift of the present one.
  private static let rows: [UInt64] = (0...255).map { byte in
    State.allCases.reduce(0) { $0 | $1.next(UInt8(byte)).shift << $1.shift }
  }
}
