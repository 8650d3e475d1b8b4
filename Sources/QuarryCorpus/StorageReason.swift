internal import QuarryStorage

extension StorageError {
  /// What failed and why, without the path: this module's messages name the input themselves.
  var reason: String {
    let whole = description
    let prefix = path + ": "
    return whole.hasPrefix(prefix) ? String(whole.dropFirst(prefix.count)) : whole
  }
}
