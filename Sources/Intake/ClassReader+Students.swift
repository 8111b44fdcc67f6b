internal import Diagnostics
internal import Results

/// A student while the entries are gathered.
struct FoundStudent {
  let id: String
  /// The path of the first entry.
  let path: String
  var name: String
  var aliases: Set<String>
  let columns: [String: String]?
  var content: StudentContent
  /// Whether the only thing that was handed in is text written into the system.
  var hasOnlineText = false
}

extension ClassReader {
  /// Takes one entry from the top: a student's folder, or a file of a download.
  mutating func take(
    _ node: InputNode, path: String, depth: Int, metadata: GradescopeMetadata?
  ) {
    if node.name == SubmissionTimes.fileName || node.name == GradescopeMetadata.fileName { return }
    let shown = "\(path)/\(node.name)"
    var place = StudentContent.Place(
      attempt: .init(), path: shown, depth: depth, claim: node.name, takesTimes: true)
    if node.isFolder { return take(folder: node, place, metadata) }
    if let name = LMSName(file: node.name) { return take(node, name, place) }
    guard let stem = InputNode.archiveStem(node.name) else {
      return warn(
        shown, "this is no student's folder and is passed over",
        help: "a student is a folder, not a link, and its name is UTF-8")
    }
    // A student's whole work as an archive.
    var named = node
    named.name = stem
    place.path = path
    place.claim = stem
    for student in students(folder: named, metadata, &place) {
      change(student, alias: stem, path: shown) { $0.content.take(node, at: place) }
    }
  }

  private mutating func take(
    folder node: InputNode, _ place: StudentContent.Place, _ metadata: GradescopeMetadata?
  ) {
    var place = place
    var isOnlineText = false
    if case .moodle(_, _, .onlinetext, _) = LMSName(folder: node.name) { isOnlineText = true }
    for student in students(folder: node, metadata, &place) {
      change(student, alias: node.name, path: place.path) { found in
        if isOnlineText {
          found.hasOnlineText = true
        } else {
          found.content.take(folder: node, at: place)
        }
      }
    }
  }

  /// Takes a file that a system named.
  private mutating func take(
    _ node: InputNode, _ name: LMSName, _ place: StudentContent.Place
  ) {
    var place = place
    let shown = place.path
    place.path = String(shown.dropLast(node.name.count + 1))
    var inner = node
    inner.wholeName = node.name
    var student: Identity
    switch name {
    case .moodle(let fullName, let number, let kind, let own):
      student = identity([.moodleID], number, name: fullName)
      guard kind == .file, let own else {
        return change(student, alias: node.name, path: shown) { $0.hasOnlineText = true }
      }
      place.claim = Self.claim(fullName, number)
      inner.name = own
    case .canvas(let shortName, let isLate, let user, let submission, let own):
      student = identity([.canvasID], user, name: nil, shown: shortName)
      student.aliases.insert(submission)
      place.claim = Self.claim(shortName, user)
      place.hasNumbers = true
      inner.name = own
      // An archive of Canvas's has the time of the download, not that of the work.
      place.takesTimes = false
      if isLate { place.attempt.time = .markedLate }
    case .gradescope, .plain: return
    }
    inner.content = rename(node.content, inner.name)
    change(student, alias: node.name, path: shown) { $0.content.take(inner, at: place) }
  }

  private func rename(_ content: InputNode.Content, _ name: String) -> InputNode.Content {
    guard case .file(let file) = content else { return content }
    return .file(InputFile(name: name, source: file.source))
  }

  // MARK: Who it is

  /// A student as an entry names one.
  struct Identity {
    let id: String
    let name: String
    let onRoster: Roster.Student?
    /// What the system calls the student besides.
    var aliases: Set<String>
  }

  /// Whom a system's name means: nobody else has both.
  private static func claim(_ name: String, _ number: String) -> String { "\(number) \(name)" }

