import Markup
import Results

/// Text of submissions, cut so that a page stays readable and of limited size.
enum Clipping {
  /// The longest beginning of a text that has at most so many bytes and ends with a whole character.
  static func prefix(of text: String, bytes: Int) -> String {
    text.beginning(bytes: bytes)
  }

  /// A name, id or title, cut with an ellipsis when somebody made it absurdly long.
  static func name(_ text: String) -> String {
    let prefix = prefix(of: text, bytes: ReportLimits.nameBytes)
    return prefix.utf8.count == text.utf8.count ? text : prefix + "…"
  }

  /// A message as an item of a list: its first line, not too long.
  static func line(_ text: String) -> String {
    let first = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    let prefix = prefix(of: first, bytes: ReportLimits.messageBytesInList)
    return prefix.utf8.count == text.utf8.count ? text : prefix + " …"
  }

  /// The bytes that a text takes in a page, markup characters escaped.
  static func escapedCount(_ text: String) -> Int {
    var text = PlainText.sanitised(text)
    return text.withUTF8 { bytes in
      var count = bytes.count
      var index = 0
      while index < bytes.count {
        if bytes.count - index >= ByteBlock.count {
          let block = ByteBlock(bytes, at: index)
          if block.isPrintable, !block.hasMarkup {
            index += ByteBlock.count
            continue
          }
        }
        switch bytes[index] {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"): count += 4
        default: break
        }
        index += 1
      }
      return count
    }
  }
}

/// How much submitted text a page may still show.
struct PageBudget {
  private var bytesLeft = ReportLimits.submittedBytes
  private var recordingBytesLeft = ReportLimits.recordingBytes

  /// A text, or as much of its beginning as fits.
  struct Clipped {
    var shown: String
    /// The bytes of the whole text.
    var byteCount: Int

    var isWhole: Bool { shown.utf8.count == byteCount }
  }

  /// Whether any recording was taken.
  var hasRecordings: Bool { recordingBytesLeft < ReportLimits.recordingBytes }

  /// Takes a recording of a run; one that does not fit is left out, since a part of it says nothing.
  ///
  /// - Returns: Whether it fits.
  mutating func takes(recording: String) -> Bool {
    let cost = Clipping.escapedCount(recording)
    guard cost <= recordingBytesLeft else { return false }
    recordingBytesLeft -= cost
    return true
  }

  /// Takes a text whole if it fits, or else its beginning.
  mutating func clip(_ text: String) -> Clipped {
    var limit = ReportLimits.valueBytes
    var shown = Clipping.prefix(of: text, bytes: limit)
    var cost = Clipping.escapedCount(shown)
    while cost > bytesLeft, limit > ReportLimits.valueBytesAtLeast {
      limit = max(ReportLimits.valueBytesAtLeast, min(limit / 2, shown.utf8.count / 2))
      shown = Clipping.prefix(of: shown, bytes: limit)
      cost = Clipping.escapedCount(shown)
    }
    bytesLeft -= cost
    return Clipped(shown: shown, byteCount: text.utf8.count)
  }
}
