internal import Diagnostics
internal import Results

/// What one student handed in, as far as it was found: attempts by exercise.
///
/// A folder, an archive and a single file of a download all come here; each may hold files of
/// exercises, folders or archives named for one, and folders of attempts.
struct StudentContent {
  /// Which attempt something belongs to.
  struct AttemptName: Hashable {
    var name = ""
    var number = 0
    var time: Attempt.Time?

    static func == (left: Self, right: Self) -> Bool {
      left.name == right.name && left.number == right.number
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(number)
    }
  }

  /// The ids of all exercises of the course.
  let exercises: [String]
  /// The exercise that `Submission.swift` is for, where only one is graded.
  let onlyExercise: String?
  private(set) var attempts: [String: [AttemptName: Attempt]] = [:]
  /// What could not be read at all, by attempt.
  private(set) var broken: [AttemptName: String] = [:]
  /// What counts for nothing.
  private(set) var passedOver: [PassedOver] = []
  /// Where each attempt comes from.
  private var origins: [String: [AttemptName: Origin]] = [:]

  /// Something that counts for nothing, and why.
  struct PassedOver {
    let path: String
    let message: String
    /// The name without an ending, where it might be a misspelt exercise.
    var id: String?
    /// Whether it may be another student's work.
    var isUrgent = false
  }

  private struct Origin {
    let path: String
    let claim: String
  }

  init(exercises: [String], onlyExercise: String?) {
    self.exercises = exercises
    self.onlyExercise = onlyExercise
  }

  /// Where a node was found.
  struct Place {
    var attempt: AttemptName
    /// The path for messages.
    var path: String
    /// How many archives lie around it.
    var depth: Int
    /// Whom the entry at the top names as the student: two that name different ones may be two students'.
    var claim: String
    /// Whether a system has put numbers behind names: elsewhere students choose names, and so could hand
    /// in as many guesses as they like.
    var hasNumbers = false
    /// Whether folders `attempt-N` are attempts: those that students make are none.
    var hasAttempts = true
    /// Whether the time of a file is that of its attempt, where no other is known.
    var takesTimes: Bool
  }

  /// Takes all that lies in a folder.
  mutating func take(folder: InputNode, at place: Place) {
    if let reason = folder.refusals.first {
      broken[place.attempt] = broken[place.attempt] ?? reason
      return
    }
    var path = place.path
    let node = folder.unwrapped(path: &path) {
      exercise(of: $0.name, place) != nil || attempt($0, place) != nil
    }
    var place = place
    place.path = path
    if let reason = node.refusals.first {
      broken[place.attempt] = broken[place.attempt] ?? reason
      return
    }
    // Files come before folders: of two for the same exercise the file counts.
    let children = node.visibleChildren
    for child in children where !child.isFolder { take(child, at: place) }
    let folders = children.filter(\.isFolder)
    let tries = folders.filter { isTry($0, place) }
    // Which of them is meant nobody can know, and all of them would be guesses.
    let areRefused = tries.count > 1
    if areRefused {
      let names = tries.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      broken[place.attempt] =
        broken[place.attempt]
        ?? "the folders \(names) are no attempts where students make them: hand in one version"
    }
    for child in folders {
      if areRefused, isTry(child, place) {
        passOver(child, place, "an attempt in a folder that a student made is passed over")
      } else {
        take(child, at: place)
      }
    }
  }

  /// Takes one file or folder.
  mutating func take(_ node: InputNode, at place: Place) {
    switch node.content {
    case .diskFolder, .folder: takeFolder(node, at: place)
    case .fault(let reason):
      let stem = InputNode.archiveStem(node.name) ?? Self.swiftStem(node.name) ?? node.name
      if let found = exercise(of: stem, place) {
        add(.unusable(reason), to: found, node, place)
      } else if InputNode.archiveStem(node.name) != nil {
        broken[place.attempt] = broken[place.attempt] ?? reason
      } else {
        passOver(node, place, Self.noExercise, id: stem)
      }
    case .file(let file):
      if InputNode.archiveStem(node.name) != nil {
        takeArchive(node, at: place)
      } else if let stem = Self.swiftStem(node.name), let found = exercise(of: stem, place) {
        add(.file(file), to: found, node, place)
      } else if isSubmission(node.name, place), let onlyExercise {
        let number = place.hasNumbers ? number(of: node.name) : 0
        add(.file(file), to: (onlyExercise, number), node, place)
      } else if !Self.tables.contains(node.name) {
        passOver(node, place, Self.noExercise, id: Self.swiftStem(node.name) ?? node.name)
      }
    }
  }