  /// The student that a system's value means: the roster's, else one of the system's own.
  ///
  /// The name helps only where the roster has no value of the system's for the student: students may
  /// change what a system calls them, to another's name too.
  private func identity(
    _ keys: [Roster.Key], _ value: String, name: String?, shown: String? = nil
  ) -> Identity {
    let namesake = name.flatMap { roster?.student(named: $0) }.flatMap { student in
      keys.contains { student.columns[$0.rawValue] != nil } ? nil : student
    }
    let student = roster?.student(keys, value) ?? namesake
    return Identity(
      id: student?.id ?? value, name: student?.name ?? name ?? shown ?? value, onRoster: student,
      aliases: Set([value, name, shown].compactMap(\.self)))
  }

  /// The students whose folder this is: several share a group's submission of Gradescope.
  private mutating func students(
    folder node: InputNode, _ metadata: GradescopeMetadata?, _ place: inout StudentContent.Place
  ) -> [Identity] {
    switch LMSName(folder: node.name) {
    case .moodle(let name, let number, _, _):
      place.hasAttempts = false
      place.claim = Self.claim(name, number)
      return [identity([.moodleID], number, name: name)]
    case .gradescope(let id):
      place.hasAttempts = false
      guard let submission = metadata?.submissions[id], !submission.submitters.isEmpty else {
        return [plain(node.name)]
      }
      place.attempt = .init(
        name: "submission \(id)", number: Int(id) ?? 0,
        time: submission.created.map(Attempt.Time.recorded))
      return submission.submitters.map { identity(of: $0, folder: node.name) }
    case .plain(let student, let time):
      if let time {
        place.hasAttempts = false
        place.claim = student
        place.attempt = .init(name: time.iso8601, number: 0, time: .recorded(time))
      }
      return [plain(student)]
    case .canvas:
      return []
    }
  }

  private func plain(_ student: String) -> Identity {
    identity([.id, .username, .sisLoginID, .sisUserID, .email], student, name: nil)
  }

  private func identity(
    of submitter: GradescopeMetadata.Submitter, folder: String
  ) -> Identity {
    let student =
      submitter.sid.flatMap { roster?.student([.id, .sisUserID, .username], $0) }
      ?? submitter.email.flatMap { roster?.student([.email, .sisLoginID], $0) }
      ?? submitter.name.flatMap { roster?.student(named: $0) }
    let own = submitter.sid ?? submitter.email ?? submitter.name ?? folder
    return Identity(
      id: student?.id ?? own, name: student?.name ?? submitter.name ?? own, onRoster: student,
      aliases: Set([submitter.sid, submitter.email, submitter.name].compactMap(\.self)))
  }

  private mutating func change(
    _ identity: Identity, alias: String, path: String, _ body: (inout FoundStudent) -> Void
  ) {
    // Swift compares text as Unicode does, and so do the results: two spellings of an umlaut are one id.
    if let known = found[identity.id], !known.id.utf8.elementsEqual(identity.id.utf8) {
      return warn(
        path,
        "the name is that of '\(known.path)', in another spelling of Unicode; this one is passed over",
        help: "give one of them another name, so that it is clear whose work each is",
        isUrgent: true)
    }
    var student =
      found[identity.id]
      ?? FoundStudent(
        id: identity.id, path: path, name: identity.name, aliases: [],
        columns: identity.onRoster?.columns,
        content: StudentContent(exercises: exercises, onlyExercise: onlyExercise))
    if student.name == student.id { student.name = identity.name }
    student.aliases.formUnion(identity.aliases)
    student.aliases.insert(alias)
    body(&student)
    found[identity.id] = student
  }

  // MARK: All together

  /// The class, when all entries were taken.
  mutating func finished(_ times: SubmissionTimes?) -> ClassInput {
    var students: [StudentInput] = []
    for student in roster?.students ?? [] {
      if let entry = found.removeValue(forKey: student.id) {
        students.append(input(entry))
      } else {
        students.append(
          StudentInput(
            id: student.id, name: student.name,
            aliases: aliases(student.columns), columns: student.columns, attempts: [:]))
      }
    }
    for id in found.keys.sorted() {
      guard let entry = found[id] else { continue }
      if roster != nil {
        warn(
          nil, "\(quoted(id)) is on no line of the roster and is graded under this id",
          help: suggestion(
            for: id, in: roster?.students.map(\.id) ?? [], listedAs: "students"))
      }
      students.append(input(entry))
    }
    apply(times, to: &students)
    warnings = urgent + warnings
    let rest = warnings.count - IntakeLimits.warningsMax
    if rest > 0 {
      warnings.removeLast(rest)
      warn(nil, "\(rest) more files or folders are passed over", help: nil)
    }
    return ClassInput(students: students, warnings: DiagnosticList(warnings))
  }

