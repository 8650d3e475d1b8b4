import QuarryFormat

/// The version of the library and of the program `quarry`.
public enum QuarryVersion {
  /// As three numbers with points between.
  public static var text: String { ProgramVersion.text }
}
