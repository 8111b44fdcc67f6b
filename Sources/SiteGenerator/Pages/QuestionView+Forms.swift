import Courseware
import Markup

extension QuestionView {
  private var anchor: AnchorID { Self.anchor(question) }

  // MARK: Traces

  /// The fewest and the most lines of the field for an output.
  private static let rows = 3...20

  func trace(_ trace: Question.Trace, _ text: inout PageText) -> TemplateValues {
    // Without a record there is no lesson: `lint` and the example's view tell of it.
    let output = lesson.recordedOutput(of: trace) ?? ""
    var answers: [TemplateValues] = [
      answer(isRight: true, output, .questionRightOutput, trace.reason, &text)
    ]
    for wrong in trace.wrong {
      answers.append(
        answer(isRight: false, wrong.answer.value, .questionWrong, wrong.reason, &text))
    }
    let name: String
    let exampleAnchor: AnchorID
    switch trace.example {
    case .program(let program):
      name = program.value
      exampleAnchor = ProgramExampleView.anchor(named: name)
    case .script(let script):
      name = script.value
      exampleAnchor = ScriptExampleView.anchor(named: name)
    }
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false).count
    return [
      "outputOfHTML": .html(
        words.html(
          .questionOutputOf,
          [
            "name": .element { element in
              element.add(.a).set(.href, PageURL(anchor: exampleAnchor)).add(.code, text: name)
            }
          ])),
      "fieldAnchor": .text(Self.fieldAnchor(anchor).description),
      "rows": .number(min(max(lines, Self.rows.lowerBound), Self.rows.upperBound)),
      "answers": .list(answers),
    ]
  }

  private func answer(
    isRight: Bool, _ output: String, _ verdict: Phrase, _ reason: SourceText,
    _ text: inout PageText
  ) -> TemplateValues {
    [
      "verdict": isRight ? "right" : "wrong",
      "verdictName": .text(words.text(verdict)),
      "output": .optional(output.isEmpty ? nil : output),
      "reasonHTML": .html(text.html(reason, under: anchor)),
    ]
  }

  // MARK: Orderings

  func ordering(_ ordering: Question.Ordering, _ text: inout PageText) -> TemplateValues {
    var lines: [TemplateValues] = []
    for (index, line) in (ordering.lines + ordering.distractors).enumerated() {
      lines.append([
        // Lines of the same text have one key, so that either may stand in the other's place.
        "key": .number(ordering.lines.firstIndex { $0.text.value == line.text.value } ?? index),
        "lineHTML": .html(html(line.text.value, isCode: ordering.isCode)),
        "reasonHTML": .html(text.html(line.reason, under: anchor)),
      ])
    }
    let count = ordering.lines.count
    return [
      "isCode": .flag(ordering.isCode),
      "shuffled": .list(shuffle(lines.count).map { lines[$0] }),
      "lines": .list(Array(lines[..<count])),
      "hasDistractors": .flag(!ordering.distractors.isEmpty),
      "distractors": .list(Array(lines[count...])),
    ]
  }

  private func html(_ line: String, isCode: Bool) -> String {
    guard isCode else { return InlineText.html(line) }
    return HTMLFragment { root in
      Highlighter.write(line, in: .c, into: root.add(.code))
    }.html
  }

  /// An order of things that is another one for each question, the same in each build, and not the
  /// right one.
  private func shuffle(_ count: Int) -> [Int] {
    guard count > 1 else { return Array(0..<count) }
    // FNV-1a over the id, then a linear congruential step for each place (Knuth's MMIX constants).
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in question.id.value.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      order.swapAt(place, Int((state >> 33) % UInt64(place + 1)))
    }
    return order == Array(0..<count) ? order.reversed() : order
  }

  // MARK: Blanks

  func fillIn(_ fillIn: Question.FillIn, _ text: inout PageText) -> TemplateValues {
    func label(_ name: String) -> String { words.text(.questionBlank, ["name": name]) }
    let parts = fillIn.parts.map { part -> TemplateValues in
      switch part {
      case .text(let string): return ["text": .text(string), "blank": .flag(false)]
      case .blank(let name):
        let answers = fillIn.blanks.first { $0.name.value == name }.map { blank in
          blank.accept.map(\.value) + blank.wrong.map(\.answer.value)
        }
        // Wide enough for each of them, so that the width gives nothing away.
        let width = answers?.map(\.unicodeScalars.count).max() ?? 0
        return [
          "blank": .text(name), "size": .number(min(max(width, 6), 40)),
          "label": .text(label(name)),
        ]
      }
    }
    var blanks: [TemplateValues] = []
    for blank in fillIn.blanks {
      var answers = [given(isRight: true, blank.accept.map(\.value), blank.reason, &text)]
      for wrong in blank.wrong {
        answers.append(given(isRight: false, [wrong.answer.value], wrong.reason, &text))
      }
      blanks.append([
        "name": .text(blank.name.value), "label": .text(label(blank.name.value)),
        "answers": .list(answers),
      ])
    }
    return ["parts": .list(parts), "blanks": .list(blanks)]
  }

  private func given(
    isRight: Bool, _ answers: [String], _ reason: SourceText, _ text: inout PageText
  ) -> TemplateValues {
    [
      "verdict": isRight ? "right" : "wrong",
      "verdictName": .text(
        words.text(isRight ? .questionRightGiven : .questionWrongGiven)),
      "given": .list(answers.map { ["text": .text($0)] }),
      "reasonHTML": .html(text.html(reason, under: anchor)),
    ]
  }

  // MARK: Pairs

  func matching(_ matching: Question.Matching, _ text: inout PageText) -> TemplateValues {
    // Equal right sides are one.
    var rights: [SourceText] = []
    for right in matching.pairs.map(\.right) + matching.distractors.map(\.right)
    where !rights.contains(where: { $0.string == right.string }) {
      rights.append(right)
    }
    func key(_ right: SourceText) -> TemplateValue {
      .number(rights.firstIndex { $0.string == right.string } ?? 0)
    }
    let htmls = rights.map { text.html($0, under: anchor) }
    let options = shuffle(rights.count).map { index -> TemplateValues in
      [
        "key": .number(index), "textHTML": .html(htmls[index]),
        "text": .text(HTMLText.plain(htmls[index])),
      ]
    }
    var pairs: [TemplateValues] = []
    for (index, pair) in matching.pairs.enumerated() {
      pairs.append([
        "key": .number(index), "rightKey": key(pair.right),
        "leftAnchor": .text(Self.fieldAnchor(anchor, index).description),
        "leftHTML": .html(text.html(pair.left, under: anchor)),
        "rightHTML": .html(text.html(pair.right, under: anchor)),
        "reasonHTML": .html(text.html(pair.reason, under: anchor)),
        "options": .list(options),
      ])
    }
    var distractors: [TemplateValues] = []
    for distractor in matching.distractors {
      distractors.append([
        "rightKey": key(distractor.right),
        "rightHTML": .html(text.html(distractor.right, under: anchor)),
        "reasonHTML": .html(text.html(distractor.reason, under: anchor)),
      ])
    }
    return [
      "pairs": .list(pairs), "options": .list(options), "distractors": .list(distractors),
    ]
  }
}
