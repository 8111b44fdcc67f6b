import Diagnostics

/// Checks what the parts of a lesson say of each other.
struct LessonReferences {
  let context: ReadingContext
  let lesson: Lesson
  /// The names of all programs, those that can't be read included: what is broken is not missing.
  let programs: [String]
  /// The names of all scripts, likewise.
  let scripts: [String]

  /// Reports names of programs and scripts that are not there, and lines that a program has not.
  func check() {
    for section in lesson.sections {
      if let example = section.workedExample { check(example) }
      for question in section.questions {
        guard case .trace(let trace) = question.form else { continue }
        switch trace.example {
        case .program(let name): refuseUnknown(name, in: programs, "program")
        case .script(let name): refuseUnknown(name, in: scripts, "script")
        }
      }
    }
  }

  private func check(_ example: WorkedExample) {
    refuseUnknown(example.program, in: programs, "program")
    guard let program = lesson.program(example.program.value) else { return }
    let count = program.lines.count
    for step in example.steps where step.lines.value.upperBound > count {
      context.error(
        "program \(quoted(program.name.value)) has \(count) lines", at: step.lines.span)
    }
  }

  private func refuseUnknown(_ name: Located<String>, in known: [String], _ noun: String) {
    guard !known.contains(name.value) else { return }
    context.error(
      "the lesson has no \(noun) \(quoted(name.value))", at: name.span,
      help: known.isEmpty ? nil : suggestion(for: name.value, in: known, listedAs: "\(noun)s"))
  }
}

extension YAMLNode {
  /// The names of all elements of the lists under a key in the sections of a lesson.
  func names(under key: String) -> [String] {
    elements(under: "sections").flatMap { section in
      section.elements(under: key).compactMap { element in
        guard case .scalar(let name, _) = element.value(of: "name")?.content else { return nil }
        return name
      }
    }
  }

  private func elements(under key: String) -> [YAMLNode] {
    guard case .sequence(let elements) = value(of: key)?.content else { return [] }
    return elements
  }

  /// The value of a key, whatever it is; nil where there is none.
  func value(of key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { entry in
      if case .scalar(key, _) = entry.key.content { true } else { false }
    }?.value
  }
}
