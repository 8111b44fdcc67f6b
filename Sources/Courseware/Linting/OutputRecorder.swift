import Diagnostics
import Foundation

/// Writes records of runs into a lesson's file and leaves every other line as it is.
struct OutputRecorder {
  /// A record that is to be written.
  private struct Change {
    /// What it is the record of: "script" or "program".
    let noun: String
    let name: Located<String>
    let recording: Recording
    /// The value of `status`; nil for scripts, which have none.
    let status: String?
    let output: String
    /// Whether a lesson that was read back has the record.
    let isIn: (Lesson) -> Bool
  }

  /// A part of the file that is replaced.
  private struct Edit {
    /// The lines that go, as indices; empty for a place between lines.
    let range: Range<Int>
    let lines: [String]
  }

  private let file: SourceFile
  private var changes: [Change] = []

  init(file: SourceFile) {
    self.file = file
  }

  /// Whether there is anything to write.
  var hasChanges: Bool { !changes.isEmpty }

  /// Takes down the output of a script of the file.
  mutating func record(_ output: String, of example: ScriptExample) {
    changes.append(
      Change(
        noun: "script", name: example.name, recording: example.recording, status: nil,
        output: output
      ) { lesson in
        lesson.sections.flatMap(\.scripts).contains {
          $0.name.value == example.name.value && $0.script == example.script
            && $0.output?.value == output
        }
      })
  }

  /// Takes down what a program of the file came to.
  mutating func record(_ record: ProgramExample.Record, of example: ProgramExample) {
    changes.append(
      Change(
        noun: "program", name: example.name, recording: example.recording,
        status: record.ending.written, output: record.output
      ) { lesson in
        lesson.sections.flatMap(\.programs).contains {
          $0.name.value == example.name.value && $0.text.string == example.text.string
            && $0.record?.value == record
        }
      })
  }

  /// Writes the file in one step.
  ///
  /// The new text is read back first: a file in which examples are written in a way that can't be
  /// edited line by line (a script in braces) is left as it is.
  ///
  /// - Throws: Diagnostics, when the file could not be written.
  func write(to place: CoursePath) throws(DiagnosticList) {
    var lines = (1...file.lineCount).map { file.line($0) ?? "" }
    let edits = changes.flatMap { self.edits(for: $0, in: lines) }
    // From the end of the file, so that the lines before keep their numbers.
    let ordered = edits.sorted {
      ($0.range.lowerBound, $0.range.upperBound) > ($1.range.lowerBound, $1.range.upperBound)
    }
    for edit in ordered {
      lines.replaceSubrange(edit.range, with: edit.lines)
    }
    // A file with CR LF keeps its line ends.
    let lineEnd = file.text.contains("\r\n") ? "\r\n" : "\n"
    let text = lines.joined(separator: lineEnd)
    guard isAsRecorded(text, place: place) else {
      throw DiagnosticList(
        changes.map { change in
          change.name.span.diagnostic(
            "the output of \(change.noun) \(quoted(change.name.value)) can't be recorded here",
            help: "write the \(change.noun) as a block, a key on each line, with \"output: |\"")
        })
    }
    do {
      try Data(text.utf8).write(to: place.url, options: .atomic)
    } catch {
      throw DiagnosticList(
        ofMachine: "can't write the file: \(reason(of: error))", path: place.shown)
    }
  }

  /// What is to be replaced: the values that are there, and one place for those that are not.
  private func edits(for change: Change, in lines: [String]) -> [Edit] {
    let recording = change.recording
    let indent = String(repeating: " ", count: recording.keyColumn - 1)
    var edits: [Edit] = []
    var missing: [String] = []
    func put(_ written: [String], at key: SourceSpan?) {
      guard let key else {
        missing += written.enumerated().map { ($0.offset == 0 ? indent : "") + $0.element }
        return
      }
      let end = endOfBlock(after: key.line, deeperThan: recording.keyColumn - 1, in: lines)
      let before = String(lines[key.line - 1].unicodeScalars.prefix(key.column - 1))
      let kept = written.enumerated().map { ($0.offset == 0 ? before : "") + $0.element }
      edits.append(Edit(range: key.line - 1..<end, lines: kept))
    }
    if let status = change.status { put(["status: " + status], at: recording.statusKey) }
    put(block(change.output, indent: indent + "  "), at: recording.outputKey)
    if !missing.isEmpty {
      let end = endOfBlock(
        after: recording.lastLine, deeperThan: recording.keyColumn - 1, in: lines)
      edits.append(Edit(range: end..<end, lines: missing))
    }
    return edits
  }

  /// The key `output` with its text as a block; in quotes where a block would not keep its end.
  private func block(_ output: String, indent: String) -> [String] {
    var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    let endsLine = lines.last?.isEmpty == true
    if endsLine { lines.removeLast() }
    guard let first = lines.first, lines.last?.contains(where: { $0 != " " }) == true else {
      return ["output: \"\(escaped(output))\""]
    }
    // Of a first line that is empty or starts with white space, the indentation has to be said.
    let digit = first.isEmpty || first.hasPrefix(" ") || first.hasPrefix("\t") ? "2" : ""
    return ["output: |\(digit)\(endsLine ? "" : "-")"]
      + lines.map { $0.isEmpty ? "" : indent + $0 }
  }

  /// A text as it stands between double quotes.
  private func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  }

  /// The number of the last line of a value, from the line that it starts on: further lines belong
  /// to it as long as they are indented deeper, or empty before one that is.
  private func endOfBlock(after line: Int, deeperThan indent: Int, in lines: [String]) -> Int {
    var end = line
    for number in line..<lines.count {
      let text = lines[number]
      guard text.contains(where: { $0 != " " }) else { continue }
      guard text.prefix(while: { $0 == " " }).count > indent else { break }
      end = number + 1
    }
    return end
  }

  /// Whether a text, read as the lesson, has what was to be recorded.
  private func isAsRecorded(_ text: String, place: CoursePath) -> Bool {
    guard let file = try? SourceFile(path: place.shown, bytes: Array(text.utf8)) else {
      return false
    }
    let context = ReadingContext(file: file)
    let folder = CoursePath(url: place.url.deletingLastPathComponent(), shown: "")
    guard let root = YAMLComposer.compose(in: context),
      let lesson = LessonReader(context: context, folder: folder).lesson(root)
    else { return false }
    return changes.allSatisfy { $0.isIn(lesson) }
  }
}
