import Diagnostics

/// Reads the questions of lessons.
struct QuestionReader {
  let context: ReadingContext

  private static let commonKeys = ["id", "kind", "prompt"]
  private static let choiceKeys = ["text", "correct", "reason"]

  /// The keys that questions of a kind have beside the common ones.
  private static func keys(of kind: Question.Kind) -> [String] {
    switch kind {
    case .choice: ["choices"]
    case .trace: ["program", "script", "reason", "wrong"]
    case .ordering: ["lines", "distractors", "code"]
    case .fillIn: ["text", "blanks"]
    case .matching: ["pairs", "distractors"]
    }
  }

  /// The question, or nil when a required part of it can't be read; everything wrong is reported.
  func question(_ node: YAMLNode) -> Question? {
    // Which keys are known depends on the kind; of an unknown kind all are, and its name is the error.
    let kind = Self.kind(of: node)
    let special =
      kind.map { Self.keys(of: $0) } ?? Question.Kind.allCases.flatMap { Self.keys(of: $0) }
    guard
      let fields = FieldReader(node, "a question", keys: Self.commonKeys + special, in: context)
    else { return nil }
    let id = fields.id("id")
    let known = fields.choice("kind", of: Question.Kind.self)
    let prompt = fields.markdown("prompt")
    guard let known, let form = form(known, fields) else { return nil }
    guard let id, let prompt else { return nil }
    return Question(id: id, prompt: prompt, form: form)
  }

  private static func kind(of node: YAMLNode) -> Question.Kind? {
    guard case .scalar(let word, _) = node.value(of: "kind")?.content else { return nil }
    return Question.Kind(rawValue: word)
  }

  private func form(_ kind: Question.Kind, _ fields: FieldReader) -> Question.Form? {
    switch kind {
    case .choice: .choice(choices(fields))
    case .trace: trace(fields).map { .trace($0) }
    case .ordering: ordering(fields).map { .ordering($0) }
    case .fillIn: FillInReader(context: context).fillIn(fields).map { .fillIn($0) }
    case .matching: matching(fields).map { .matching($0) }
    }
  }

  // MARK: Choices

  private func choices(_ fields: FieldReader) -> [Question.Choice] {
    let errorsBefore = context.errorCount
    let choices = fields.list("choices", read: choice)
    // Of choices that can't all be read nothing is known.
    if context.errorCount == errorsBefore { checkBalance(of: choices, in: fields) }
    return choices
  }

  /// A question that every answer or none answers right asks nothing.
  private func checkBalance(of choices: [Question.Choice], in fields: FieldReader) {
    guard !choices.isEmpty else { return }
    let place = fields.keySpan("choices")
    if !choices.contains(where: \.isCorrect) {
      context.error(
        "no choice of the question is right", at: place,
        help: "mark each right one with \"correct: true\"")
    } else if choices.allSatisfy(\.isCorrect) {
      context.error("every choice of the question is right", at: place, help: "add a wrong one")
    }
  }

  private func choice(_ node: YAMLNode) -> Question.Choice? {
    guard let fields = FieldReader(node, "a choice", keys: Self.choiceKeys, in: context) else {
      return nil
    }
    let text = fields.markdown("text")
    let isCorrect = fields.boolean("correct", .optional) ?? false
    let reason = fields.markdown("reason")
    guard let text, let reason else { return nil }
    return Question.Choice(text: text, isCorrect: isCorrect, reason: reason)
  }

  // MARK: Traces

  private func trace(_ fields: FieldReader) -> Question.Trace? {
    let example: Question.Trace.Example?
    if fields.has("script") {
      if fields.has("program") {
        context.error(
          "\"program\" and \"script\" exclude each other", at: fields.keySpan("script"),
          help: "remove one of them")
      }
      example = fields.id("script").map { .script($0) }
    } else if fields.has("program") {
      example = fields.id("program").map { .program($0) }
    } else {
      context.error(
        "missing field \"program\" in a question", at: fields.span,
        help: "name the program whose output is asked for, or a script with \"script\"")
      example = nil
    }
    let reason = fields.markdown("reason")
    let wrong = wrongAnswers(fields, key: "output") { node in
      // A program may print nothing, and people may think that it does.
      context.anyText(of: node, called: "output").map { Located($0, at: node.span) }
    }
    guard let example, let reason else { return nil }
    return Question.Trace(example: example, reason: reason, wrong: wrong)
  }