  private static let tables = [
    SubmissionTimes.fileName, GradescopeMetadata.fileName, SubmissionManifest.fileName,
  ]

  private mutating func takeFolder(_ node: InputNode, at place: Place) {
    var inner = place
    inner.path += "/\(node.name)"
    if let found = exercise(of: node.name, place) {
      add(files(of: node, at: place), to: found, node, place)
    } else if let attempt = attempt(node, place) {
      inner.attempt = attempt
      inner.hasAttempts = false
      take(folder: node, at: inner)
    } else if isTry(node, place) {
      // The only one: a folder like any other around the files.
      take(folder: node, at: inner)
    } else {
      passOver(node, place, Self.noExercise, id: node.name)
    }
  }

  private mutating func takeArchive(_ node: InputNode, at place: Place) {
    let stem = InputNode.archiveStem(node.name) ?? node.name
    let named = exercise(of: stem, place)
    let folder: InputNode
    do throws(ArchiveFault) {
      guard place.depth < IntakeLimits.archiveDepthMax else {
        throw ArchiveFault(reason: "the archive '\(node.name)' lies too deep in other archives")
      }
      folder = try node.unpacked(limits: .inner, times: .ofArchive)
      if let refusal = folder.refusals.first
        ?? folder.children.lazy.compactMap(\.refusals.first).first
      {
        throw ArchiveFault(reason: "the archive '\(node.name)' is refused: \(refusal)")
      }
    } catch {
      if let named {
        add(.unusable(error.reason), to: named, node, place)
      } else {
        broken[place.attempt] = broken[place.attempt] ?? error.reason
      }
      return
    }
    var inner = place
    inner.depth += 1
    inner.path += "/\(node.shownName)"
    if let named {
      let files = files(of: folder, at: inner)
      add(files, to: named, node, place)
    } else {
      if inner.hasNumbers, let number = LMSName.resubmission(stem)?.number {
        inner.attempt.number = number
      }
      // The student packed it: what is in it has names of the student's.
      inner.hasNumbers = false
      inner.hasAttempts = false
      if inner.takesTimes, inner.attempt.time == nil { inner.attempt.time = Self.time(of: node) }
      take(folder: folder, at: inner)
    }
  }

  // MARK: Names

  private static func swiftStem(_ name: String) -> String? {
    name.hasSuffix(".swift") ? String(name.dropLast(6)) : nil
  }

  /// The exercise that a name without ending means, and the number behind it.
  private func exercise(of stem: String, _ place: Place) -> (id: String, number: Int)? {
    if exercises.contains(stem) { return (stem, 0) }
    guard place.hasNumbers, let again = LMSName.resubmission(stem),
      exercises.contains(again.stem)
    else { return nil }
    return (again.stem, again.number)
  }

  private func isSubmission(_ name: String, _ place: Place) -> Bool {
    guard let stem = Self.swiftStem(name) else { return false }
    if stem == "Submission" { return true }
    return place.hasNumbers && LMSName.resubmission(stem)?.stem == "Submission"
  }

  private func number(of name: String) -> Int {
    Self.swiftStem(name).flatMap { LMSName.resubmission($0)?.number } ?? 0
  }

  /// The attempt that a folder is named for, as `attempt-2` is.
  private func attempt(_ node: InputNode, _ place: Place) -> AttemptName? {
    guard node.isFolder, place.hasAttempts else { return nil }
    if let match = node.name.wholeMatch(of: NamePatterns.attempt), let number = Int(match.1) {
      return AttemptName(name: node.name, number: number, time: place.attempt.time)
    }
    return nil
  }

  /// Whether a folder is named like an attempt where it is none.
  private func isTry(_ node: InputNode, _ place: Place) -> Bool {
    !place.hasAttempts && node.isFolder && exercise(of: node.name, place) == nil
      && node.name.wholeMatch(of: NamePatterns.attempt) != nil
  }

