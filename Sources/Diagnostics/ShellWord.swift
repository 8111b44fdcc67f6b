/// A word as a shell reads it back: as it is where it is plain, else between single quotes.
package func shellWord(_ word: String) -> String {
  let isPlain =
    !word.isEmpty && !word.hasPrefix("#")
    && word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-._/=+:@,#".utf8.contains(byte)
      }
    }
  return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
}

/// Words as a shell reads them back.
package func shellWords(_ words: [String]) -> String {
  words.map(shellWord).joined(separator: " ")
}