  /// The typical wrong answers under `wrong`.
  ///
  /// - Parameters:
  ///   - fields: What has them.
  ///   - key: The key of the answer in each.
  ///   - read: Reads the answer.
  /// - Returns: Those that could be read.
  func wrongAnswers(
    _ fields: FieldReader, key: String, read: (YAMLNode) -> Located<String>?
  ) -> [Question.WrongAnswer] {
    fields.list("wrong") { node in
      guard
        let fields = FieldReader(node, "a wrong answer", keys: [key, "reason"], in: context)
      else { return nil }
      // Even nothing is an answer, so that a value which is empty is none that is missing.
      let answer: Located<String>?
      if let entry = fields.entry(key), case .scalar("", .quoted) = entry.value.content {
        answer = Located("", at: entry.value.span)
      } else {
        answer = fields.node(key).flatMap(read)
      }
      let reason = fields.markdown("reason")
      guard let answer, let reason else { return nil }
      return Question.WrongAnswer(answer: answer, reason: reason)
    }
  }

  // MARK: Orders and pairs

  private func ordering(_ fields: FieldReader) -> Question.Ordering? {
    let errorsBefore = context.errorCount
    let lines = fields.list("lines", read: orderedLine)
    let distractors = fields.list("distractors", .optional, read: orderedLine)
    let isCode = fields.boolean("code", .optional) ?? false
    guard context.errorCount == errorsBefore else { return nil }
    refuseFewer(lines.count, than: Question.Ordering.linesMin, in: fields, "lines")
    for distractor in distractors {
      guard let line = lines.first(where: { $0.text.value == distractor.text.value }) else {
        continue
      }
      context.error(
        "a line that belongs nowhere is one of those in order", at: distractor.text.span,
        help: "it stands at \(line.text.span.location) too")
    }
    context.refuseRepeated(distractors.map(\.text), called: "line that belongs nowhere")
    if let first = lines.first, lines.allSatisfy({ $0.text.value == first.text.value }) {
      context.error("the lines are all the same", at: fields.keySpan("lines"))
    }
    return Question.Ordering(lines: lines, distractors: distractors, isCode: isCode)
  }

  private func orderedLine(_ node: YAMLNode) -> Question.Ordering.Line? {
    guard let fields = FieldReader(node, "a line", keys: ["text", "reason"], in: context) else {
      return nil
    }
    let text = fields.line("text")
    let reason = fields.markdown("reason")
    guard let text, let reason else { return nil }
    return Question.Ordering.Line(text: text, reason: reason)
  }

  private func matching(_ fields: FieldReader) -> Question.Matching? {
    let errorsBefore = context.errorCount
    let pairs = fields.list("pairs", read: pair)
    let distractors = fields.list("distractors", .optional, read: distractor)
    guard context.errorCount == errorsBefore else { return nil }
    refuseFewer(pairs.count, than: Question.Matching.pairsMin, in: fields, "pairs")
    context.refuseRepeated(
      pairs.map { Located($0.left.string, at: $0.left.start) }, called: "left side")
    context.refuseRepeated(
      distractors.map { Located($0.right.string, at: $0.right.start) }, called: "right side",
      after: pairs.map { Located($0.right.string, at: $0.right.start) })
    if let first = pairs.first, distractors.isEmpty,
      pairs.allSatisfy({ $0.right.string == first.right.string })
    {
      context.error("the right sides are all the same", at: fields.keySpan("pairs"))
    }
    return Question.Matching(pairs: pairs, distractors: distractors)
  }

  private func pair(_ node: YAMLNode) -> Question.Matching.Pair? {
    guard let fields = FieldReader(node, "a pair", keys: ["left", "right", "reason"], in: context)
    else { return nil }
    let left = fields.markdownLine("left")
    let right = fields.markdownLine("right")
    let reason = fields.markdown("reason")
    guard let left, let right, let reason else { return nil }
    return Question.Matching.Pair(left: left, right: right, reason: reason)
  }

  private func distractor(_ node: YAMLNode) -> Question.Matching.Distractor? {
    guard
      let fields = FieldReader(node, "a distractor", keys: ["right", "reason"], in: context)
    else { return nil }
    let right = fields.markdownLine("right")
    let reason = fields.markdown("reason")
    guard let right, let reason else { return nil }
    return Question.Matching.Distractor(right: right, reason: reason)
  }

  private func refuseFewer(_ count: Int, than least: Int, in fields: FieldReader, _ key: String) {
    // An empty list has been reported.
    guard count > 0, count < least else { return }
    context.error(
      "\(quoted(key)) has \(count) elements, \(least) are the least", at: fields.keySpan(key))
  }
}