  // MARK: Files

  /// The files of an exercise's folder, or of the one archive in it.
  private func files(of folder: InputNode, at place: Place) -> Attempt.Content {
    let node = folder.unwrapped { _ in false }
    if let reason = node.refusals.first { return .unusable(reason) }
    let children = node.visibleChildren
    let sources = children.filter { $0.name.hasSuffix(".swift") && !$0.isFolder }
    var files: [InputFile] = []
    for source in sources {
      switch source.content {
      case .file(let file): files.append(file)
      case .fault(let reason): return .unusable(reason)
      case .diskFolder, .folder: break
      }
    }
    if !files.isEmpty { return .files(files) }
    let archives = children.filter { InputNode.archiveStem($0.name) != nil }
    guard archives.count == 1, place.depth < IntakeLimits.archiveDepthMax else {
      return .unusable("the folder '\(folder.name)' holds no .swift file")
    }
    do throws(ArchiveFault) {
      let inner = try archives[0].unpacked(limits: .inner, times: .ofArchive)
      if case .fault(let reason) = archives[0].content { return .unusable(reason) }
      var place = place
      // What an archive holds is looked for once: a third one in it is none of it.
      place.depth = IntakeLimits.archiveDepthMax
      return self.files(of: inner, at: place)
    } catch {
      return .unusable(error.reason)
    }
  }

  private mutating func add(
    _ content: Attempt.Content, to exercise: (id: String, number: Int), _ node: InputNode,
    _ place: Place
  ) {
    var name = place.attempt
    if exercise.number > 0 { name.number = exercise.number }
    if let first = origins[exercise.id]?[name] {
      return pass(over: node, place, exercise.id, name, first)
    }
    origins[exercise.id, default: [:]][name] = Origin(
      path: "\(place.path)/\(node.shownName)", claim: place.claim)
    let time = name.time ?? (place.takesTimes ? Self.time(of: node) : Self.modified(node))
    attempts[exercise.id, default: [:]][name] = Attempt(
      name: name.name.isEmpty && name.number > 0 ? "resubmission \(name.number)" : name.name,
      time: time, content: content, number: name.number)
  }

  private static func time(of node: InputNode) -> Attempt.Time? {
    switch latest(in: node) {
    case .recorded(let time): .recorded(time)
    case .modified(let time): .modified(time)
    case nil: nil
    }
  }

  private static func modified(_ node: InputNode) -> Attempt.Time? {
    guard case .modified(let time) = latest(in: node) else { return nil }
    return .modified(time)
  }

  /// The time of a file, or of the newest file in a folder.
  private static func latest(in node: InputNode) -> InputNode.Time? {
    guard node.isFolder else { return node.time }
    let times = node.visibleChildren.filter { !$0.isFolder }.compactMap(\.time)
    return times.max { seconds($0) < seconds($1) }
  }

  private static func seconds(_ time: InputNode.Time) -> Int {
    switch time {
    case .recorded(let time), .modified(let time): time.seconds
    }
  }

  // MARK: What counts for nothing

  private static let noExercise = "this belongs to no exercise and is passed over"

  /// Passes over what is there already; if an entry for somebody else had it, neither counts.
  private mutating func pass(
    over node: InputNode, _ place: Place, _ exercise: String, _ name: AttemptName, _ first: Origin
  ) {
    // By bytes: two spellings of an umlaut may be two students.
    guard !first.claim.utf8.elementsEqual(place.claim.utf8) else {
      return passOver(
        node, place, "this exercise is there already, as '\(first.path)'; this one is passed over")
    }
    attempts[exercise]?[name]?.content = .unusable(
      "it was found twice, under the names of different students: which of them counts is for the "
        + "teacher to say")
    passOver(
      node, place,
      "this exercise of the student is there already under another name, as "
        + "'\(first.path)'; neither counts until one of them is taken away", isUrgent: true)
  }

  private mutating func passOver(
    _ node: InputNode, _ place: Place, _ message: String, id: String? = nil, isUrgent: Bool = false
  ) {
    passedOver.append(
      PassedOver(
        path: "\(place.path)/\(node.shownName)", message: message, id: id, isUrgent: isUrgent))
  }
}
