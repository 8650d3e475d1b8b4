#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The natural logarithm, from the system's mathematics.
func naturalLogarithm(_ x: Double) -> Double {
  log(x)
}
