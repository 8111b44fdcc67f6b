import Courseware
import Markup

/// A box that says where the chapter and a real kernel differ.
struct DifferenceView {
  let difference: BookDifference
  let words: Words
  /// Its place in the lesson, from 1.
  let number: Int

  /// The box as its template shows it.
  func values(_ text: inout PageText, under anchor: AnchorID) -> TemplateValues {
    [
      // Landmarks of one kind need names of their own.
      "label": .text(words.text(.lessonDifferenceLabel, ["number": "\(number)"])),
      "bookHTML": .html(text.html(difference.book, under: anchor)),
      "kernelHTML": .html(text.html(difference.kernel, under: anchor)),
      "sourceHTML": .html(InlineText.html(difference.source)),
    ]
  }
}

/// A program of the lesson, explained by what its parts are for.
struct WorkedExampleView {
  let example: WorkedExample
  let words: Words
  let lesson: Lesson

  /// The id that the worked example of a section has on its page.
  static func anchor(under section: AnchorID) -> AnchorID {
    AnchorID(slugging: "worked-example").prefixed(by: section)
  }

  /// The id of its title.
  static func titleAnchor(under section: AnchorID) -> AnchorID {
    AnchorID(slugging: "worked-example-title").prefixed(by: section)
  }

  /// The worked example as its template shows it.
  func values(_ text: inout PageText, under anchor: AnchorID) -> TemplateValues {
    let lines = lesson.program(example.program.value)?.lines ?? []
    var steps: [TemplateValues] = []
    for step in example.steps {
      let range = step.lines.value
      let code = lines[min(range.lowerBound - 1, lines.count)..<min(range.upperBound, lines.count)]
      steps.append([
        "subgoalHTML": .html(InlineText.html(step.subgoal.value)),
        "lines": .text(
          range.count == 1
            ? words.text(.lessonLine, ["line": "\(range.lowerBound)"])
            : words.text(
              .lessonLines, ["first": "\(range.lowerBound)", "last": "\(range.upperBound)"])),
        "codeHTML": .html(
          HTMLFragment {
            Highlighter.write(code.joined(separator: "\n") + "\n", in: .c, into: $0)
          }.html),
        "textHTML": .html(text.html(step.text, under: anchor)),
      ])
    }
    return [
      "anchor": .text(Self.anchor(under: anchor).description),
      "titleAnchor": .text(Self.titleAnchor(under: anchor).description),
      "program": .text(example.program.value),
      "programURL": .url(
        PageURL(anchor: ProgramExampleView.anchor(named: example.program.value))),
      "steps": .list(steps),
    ]
  }
}
