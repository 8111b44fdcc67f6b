import Diagnostics

/// Reads `instructor.yaml`.
struct InstructorReader {
  let context: ReadingContext

  private static let keys = ["text", "plans", "misconceptions", "peer_instruction"]
  private static let planKeys = ["title", "sessions"]
  private static let sessionKeys = ["title", "lessons", "exercises", "text"]
  private static let misconceptionKeys = ["wrong", "right", "lesson"]
  private static let questionKeys = ["question", "when", "discuss"]

  /// The guide as far as it can be read; everything wrong is reported.
  func guide(_ root: YAMLNode) -> InstructorGuide? {
    guard let fields = FieldReader(root, "an instructor's guide", keys: Self.keys, in: context)
    else { return nil }
    return InstructorGuide(
      text: fields.has("text") ? fields.markdown("text", .optional) : nil,
      plans: fields.list("plans", read: plan),
      misconceptions: fields.list("misconceptions", read: misconception),
      peerQuestions: fields.list("peer_instruction", read: peerQuestion))
  }

  private func plan(_ node: YAMLNode) -> InstructorGuide.Plan? {
    guard let fields = FieldReader(node, "a plan", keys: Self.planKeys, in: context) else {
      return nil
    }
    let title = fields.line("title")
    let sessions = fields.list("sessions", read: session)
    guard let title else { return nil }
    return InstructorGuide.Plan(title: title.value, sessions: sessions)
  }

  private func session(_ node: YAMLNode) -> InstructorGuide.Plan.Session? {
    guard let fields = FieldReader(node, "a session", keys: Self.sessionKeys, in: context) else {
      return nil
    }
    let title = fields.line("title")
    let lessons = fields.ids("lessons", .optional)
    let exercises = fields.ids("exercises", .optional)
    let text = fields.has("text") ? fields.markdown("text", .optional) : nil
    guard let title else { return nil }
    return InstructorGuide.Plan.Session(
      title: title.value, lessons: lessons, exercises: exercises, text: text)
  }

  private func misconception(_ node: YAMLNode) -> InstructorGuide.Misconception? {
    guard
      let fields = FieldReader(
        node, "a misconception", keys: Self.misconceptionKeys, in: context)
    else { return nil }
    let wrong = fields.markdown("wrong")
    let right = fields.markdown("right")
    let lesson = fields.has("lesson") ? fields.id("lesson", .optional) : nil
    guard let wrong, let right else { return nil }
    return InstructorGuide.Misconception(wrong: wrong, right: right, lesson: lesson)
  }

  private func peerQuestion(_ node: YAMLNode) -> InstructorGuide.PeerQuestion? {
    guard
      let fields = FieldReader(
        node, "a question for peer instruction", keys: Self.questionKeys, in: context)
    else { return nil }
    let question = fields.id("question")
    let when = fields.line("when")
    let discuss = fields.markdown("discuss")
    guard let question, let when, let discuss else { return nil }
    return InstructorGuide.PeerQuestion(question: question, when: when.value, discuss: discuss)
  }
}
