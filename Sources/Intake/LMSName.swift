package import Results

/// What a name in a download says of who handed something in.
///
///     Ada Lovelace_1234567_assignsubmission_file_        Moodle, a folder
///     lovelaceada_LATE_4711_9912_01-tasks-2.swift        Canvas, a file
///     submission_98765432                                Gradescope, a folder
///     ada@2026-10-01T21:15:00Z                           a folder made by hand
package enum LMSName: Equatable, Sendable {
  /// Moodle: the full name, the number that it gives to whoever takes part, what the folder holds,
  /// and the file's own name where there is no folder.
  case moodle(name: String, number: String, kind: MoodleKind, file: String?)
  /// Canvas: the name without spaces, last name first; its two numbers; and the file's own name.
  case canvas(name: String, isLate: Bool, user: String, submission: String, file: String)
  /// Gradescope: the number of the submission, which `submission_metadata.yml` explains.
  case gradescope(id: String)
  /// A student's id, with the time of an attempt if it is one of several.
  case plain(student: String, time: Timestamp?)

  /// What a folder of Moodle's holds.
  package enum MoodleKind: String, Sendable {
    case file
    case onlinetext
  }

  /// Recognises a folder's name.
  package init(folder name: String) {
    if let match = name.wholeMatch(of: NamePatterns.moodle),
      let end = match.3.wholeMatch(of: NamePatterns.moodleFolderEnd)
    {
      self = .moodle(
        name: String(match.1), number: String(match.2),
        kind: end.1.flatMap { MoodleKind(rawValue: String($0)) } ?? .file, file: nil)
    } else if let match = name.wholeMatch(of: NamePatterns.gradescopeFolder) {
      self = .gradescope(id: String(match.1))
    } else if let at = name.lastIndex(of: "@"), at != name.startIndex,
      let time = Timestamp(iso8601: name[name.index(after: at)...])
    {
      self = .plain(student: String(name[..<at]), time: time)
    } else {
      self = .plain(student: name, time: nil)
    }
  }

  /// Recognises the name of a file that lies among the students; nil for one that no system makes.
  package init?(file name: String) {
    let moodle = name.wholeMatch(of: NamePatterns.moodle)
    let canvas = name.wholeMatch(of: NamePatterns.canvasFile)
    // Behind the system's part the student may have written that of another system.
    if let canvas, moodle.map({ canvas.3.startIndex < $0.2.startIndex }) ?? true {
      self = .canvas(
        name: String(canvas.1), isLate: canvas.2 != nil, user: String(canvas.3),
        submission: String(canvas.4), file: String(canvas.5))
    } else if let moodle, let end = moodle.3.wholeMatch(of: NamePatterns.moodleFileEnd),
      let kind = MoodleKind(rawValue: String(end.1))
    {
      self = .moodle(
        name: String(moodle.1), number: String(moodle.2), kind: kind, file: String(end.2))
    } else {
      return nil
    }
  }

  /// A name without the number that a system puts behind that of a file handed in again.
  ///
  /// - Returns: The name and the number; nil if there is no number.
  package static func resubmission(_ stem: String) -> (stem: String, number: Int)? {
    guard let match = stem.wholeMatch(of: NamePatterns.resubmission),
      let number = Int(match.2)
    else { return nil }
    return (String(match.1), number)
  }
}
