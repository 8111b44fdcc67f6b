/// A lesson: what the reader learns, in sections with runnable material.
package struct Lesson: Sendable {
  /// Its id, which is its folder's name.
  package let id: Located<String>
  /// Its title.
  package let title: String
  /// What it is about in one sentence.
  package let summary: String
  /// What the reader can do afterwards.
  package let goals: [String]
  /// The exercise that goes with it.
  package let exercise: Located<String>?
  /// Its sections, at least one.
  package let sections: [Section]
}

/// A part of a lesson with an anchor of its own.
package struct Section: Sendable {
  /// The anchor, unique in the lesson.
  package let id: Located<String>
  /// Its title.
  package let title: String
  /// Its Markdown.
  package let text: SourceText
  /// Flag words that the emulator judges.
  package let flags: [FlagExample]
  /// Small system-call scripts that the emulator runs.
  package let scripts: [ScriptExample]
  /// Programs of Task C.
  package let programs: [ProgramExample]
  /// Questions to the reader.
  package let questions: [Question]
}
