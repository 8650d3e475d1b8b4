import Foundation
import TestSupport

/// A change to the bytes of a file, as disks and people make them.
enum Damage: Sendable, CustomStringConvertible {
  case flip(place: Int, mask: UInt8)
  case cut(length: Int)
  /// Bytes of the same file stand in the place of others.
  case copy(from: Int, to: Int, count: Int)
  case swap(Int, Int, count: Int)
  /// Bytes of another file stand in the place of these.
  case foreign(from: Int, to: Int, count: Int)

  var description: String {
    switch self {
    case .flip(let place, let mask): "bits \(mask) of byte \(place) flipped"
    case .cut(let length): "cut to \(length) bytes"
    case .copy(let from, let to, let count): "\(count) bytes of \(from) copied to \(to)"
    case .swap(let one, let other, let count): "\(count) bytes of \(one) and \(other) swapped"
    case .foreign(let from, let to, let count): "\(count) foreign bytes of \(from) at \(to)"
    }
  }

  /// The bytes as they then are.
  func applied(to bytes: [UInt8], foreign: [UInt8]) -> [UInt8] {
    var changed = bytes
    func put(_ from: Int, of source: [UInt8], at place: Int, _ count: Int) {
      let length = min(count, source.count - from, bytes.count - place)
      changed.replaceSubrange(place..<place + length, with: source[from..<from + length])
    }
    switch self {
    case .flip(let place, let mask): changed[place] ^= mask
    case .cut(let length): changed.removeSubrange(length...)
    case .copy(let from, let to, let count): put(from, of: bytes, at: to, count)
    case .swap(let one, let other, let count):
      put(one, of: bytes, at: other, count)
      put(other, of: bytes, at: one, count)
    case .foreign(let from, let to, let count): put(from, of: foreign, at: to, count)
    }
    return changed
  }

  /// One flip of every byte of a file, in every bit in turn.
  static func flips(of count: Int) -> [Damage] {
    (0..<count).map { .flip(place: $0, mask: 1 << UInt8($0 / 3 % 8)) }
  }

  /// Every length that a file can be cut to.
  static func cuts(of count: Int) -> [Damage] {
    (0..<count).map { .cut(length: $0) }
  }

  /// Every sector of 512 bytes, and every page of 4096, copied over and swapped with every other, and
  /// every one of another file in the place of every one.
  static func splices(of count: Int, foreign: Int) -> [Damage] {
    var damages: [Damage] = []
    for length in [512, 4096] {
      for to in stride(from: 0, to: count, by: length) {
        for from in stride(from: 0, to: count - length, by: length) where from != to {
          damages.append(.copy(from: from, to: to, count: length))
          // In which slot a root stands says nothing.
          let areSlots = (from, to) == (4096, 8192)
          if from < to, !areSlots, to + length <= count {
            damages.append(.swap(from, to, count: length))
          }
        }
        for from in stride(from: 0, to: foreign, by: length) {
          damages.append(.foreign(from: from, to: to, count: length))
        }
      }
    }
    return damages
  }
}
