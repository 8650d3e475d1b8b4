/// Makes many original words of one term.
enum FormMaker {
  /// Form `number` of "abcdefghijklm": each bit of the number puts a letter in capitals.
  static func form(_ number: Int) -> String {
    var form = ""
    for (bit, letter) in "abcdefghijklm".enumerated() {
      form += number >> bit & 1 == 1 ? letter.uppercased() : String(letter)
    }
    return form
  }
}
