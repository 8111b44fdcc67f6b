package import Diagnostics
internal import Glibc
internal import Results

/// Reads a class's submissions: a folder or an archive, made by hand or by a learning system.
///
/// Theory of operation. Whatever comes is a tree of `InputNode`s. Each entry at its top is a student,
/// or a part of one's work, as `LMSName` says; the roster says which entries are the same student's.
/// `StudentContent` finds the exercises in each. A fault stays where it is found: with its exercise,
/// its attempt or its student, and never with the class.
package struct ClassReader {
  /// The ids of all exercises of the course.
  let exercises: [String]
  /// The one exercise that is graded, if it is one.
  let onlyExercise: String?
  let roster: Roster?
  var found: [String: FoundStudent] = [:]
  var warnings: [Diagnostic] = []
  /// Warnings that somebody's work may be another's: no number of others may crowd them out.
  var urgent: [Diagnostic] = []
  var hasListedExercises = false

  /// Prepares for a class.
  ///
  /// - Parameters:
  ///   - exercises: The ids of all exercises of the course.
  ///   - onlyExercise: The exercise that is graded, where it is only one: a file `Submission.swift`
  ///     is for it.
  ///   - roster: Who is in the class, if that is known.
  package init(exercises: [String], onlyExercise: String?, roster: Roster?) {
    self.exercises = exercises
    self.onlyExercise = onlyExercise
    self.roster = roster
  }

  /// Reads a class.
  ///
  /// - Parameters:
  ///   - path: A folder, or an archive.
  ///   - exercises: The ids of all exercises of the course.
  ///   - onlyExercise: As in ``init(exercises:onlyExercise:roster:)``.
  ///   - roster: Who is in the class, if that is known.
  /// - Returns: Everybody's work.
  /// - Throws: If it cannot be read, nobody's work is in it, or a manifest in it is wrong.
  package static func read(
    _ path: String, exercises: [String], onlyExercise: String? = nil, roster: Roster? = nil
  ) throws(DiagnosticList) -> ClassInput {
    let root = try root(path)
    // An archive that is named for an exercise is for that one.
    let named = InputNode.archiveStem(root.file).flatMap { exercises.contains($0) ? $0 : nil }
    var reader = ClassReader(
      exercises: exercises, onlyExercise: onlyExercise ?? named, roster: roster)
    return try reader.read(root.node, path: path, isArchive: root.isArchive)
  }

  /// Why a path is nothing to read submissions from.
  private static func refusal(_ path: String) -> String {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      return "it is neither a folder nor an archive"
    }
    // A folder that cannot be listed.
    if access(path, R_OK | X_OK) == 0 { return "it cannot be listed" }
    return systemReason()
  }

  private static func root(
    _ path: String
  ) throws(DiagnosticList) -> (node: InputNode, file: String, isArchive: Bool) {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    let name = trimmed.split(separator: "/").last.map(String.init) ?? trimmed
    // The teacher's own path may be a link; what lies behind it is checked.
    if let nodes = InputNode.list(path) {
      return (InputNode(name: name, content: .folder(nodes)), name, false)
    }
    let node = InputNode.onDisk(path, name: name)
    guard case .file = node.content, InputNode.archiveStem(name) != nil else {
      throw DiagnosticList([
        Diagnostic(
          message: "cannot read the folder of submissions '\(path)': \(refusal(path))", help: help)
      ])
    }
    do throws(ArchiveFault) {
      return (try node.unpacked(limits: .class, times: .ofEntries), name, true)
    } catch {
      throw DiagnosticList([
        Diagnostic(location: SourceLocation(path: path), message: error.reason, help: help)
      ])
    }
  }

  static let help =
    "give a folder that holds one folder a student: <student>/<exercise-id>.swift, "
    + "or an archive of it, or what Moodle, Canvas or Gradescope export"

  private mutating func read(
    _ root: InputNode, path: String, isArchive: Bool
  ) throws(DiagnosticList) -> ClassInput {
    // A folder is what the teacher named; an archive often has one more around all.
    let top = isArchive ? root.unwrapped { isStudent($0) } : root
    let refusals = top.name == root.name ? root.refusals : root.refusals + top.refusals
    for reason in refusals { warn(path, "an entry is passed over: \(reason)", help: nil) }
    let children = top.visibleChildren
    let metadata = try table(GradescopeMetadata.fileName, in: children, path) {
      bytes, shown throws(DiagnosticList) in try GradescopeMetadata(bytes, path: shown)
    }
    let times = try table(SubmissionTimes.fileName, in: children, path) {
      [exercises] bytes, shown throws(DiagnosticList) in
      try SubmissionTimes(bytes, path: shown, exercises: exercises)
    }
    for child in children {
      take(child, path: path, depth: isArchive ? 1 : 0, metadata: metadata)
    }
    guard !found.isEmpty || roster != nil else {
      throw DiagnosticList([
        Diagnostic(message: "there is no student's folder in '\(path)'", help: Self.help)
      ])
    }
    return finished(times)
  }

  /// Whether a folder is a student's, and no wrapper around the class.
  private func isStudent(_ node: InputNode) -> Bool {
    guard case .plain(_, let time) = LMSName(folder: node.name), time == nil else { return true }
    return node.visibleChildren.contains { child in
      if child.name.wholeMatch(of: NamePatterns.attempt) != nil { return true }
      if child.name.hasSuffix(".swift") { return LMSName(file: child.name) == nil }
      return exercises.contains(InputNode.archiveStem(child.name) ?? child.name)
    }
  }

  private func table<Table>(
    _ name: String, in nodes: [InputNode], _ path: String,
    read: (_ bytes: [UInt8], _ shown: String) throws(DiagnosticList) -> Table
  ) throws(DiagnosticList) -> Table? {
    guard let node = nodes.first(where: { $0.name == name }) else { return nil }
    let shown = "\(path)/\(name)"
    let reason: String
    switch node.content {
    case .file(let file):
      let bytes: [UInt8]
      do throws(InputFile.Fault) {
        bytes = try file.bytes(upTo: IntakeLimits.tableBytesMax)
      } catch {
        reason = error.reason
        break
      }
      return try read(bytes, shown)
    case .fault(let fault): reason = fault
    case .diskFolder, .folder: reason = "'\(name)' is a folder"
    }
    throw DiagnosticList([Diagnostic(location: SourceLocation(path: shown), message: reason)])
  }

  mutating func warn(
    _ path: String?, _ message: String, help: String?, isUrgent: Bool = false
  ) {
    let warning = Diagnostic(
      severity: .warning, location: path.map { SourceLocation(path: $0) }, message: message,
      help: help)
    if isUrgent { urgent.append(warning) } else { warnings.append(warning) }
  }
}
