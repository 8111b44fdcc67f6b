import Diagnostics

extension Outline {
  /// The outline as people read it: one exercise a line, marks first.
  ///
  ///     Threadbare: 1 of 3 exercises done
  ///
  ///     [x]  01-tasks          Make a family, wait for it  3/3 tests  10 points  30 min
  ///     [~]  02-fork-is-clone  Everything is clone         1/4 tests  20 points  40 min
  ///     [.]  03-flag-rules     Which flag words are legal             15 points  40 min
  ///            after 02-fork-is-clone
  ///
  /// - Returns: Lines, each with its line end.
  package var rendered: String {
    var text =
      "\(harmless(title)): \(completedCount) of \(counted(exercises.count, "exercise")) done\n\n"
    let ids = column(exercises.map(\.id))
    let titles = column(exercises.map(\.title))
    let tests = column(
      exercises.map { $0.testsTotal == 0 ? "" : "\($0.testsPassed)/\($0.testsTotal) tests" })
    let points = column(
      exercises.map { $0.points.map { $0 == 1 ? "1 point" : "\($0) points" } ?? "" })
    for (index, entry) in exercises.enumerated() {
      let fields = [
        entry.mark.sign, ids[index], titles[index], tests[index], points[index],
        "\(entry.minutes) min",
      ]
      // A column that is empty all the way down takes no room.
      text += fields.filter { !$0.isEmpty }.joined(separator: "  ") + "\n"
      if entry.mark != .completed, !entry.missing.isEmpty {
        text += "       after \(entry.missing.joined(separator: ", "))\n"
      }
    }
    return text
  }

  /// Texts filled up with spaces to the width of the widest.
  private func column(_ texts: [String]) -> [String] {
    let shown = texts.map { harmless($0) }
    let width = shown.map { terminalCells(of: $0) }.max() ?? 0
    return shown.map { $0 + String(repeating: " ", count: width - terminalCells(of: $0)) }
  }
}

extension Outline.Mark {
  /// The mark as a sign of three characters.
  var sign: String {
    switch self {
    case .completed: "[x]"
    case .started: "[~]"
    case .ready: "[ ]"
    case .later: "[.]"
    }
  }
}
