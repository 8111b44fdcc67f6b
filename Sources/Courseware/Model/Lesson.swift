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
  /// What to read next.
  package let further: [FurtherReading]

  /// The files that it was read from, `lesson.yaml` first.
  package var sources: [SourceFile] {
    var files = [id.span.file]
    func add(_ file: SourceFile) {
      if file.path != files[0].path { files.append(file) }
    }
    for section in sections { add(section.text.start.file) }
    for section in sections {
      for program in section.programs { add(program.text.start.file) }
    }
    return files
  }

  /// The program with a name.
  package func program(_ name: String) -> ProgramExample? {
    for section in sections {
      if let found = section.programs.first(where: { $0.name.value == name }) { return found }
    }
    return nil
  }

  /// The script with a name.
  package func script(_ name: String) -> ScriptExample? {
    for section in sections {
      if let found = section.scripts.first(where: { $0.name.value == name }) { return found }
    }
    return nil
  }
}

/// A part of a lesson with an anchor of its own.
package struct Section: Sendable {
  /// The anchor, unique in the lesson.
  package let id: Located<String>
  /// Its title.
  package let title: String
  /// Its Markdown.
  package let text: SourceText
  /// Where the book and the kernel differ.
  package let differences: [BookDifference]
  /// Flag words that the emulator judges.
  package let flags: [FlagExample]
  /// Small system-call scripts that the emulator runs.
  package let scripts: [ScriptExample]
  /// Programs of Task C.
  package let programs: [ProgramExample]
  /// A program of the lesson, explained step by step.
  package let workedExample: WorkedExample?
  /// Questions to the reader.
  package let questions: [Question]

  /// All Markdown of the section, in the order in which a page shows it.
  package var texts: [SourceText] {
    [text] + differences.flatMap { [$0.book, $0.kernel] }
      + (workedExample?.steps.map(\.text) ?? []) + questions.flatMap(\.texts)
  }
}

/// A place where the chapter and a real kernel differ.
package struct BookDifference: Sendable {
  /// What the chapter says, in Markdown.
  package let book: SourceText
  /// What Linux does, in Markdown.
  package let kernel: SourceText
  /// Where that is written: a file and a function, a commit, or a section of a man page.
  package let source: String
}

/// A program of the lesson, explained by steps that say what each part is for.
package struct WorkedExample: Sendable {
  /// Some lines of the program with what they are for.
  package struct Step: Sendable {
    /// What the lines are for, as a heading.
    package let subgoal: Located<String>
    /// The lines of the program, from 1; those of the next step come after them.
    package let lines: Located<ClosedRange<Int>>
    /// Why these lines, in Markdown.
    package let text: SourceText
  }

  /// The name of the program.
  package let program: Located<String>
  /// The steps, at least one.
  package let steps: [Step]
}

/// Something to read after the lesson.
package struct FurtherReading: Sendable {
  /// What it is called.
  package let title: String
  /// Where it is.
  package let url: Located<String>
  /// Why it is worth reading, in one sentence.
  package let why: String
}