  /// What a name was meant to be, each time; the list of all exercises only once.
  private mutating func exerciseHelp(for id: String) -> String? {
    let isNear = nearest(to: id, in: exercises) != nil
    guard isNear || !hasListedExercises else { return nil }
    hasListedExercises = hasListedExercises || !isNear
    return suggestion(for: id, in: exercises, listedAs: "exercises")
  }

  private mutating func input(_ entry: FoundStudent) -> StudentInput {
    for item in entry.content.passedOver {
      warn(
        item.path, item.message, help: item.id.flatMap { exerciseHelp(for: $0) },
        isUrgent: item.isUrgent)
    }
    var attempts: [String: [Attempt]] = [:]
    for exercise in exercises {
      var named = entry.content.attempts[exercise] ?? [:]
      for (name, reason) in entry.content.broken where named[name] == nil {
        named[name] = Attempt(
          name: name.name, time: name.time, content: .unusable(reason), number: name.number)
      }
      if named.isEmpty, entry.hasOnlineText {
        named[.init()] = Attempt(
          name: "", time: nil,
          content: .unusable("only an online text was handed in, which is not graded"), number: 0)
      }
      if named.isEmpty { continue }
      attempts[exercise] = Array(ordered(Array(named.values)).suffix(IntakeLimits.attemptsMax))
      if named.count > IntakeLimits.attemptsMax {
        warn(
          entry.path,
          "there are \(named.count) attempts at \(quoted(exercise)); only the last "
            + "\(IntakeLimits.attemptsMax) are graded", help: nil)
      }
    }
    return StudentInput(
      id: entry.id, name: entry.name, aliases: entry.aliases.union(aliases(entry.columns ?? [:])),
      columns: entry.columns, attempts: attempts)
  }

  private func aliases(_ columns: [String: String]) -> Set<String> {
    Set(Roster.Key.allCases.compactMap { columns[$0.rawValue] })
  }

  /// Attempts from the first to the last: by time where every time is known, else by number.
  private func ordered(_ attempts: [Attempt]) -> [Attempt] {
    func recorded(_ attempt: Attempt) -> Timestamp? {
      if case .recorded(let time) = attempt.time { time } else { nil }
    }
    let areTimed = attempts.allSatisfy { recorded($0) != nil }
    return attempts.sorted { left, right in
      if areTimed, let one = recorded(left), let other = recorded(right), one != other {
        return one < other
      }
      return (left.number, left.name) < (right.number, right.name)
    }
  }

  /// Enters the times of the manifest.
  private mutating func apply(_ times: SubmissionTimes?, to students: inout [StudentInput]) {
    guard let times else { return }
    for row in times.rows {
      let id =
        roster?.student([.id, .username, .sisLoginID, .sisUserID, .email], row.student)?.id
        ?? row.student
      guard let index = students.firstIndex(where: { $0.id == id }),
        var attempts = students[index].attempts[row.exercise]
      else {
        warnings.append(
          times.table.diagnostic(
            "nothing was handed in for this line", at: row.studentCell, severity: .warning))
        continue
      }
      guard
        let position = row.attempt.map({ name in attempts.firstIndex { $0.name == name } })
          ?? (attempts.count - 1)
      else {
        warnings.append(
          times.table.diagnostic(
            "there is no attempt \(quoted(row.attempt ?? ""))", at: row.studentCell,
            severity: .warning))
        continue
      }
      attempts[position].time = .recorded(row.time)
      students[index].attempts[row.exercise] = ordered(attempts)
    }
  }
}
