import Markup
import Results

/// Writes `junit.xml`: a suite for each student and exercise, for the many tools that read it.
///
/// A failure is the student's, an error is the grader's. An exercise whose tests never ran has one
/// case, `compile` or `run`, that says why.
struct JUnitReport {
  private let run: GradingRun

  init(_ run: GradingRun) { self.run = run }

  /// Writes the whole file, a student at a time.
  func write<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var totals = Totals()
    for student in run.students {
      for exercise in student.exercises { totals.add(Totals(of: exercise.cases)) }
    }
    var xml = XMLStreamWriter()
    xml.startElement("testsuites")
    xml.attribute("name", run.course.id)
    totals.write(to: &xml)
    for student in run.students {
      for exercise in student.exercises { write(exercise, of: student, to: &xml) }
      try sink(xml.takeBytes())
    }
    try sink(xml.finish())
  }

  // MARK: Suites

  private struct Totals {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0
    var milliseconds = 0.0

    init() {}

    init(of cases: [TestResult]) {
      tests = cases.count
      for test in cases {
        switch test.verdict {
        case .pass: break
        case .fail: failures += 1
        case .notRun: skipped += 1
        case .graderError: errors += 1
        }
        if test.durationMilliseconds.isFinite { milliseconds += test.durationMilliseconds }
      }
    }

    mutating func add(_ other: Totals) {
      tests += other.tests
      failures += other.failures
      errors += other.errors
      skipped += other.skipped
      milliseconds += other.milliseconds
    }

    func write(to xml: inout XMLStreamWriter) {
      xml.attribute("tests", String(tests))
      xml.attribute("failures", String(failures))
      xml.attribute("errors", String(errors))
      xml.attribute("skipped", String(skipped))
      xml.attribute("time", JUnitReport.seconds(milliseconds))
    }
  }

  private func write(
    _ exercise: ExerciseResult, of student: StudentResult, to xml: inout XMLStreamWriter
  ) {
    let cases = exercise.cases
    xml.startElement("testsuite")
    xml.attribute("name", "\(student.id)/\(exercise.id)")
    Totals(of: cases).write(to: &xml)
    if !run.date.isEmpty { xml.attribute("timestamp", run.date) }
    xml.element("properties", [:]) { xml in
      let properties: KeyValuePairs = [
        "student": student.id, "exercise": exercise.id, "score": Points.text(exercise.score),
        "max_score": Points.text(exercise.maxScore), "toolchain": run.toolchain,
        "sandbox": exercise.sandbox,
      ]
      for (name, value) in properties { xml.element("property", ["name": name, "value": value]) }
      for column in ScoreColumn.columns(of: exercise) {
        xml.element("property", ["name": column.kind.rawValue, "value": column.text(exercise)])
      }
    }
    for test in cases {
      xml.startElement("testcase")
      xml.attribute("name", test.name)
      xml.attribute("classname", "\(exercise.id).\(student.id)")
      xml.attribute("time", Self.seconds(test.durationMilliseconds))
      write(test, to: &xml)
      xml.endElement()
    }
    xml.endElement()
  }

  private func write(_ test: TestResult, to xml: inout XMLStreamWriter) {
    switch test.verdict {
    case .pass: break
    case .notRun: xml.element("skipped", ["message": Clipping.line(test.message)])
    case .fail:
      xml.element("failure", ["message": Clipping.line(test.message), "type": "failure"]) {
        $0.text(test.details)
      }
    case .graderError:
      xml.element("error", ["message": Clipping.line(test.message), "type": "grader error"]) {
        $0.text(test.details)
      }
    }
  }

  /// A duration as the format wants it: seconds with milliseconds.
  private static func seconds(_ milliseconds: Double) -> String {
    guard milliseconds.isFinite, milliseconds > 0 else { return "0.000" }
    let whole = Int64(min(milliseconds, 1e15) + 0.5)
    let digits = String(1000 + whole % 1000).dropFirst()
    return "\(whole / 1000).\(digits)"
  }
}
