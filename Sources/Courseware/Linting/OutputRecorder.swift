import Diagnostics
import Foundation

/// Writes recorded outputs into a lesson's file and leaves every other line as it is.
struct OutputRecorder {
  private let file: SourceFile
  private var changes: [(example: ScriptExample, output: String)] = []

  init(file: SourceFile) {
    self.file = file
  }

  /// Whether there is anything to write.
  var hasChanges: Bool { !changes.isEmpty }

  /// Takes down the output of a script of the file.
  mutating func record(_ output: String, of example: ScriptExample) {
    changes.append((example, output))
  }

  /// Writes the file in one step.
  ///
  /// The new text is read back first: a file in which scripts are written in a way that can't be
  /// edited line by line (a script in braces) is left as it is.
  ///
  /// - Throws: Diagnostics, when the file could not be written.
  func write(to place: CoursePath) throws(DiagnosticList) {
    var lines = (1...file.lineCount).map { file.line($0) ?? "" }
    // From the end of the file, so that the lines before keep their numbers.
    for change in changes.sorted(by: { $0.example.lineOfChange > $1.example.lineOfChange }) {
      replace(change.example, with: change.output, in: &lines)
    }
    // A file with CR LF keeps its line ends.
    let lineEnd = file.text.contains("\r\n") ? "\r\n" : "\n"
    let text = lines.joined(separator: lineEnd)
    guard isAsRecorded(text, place: place) else {
      throw DiagnosticList(
        changes.map { change in
          change.example.name.span.diagnostic(
            "the output of script \(quoted(change.example.name.value)) can't be recorded here",
            help: "write the script as a block, a key on each line, with \"output: |\"")
        })
    }
    do {
      try Data(text.utf8).write(to: place.url, options: .atomic)
    } catch {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: place.shown),
          message: "can't write the file: \((error as NSError).localizedDescription)")
      ])
    }
  }

  private func replace(
    _ example: ScriptExample, with output: String, in lines: inout [String]
  ) {
    let recording = example.recording
    let indent = String(repeating: " ", count: recording.keyColumn - 1)
    let block = output.split(separator: "\n").map { indent + "  " + $0 }
    if let key = recording.key {
      let end = endOfBlock(after: key.line, deeperThan: recording.keyColumn - 1, in: lines)
      let before = String(lines[key.line - 1].unicodeScalars.prefix(key.column - 1))
      lines.replaceSubrange((key.line - 1)..<end, with: [before + "output: |"] + block)
    } else {
      let end = endOfBlock(
        after: recording.lastLine, deeperThan: recording.keyColumn - 1, in: lines)
      lines.insert(contentsOf: [indent + "output: |"] + block, at: end)
    }
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

  /// Whether a text, read as the lesson, has the outputs that were to be recorded.
  private func isAsRecorded(_ text: String, place: CoursePath) -> Bool {
    guard let file = try? SourceFile(path: place.shown, bytes: Array(text.utf8)) else {
      return false
    }
    let context = ReadingContext(file: file)
    let folder = CoursePath(url: place.url.deletingLastPathComponent(), shown: "")
    guard let root = YAMLComposer.compose(in: context),
      let lesson = LessonReader(context: context, folder: folder).lesson(root)
    else { return false }
    let scripts = lesson.sections.flatMap(\.scripts)
    return changes.allSatisfy { change in
      scripts.contains {
        $0.name.value == change.example.name.value && $0.script == change.example.script
          && $0.output?.value == change.output
      }
    }
  }
}

extension ScriptExample {
  /// The first line that recording changes.
  fileprivate var lineOfChange: Int { recording.key?.line ?? recording.lastLine }
}
