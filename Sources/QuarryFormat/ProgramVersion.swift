/// The version of this program, written into every index that it makes.
package enum ProgramVersion {
  package static let text = "0.1.0"
}
