import Results

/// A submission cut where shared passages begin and end, as far as a page has room.
struct ComparedText {
  /// Lines that belong together.
  struct Chunk {
    /// The passage that they are of; nil between passages.
    let passage: Int?
    /// Whether the passage begins here.
    let isFirst: Bool
    /// The lines with their numbers.
    fileprivate(set) var text: String
  }

  /// A file of the submission.
  struct File {
    let name: String
    let chunks: [Chunk]
    /// Whether all of it is there.
    let isWhole: Bool
  }

  let files: [File]
  /// The passages whose beginning is shown.
  let shown: Set<Int>

  /// - Parameters:
  ///   - work: The submission.
  ///   - passages: Where the passages are, by their numbers.
  ///   - budget: The bytes that it may take in a page.
  init(_ work: ClassSimilarity.Work, _ passages: [ClassSimilarity.Place], budget: Int) {
    var budget = budget
    var shown: Set<Int> = []
    files = work.files.enumerated().map { place, file in
      let own = passages.indices.filter { passages[$0].file == place }
      var chunks: [Chunk] = []
      var isWhole = file.isWhole
      for (index, line) in Self.lines(of: file.text).enumerated() {
        let number = index + 1
        // Passages stand in the order of the left side; on the right any may be the next.
        let passage = own.first { Self.isIn(passages[$0], number) }
        let text = Self.numbered(number, line)
        budget -= Clipping.escapedCount(text) + Self.chunkBytes
        if budget < 0 {
          isWhole = false
          break
        }
        if let last = chunks.last, last.passage == passage {
          chunks[chunks.count - 1].text += text
        } else {
          let isFirst = passage.map { shown.insert($0).inserted } ?? false
          chunks.append(Chunk(passage: passage, isFirst: isFirst, text: text))
        }
      }
      return File(name: file.name, chunks: chunks, isWhole: isWhole)
    }
    self.shown = shown
  }

  /// The markup that a line may cost beside its text, if it begins a chunk: every line is charged a part.
  private static let chunkBytes = 12

  private static func isIn(_ place: ClassSimilarity.Place, _ line: Int) -> Bool {
    place.first <= line && line <= place.last
  }

  /// Lines as the comparison counts them: each line feed ends one.
  private static func lines(of text: String) -> [Substring] {
    if text.isEmpty { return [] }
    var lines = text.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).map { Substring($0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func numbered(_ number: Int, _ line: Substring) -> String {
    let digits = String(number)
    let prefix = Clipping.prefix(of: String(line), bytes: ReportLimits.timelineLineBytes)
    let cut = prefix.utf8.count < line.utf8.count ? " …" : ""
    return String(repeating: " ", count: max(0, 4 - digits.count)) + digits + "  " + prefix + cut
      + "\n"
  }
}
