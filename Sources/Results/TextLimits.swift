extension StringProtocol where SubSequence == Substring {
  /// The longest beginning that has at most so many bytes and ends with a whole scalar.
  ///
  /// Bytes are counted and not characters: one character may have any number of accents.
  package func beginning(bytes: Int) -> String {
    if utf8.count <= bytes { return String(self) }
    let text = self[...]
    var end = text.utf8.index(text.startIndex, offsetBy: Swift.max(0, bytes))
    // A byte that goes on with a scalar: RFC 3629, section 3.
    while text.utf8[end] & 0b1100_0000 == 0b1000_0000 { end = text.utf8.index(before: end) }
    return String(text[..<end])
  }
}

extension TestResult {
  /// The most bytes of a message and of a value that a result carries: a submission can choose them.
  package static let textBytesMax = 16_384
  /// The most bytes of one line: of a trace, of a call, of a way in which runs end.
  package static let lineBytesMax = 1_024

  /// Cuts every text that a submission may have made long; what was cut ends with an ellipsis.
  package mutating func limitTexts() {
    message.limit(to: Self.textBytesMax)
    expected.limit(to: Self.textBytesMax)
    actual.limit(to: Self.textBytesMax)
    for index in timeline.indices { timeline[index].limit(to: Self.lineBytesMax) }
    call?.text.limit(to: Self.lineBytesMax)
    for index in exploration?.outcomes.indices ?? 0..<0 {
      exploration?.outcomes[index].text.limit(to: Self.lineBytesMax)
    }
  }
}

extension String {
  fileprivate mutating func limit(to bytes: Int) {
    if utf8.count > bytes { self = beginning(bytes: bytes) + "…" }
  }
}
