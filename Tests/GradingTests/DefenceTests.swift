import Courseware
import Foundation
import Grading
import Intake
import Results
import TestSupport
import Testing

/// Takes away one wall of the sandbox after the other: none of them is decoration.
///
/// Each time an attack comes through. Where two walls hold the same attack, one of them is shown to hold
/// it without the other.
///
/// Runs under `make fuzz`, as root, since hostile code runs with less around it.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["THREADBARE_FUZZ_DEFENCES"] != nil && geteuid() == 0,
    "runs under `make fuzz`, as root"))
struct `A sandbox without one of its walls` {
  /// A sandbox, an attack of `grader/attacks`, and what the results say if it comes through.
  struct Trial: CustomTestStringConvertible, Sendable {
    let attack: String
    let exercise: String
    let tier: Sandbox.Tier
    let without: Set<Defence>
    let comesThrough: Bool
    var sign = "LEAKED"

    var testDescription: String {
      "\(attack) in \(tier), without \(without.map(\.rawValue).sorted())"
    }
  }

  private static let trials = [
    // Files: Landlock holds them where no namespace does.
    Trial(
      attack: "21-reads-tests", exercise: "answer", tier: .user, without: [.landlock],
      comesThrough: true),
    Trial(
      attack: "21-reads-tests", exercise: "answer", tier: .namespaces, without: [.landlock],
      comesThrough: false),
    // A file that is root's alone: the user holds it where Landlock does not.
    Trial(
      attack: "reads-shadow", exercise: "answer", tier: .user, without: [.landlock],
      comesThrough: false),
    Trial(
      attack: "reads-shadow", exercise: "answer", tier: .user, without: [.landlock, .user],
      comesThrough: true),
    // Processes: the filter, and limits without it.
    Trial(
      attack: "32-fork-bomb", exercise: "calls", tier: .namespaces, without: [.filter],
      comesThrough: false),
    Trial(
      attack: "32-fork-bomb", exercise: "calls", tier: .namespaces, without: [.filter, .limits],
      comesThrough: true),
    // Sockets: the filter alone.
    Trial(
      attack: "41-network", exercise: "calls", tier: .namespaces, without: [.filter],
      comesThrough: true),
    // Processor time: limits alone.
    Trial(
      attack: "34-loops", exercise: "answer", tier: .namespaces, without: [.limits],
      comesThrough: true, sign: "3 s on the clock"),
  ]

  private static let readsShadow = """
    import ExerciseKit
    import Exercise_answer
    import Glibc

    struct Submission: Doubling {
        func double(_ number: Int32) throws -> Int32 {
            let text = open("/etc/shadow", O_RDONLY) >= 0 ? "LEAKED /etc/shadow" : "nothing"
            _ = (text + "\\n").withCString { write(2, $0, strlen($0)) }
            exit(3)
        }
    }
    """

  @Test(arguments: trials) func `lets an attack through, or does not`(trial: Trial) async throws {
    let products = try BuildProducts.executable(named: "threadbare").deletingLastPathComponent()
    let attacks = Repository.file("grader/attacks")
    let course = try Course.load(
      from: try CourseFolder.find(course: attacks.appending(path: "course").path, grader: nil)
    ).get()
    let exercises = course.exercises.filter { $0.id.value == trial.exercise }
    try await withTemporaryFolder { folder in
      let file = "class/eve/\(trial.exercise).swift"
      let source = attacks.appending(path: "\(trial.attack)/\(trial.exercise).swift")
      try folder.write(
        trial.attack == "reads-shadow"
          ? Self.readsShadow : String(contentsOf: source, encoding: .utf8), to: file)
      let input = try ClassReader.read(
        folder.file("class").path, exercises: exercises.map(\.id.value), onlyExercise: nil,
        roster: nil)
      let workshop = try await Workshop.prepare(
        .required, in: try Installation.locate(besides: products.path), only: trial.tier,
        without: trial.without)
      let grader = Grader(
        workshop: workshop, course: .init(id: "attacks", title: "Attacks"),
        exercises: exercises.map { GradedExercise($0, in: course) }, jobs: 1,
        reusesResults: false)
      let out = folder.file("out").path
      let run = try await grader.grade(input.students, output: out, store: out) { _ in }
      let results = run.students.flatMap(\.exercises)
      let said = results.flatMap { [$0.reason ?? ""] + $0.tests.map(\.message) }
      #expect(
        said.contains { $0.contains(trial.sign) } == trial.comesThrough,
        "\(run.sandbox): \(Set(said))")
      #expect(results.allSatisfy { $0.compile.status == .ok })
    }
  }
}
