/// Whether an index tells where in their texts words stand, which one that was made of another engine's
/// lists does not: every place is then 0.
extension Catalog {
  private static let placesSetting = Setting(name: "places", value: "none")

  /// Whether phrases can be told.
  package var hasPlaces: Bool { !settings.contains(Self.placesSetting) }

  /// Says that places are told again, as no segment is left without.
  package mutating func restorePlaces() {
    settings.removeAll { $0 == Self.placesSetting }
  }

  /// Says that all places are 0.
  package mutating func withholdPlaces() {
    if hasPlaces { settings.append(Self.placesSetting) }
  }
}
