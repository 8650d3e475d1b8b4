import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is known of the terminal behind a descriptor.
enum Terminal {
  /// The columns taken where nothing says how many there are.
  static let usualWidth = 80

  /// Whether a person reads what is written to `descriptor`.
  static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
  }

  /// The columns of the terminal: by the system, else by `COLUMNS`, else 80; 20 at least.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return max(Int(size.ws_col), 20)
    }
    if let columns = Environment.value("COLUMNS").flatMap({ Int($0) }), columns > 0 {
      return min(max(columns, 20), 10_000)
    }
    return usualWidth
  }

  /// Whether escape sequences for cursor and colour are understood.
  static func understandsEscapes(_ descriptor: Int32) -> Bool {
    isTerminal(descriptor) && Environment.value("TERM") != "dumb"
  }
}

/// The environment's variables.
enum Environment {
  /// The value of `name`, or nil where it is not set or empty.
  static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}

/// When output is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  /// Whether standard output is to be coloured; `auto` asks the terminal and `NO_COLOR`.
  var usesColor: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Terminal.understandsEscapes(STDOUT_FILENO) && Environment.value("NO_COLOR") == nil
    }
  }
}
