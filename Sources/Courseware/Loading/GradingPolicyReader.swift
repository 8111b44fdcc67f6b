package import Diagnostics
internal import Results

/// Reads `grading.yaml`.
struct GradingPolicyReader {
  let context: ReadingContext
  /// The ids of the course's exercises.
  let exercises: [String]

  private static let ruleKeys = [
    "due", "grace_minutes", "penalty_percent_per_day", "penalty_cap_percent", "attempts",
  ]
  private static let keys = ruleKeys + ["time", "exercises", "extensions"]
  /// A year: an extension of more is a slip of the keyboard.
  private static let extensionDaysMax = 366

  /// The policy; everything wrong is reported.
  func policy(_ root: YAMLNode) -> GradingPolicy {
    var policy = GradingPolicy()
    guard let fields = FieldReader(root, "a grading policy", keys: Self.keys, in: context) else {
      return policy
    }
    policy.rules = rules(fields)
    policy.time = fields.choice("time", .optional, of: GradingPolicy.TimeSource.self) ?? .recorded
    for (id, node) in entries(of: fields, "exercises") where knows(id, among: exercises) {
      let noun = "the rules of an exercise"
      if let own = FieldReader(node, noun, keys: Self.ruleKeys, in: context) {
        policy.exercises[id.value] = rules(own)
      }
    }
    policy.extensions = entries(of: fields, "extensions").map { student, node in
      extensions(of: student, node)
    }
    return policy
  }

  private func rules(_ fields: FieldReader) -> GradingPolicy.Rules {
    GradingPolicy.Rules(
      due: fields.node("due", .optional).flatMap { time($0, called: "due") },
      graceMinutes: fields.integer("grace_minutes", .optional, in: 0...10_080),
      penaltyPercentPerDay: fields.integer("penalty_percent_per_day", .optional, in: 0...100),
      penaltyCapPercent: fields.integer("penalty_cap_percent", .optional, in: 0...100),
      attempts: fields.choice("attempts", .optional, of: GradingPolicy.AttemptChoice.self))
  }

  private func extensions(
    of student: Located<String>, _ node: YAMLNode
  ) -> GradingPolicy.StudentExtensions {
    var all: GradingPolicy.Extension?
    var own: [String: GradingPolicy.Extension] = [:]
    if case .mapping(let entries) = node.content {
      for entry in entries {
        guard case .scalar(let id, _) = entry.key.content,
          knows(Located(id, at: entry.key.span), among: exercises + ["all"]),
          let more = more(entry.value, called: id)
        else { continue }
        if id == "all" { all = more } else { own[id] = more }
      }
    } else if !node.isInvalid {
      context.error(
        "the extensions of a student are a mapping, not \(node.kindName)", at: node.span,
        help: "write \"all: 2\" under it, or an exercise with its own time")
    }
    return .init(student: student, all: all, exercises: own)
  }

  /// An extension: a number of days, or a time.
  private func more(_ node: YAMLNode, called name: String) -> GradingPolicy.Extension? {
    if case .scalar(let text, .plain) = node.content, let days = parseInteger(text) {
      guard (0...Self.extensionDaysMax).contains(days) else {
        context.error(
          "an extension is of 0 to \(Self.extensionDaysMax) days", at: node.span)
        return nil
      }
      return .days(days)
    }
    return time(node, called: name).map { .until($0) }
  }

  private func time(_ node: YAMLNode, called name: String) -> Timestamp? {
    guard let line = context.line(of: node, called: name) else { return nil }
    if let time = Timestamp(iso8601: line.value) { return time }
    context.error(
      "\(quoted(line.value)) is no time with an offset", at: line.span,
      help: "write it as 2026-10-01T23:59:00+02:00, or with Z for UTC")
    return nil
  }

  private func entries(
    of fields: FieldReader, _ key: String
  ) -> [(key: Located<String>, value: YAMLNode)] {
    guard let node = fields.node(key, .optional) else { return [] }
    guard case .mapping(let entries) = node.content else {
      context.error("\(quoted(key)) is a mapping, not \(node.kindName)", at: node.span)
      return []
    }
    return entries.compactMap { entry in
      guard case .scalar(let name, _) = entry.key.content else { return nil }
      return (Located(name, at: entry.key.span), entry.value)
    }
  }

  private func knows(_ id: Located<String>, among known: [String]) -> Bool {
    if known.contains(id.value) { return true }
    context.error(
      "there is no exercise \(quoted(id.value))", at: id.span,
      help: suggestion(for: id.value, in: known, listedAs: "exercises"))
    return false
  }
}

extension Course {
  /// Where the grading policy of a course is written.
  static func policyFile(in folder: CourseFolder) -> CoursePath {
    folder.grader.appending("grading.yaml")
  }

  /// Reads `grading.yaml` in the grader's folder.
  ///
  /// - Returns: The policy; the default one where there is no such file.
  /// - Throws: All that is wrong with it.
  package func gradingPolicy() throws(DiagnosticList) -> GradingPolicy {
    let place = Self.policyFile(in: folder)
    guard place.isFile || place.isFolder else { return GradingPolicy() }
    let context = ReadingContext(file: try SourceFile(reading: place))
    let root = YAMLComposer.compose(in: context)
    let reader = GradingPolicyReader(context: context, exercises: exercises.map(\.id.value))
    let policy = root.map(reader.policy)
    guard let policy, !context.diagnostics.hasErrors else { throw context.diagnostics }
    return policy
  }
}
