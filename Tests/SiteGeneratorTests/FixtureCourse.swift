import Courseware
import Foundation
import SiteGenerator
import TestSupport
import Testing

/// A small course in a temporary folder, and the site that is built of it.
struct FixtureCourse {
  let folder: TemporaryFolder

  /// Writes a course of two lessons and two exercises.
  init(in folder: TemporaryFolder) throws {
    self.folder = folder
    for (path, text) in Self.files { try folder.write(text, to: "course/\(path)") }
  }

  /// Where the site is built.
  var output: CoursePath { CoursePath(url: folder.file("out/site"), shown: "out/site") }

  /// Reads the course and builds its site.
  @discardableResult
  func build(
    theme: CoursePath = Self.theme, overrides: CoursePath? = nil,
    playing player: FigurePlayer? = nil
  ) throws -> SiteSummary {
    let root = CoursePath(url: folder.file("course"), shown: "course")
    let place = CourseFolder(root: root, grader: root.appending("grader"))
    let course = try Course.load(from: place).get()
    return try SiteGenerator(
      course: course, theme: theme, overriddenBy: overrides, output: output, playing: player
    ).build()
  }

  /// The project's own theme.
  static let theme = CoursePath(url: Repository.file("site"), shown: "site")

  /// The words of that theme.
  static func words() throws -> Words { try Words.load(theme: theme) }

  /// The bytes of a file of the site.
  func page(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: output.url.appending(path: path)))
  }

  /// The text of a file of the site.
  func text(_ path: String) throws -> String { String(decoding: try page(path), as: UTF8.self) }

  /// The paths of all files of the site, sorted.
  var files: [String] {
    let found = FileManager.default.enumerator(atPath: output.url.path)?.compactMap {
      $0 as? String
    }
    return (found ?? []).filter { path in
      var isFolder: ObjCBool = false
      let file = output.url.appending(path: path).path
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  /// The paths of all pages of the site, sorted.
  var pages: [String] { files.filter { $0.hasSuffix(".html") } }

  /// Puts a text in the place of another in a file of the course.
  func replace(_ old: String, with new: String, in path: String) throws {
    let text = try folder.text(of: "course/\(path)")
    try #require(text.contains(old), "\(path) does not hold \(old)")
    try folder.write(text.replacing(old, with: new), to: "course/\(path)")
  }

  /// Markup that must never become any.
  static let hostile = "<script>alert(1)</script>&amp;\"'><img src=x onerror=alert(1)>"

  /// The tasks of a script, in YAML: one makes another and waits for it.
  static let familyTasks =
    "{main: [{clone: {flags: 0, exit_signal: SIGCHLD, child: kid, as: kid}}, {wait4: {pid: $kid}}, "
    + "{exit_group: 0}], kid: [{exit: 7}]}"

  private static let files: [(String, String)] = [
    (
      "lessons/course.yaml",
      """
      title: A course of `clone` & co
      subtitle: \(quotedInYAML("Subtitle \(hostile)"))
      language: en
      authors: [\(quotedInYAML("An author \(hostile)")), B]
      lessons: [01-first, 02-second]
      exercises: [01-first, 02-second]
      """
    ),
    (
      "lessons/01-first/lesson.yaml",
      """
      id: 01-first
      title: \(quotedInYAML("First \(hostile)"))
      summary: \(quotedInYAML("Summary \(hostile)"))
      goals: [\(quotedInYAML("Goal \(hostile)")), Use `fork`]
      exercise: 01-first
      sections:
        - id: start
          title: \(quotedInYAML("Start \(hostile)"))
          text: |
            A link to [rules](lesson:02-second#rules), to [an exercise](exercise:02-second),
            to [a flag](flag:CLONE_VM), to [here](#start), to [elsewhere](https://example.org/?a=1&b=2).

            # A heading

            `\(hostile)`

            ```swift
            let hostile = "\(hostile)" // \(hostile)
            ```
          flags:
            - {name: fork, word: SIGCHLD, expect: ok, figure: sharing}
            - {name: lonely, word: CLONE_THREAD, expect: EINVAL}
            - {name: user, word: CLONE_NEWNS, caller: user, expect: EPERM}
          scripts:
            - name: family
              tasks: \(familyTasks)
          programs:
            - name: hostile
              text: |
                int main(void) {
                  printf("%s", "\(hostile)"); // \(hostile)
                }
              status: 3
              output: |
                \(hostile)
            - {name: quiet, text: 'int main(void) { for (;;) pause(); }', status: deadlock}
          questions:
            - id: one
              kind: choice
              prompt: \(quotedInYAML("Which? `\(hostile)`"))
              choices:
                - {text: \(quotedInYAML("This `\(hostile)`")), correct: true, reason: Because.}
                - {text: That, reason: \(quotedInYAML("Not `\(hostile)`"))}
            - id: two
              kind: trace
              prompt: What does it write?
              program: hostile
              reason: \(quotedInYAML("So `\(hostile)`"))
              wrong:
                - {output: \(quotedInYAML("wrong \(hostile)")), reason: No.}
                - {output: "", reason: It does write.}
            - id: three
              kind: ordering
              prompt: In which order?
              code: true
              lines:
                - {text: \(quotedInYAML("puts(\"\(hostile)\");")), reason: First.}
                - {text: "wait(NULL);", reason: Second.}
                - {text: "exit(0);", reason: Third.}
              distractors:
                - {text: "abort();", reason: It ends too early.}
            - id: four
              kind: fill-in
              prompt: Fill it.
              text: \(quotedInYAML("clone([[flags]]|SIGCHLD); \(hostile)"))
              blanks:
                - name: flags
                  accept: [CLONE_VM, \(quotedInYAML(hostile))]
                  reason: It shares memory.
                  wrong: [{answer: CLONE_FS, reason: It shares directories.}]
            - id: five
              kind: matching
              prompt: Match them.
              pairs:
                - {left: "`CLONE_VM`", right: "the *address* space", reason: Memory.}
                - {left: "`CLONE_FS`", right: \(quotedInYAML("directories `\(hostile)`")), reason: Root.}
                - {left: "`CLONE_FILES`", right: descriptors, reason: Files.}
              distractors:
                - {right: the environment, reason: It lies in memory.}
          worked_example:
            program: hostile
            steps:
              - {subgoal: \(quotedInYAML("Say it \(hostile)")), lines: 1-2, text: So it does.}
          differences:
            - {book: One thing., kernel: "Another, see [rules](lesson:02-second#rules).", source: \(quotedInYAML("kernel/fork.c \(hostile)"))}
      further:
        - {title: \(quotedInYAML("clone(2) \(hostile)")), url: "https://example.org/clone", why: It says all.}
      """
    ),
    (
      "lessons/02-second/lesson.yaml",
      """
      id: 02-second
      title: Second
      summary: The second lesson.
      goals: [Know the rules]
      sections:
        - id: rules
          title: Rules
          text: |
            Text.

            | a | b |
            |---|--:|
            | 1 | 2 |
          flags:
            - {name: vm, word: CLONE_VM|SIGCHLD, expect: ok, figure: sharing}
      """
    ),
    (
      "lessons/glossary.yaml",
      """
      terms:
        - {id: task, term: \(quotedInYAML("task \(hostile)")), text: "See [rules](lesson:02-second#rules).", see: [thread]}
        - {id: thread, term: thread, text: "One of a group: [a task](term:task).", avoid: [light-weight thread]}
      """
    ),
    (
      "lessons/instructor.yaml",
      """
      text: \(quotedInYAML("Read `\(hostile)`"))
      plans:
        - {title: \(quotedInYAML("One day \(hostile)")), sessions: [{title: All, lessons: [01-first], exercises: [02-second], text: Do it.}]}
      misconceptions:
        - {wrong: A thread is no task., right: It is one., lesson: 02-second}
      peer_instruction:
        - {question: one, when: First., discuss: Why?}
      """
    ),
    ("exercises/01-first/exercise.yaml", exercise("01-first", after: [])),
    ("exercises/02-second/exercise.yaml", exercise("02-second", after: ["01-first"])),
    (
      "exercises/01-first/Submission.swift",
      "struct Submission { let text = \"\(hostile)\" }  // write here\n"
    ),
    ("exercises/01-first/Protocol.swift", "public protocol P {}\n"),
    ("exercises/02-second/Submission.swift", "struct Submission {}\n"),
    ("grader/01-first/HiddenTests.swift", "// \(secret)\n"),
    ("grader/01-first/Solution.swift", "// \(secret)\n"),
  ]

  /// Stands in every file of the grader.
  static let secret = "nobody-may-see-this"

  private static func exercise(_ id: String, after: [String]) -> String {
    """
    id: \(id)
    title: \(quotedInYAML("Exercise \(id) \(hostile)"))
    summary: \(quotedInYAML("Summary \(hostile)"))
    kind: program
    lesson: 01-first
    minutes: 25
    prerequisites: [\(after.joined(separator: ", "))]
    subgoals: [\(quotedInYAML("Subgoal \(hostile)"))]
    hints: [First hint, \(quotedInYAML("Second `\(hostile)`"))]
    text: |
      Do it, as in [the lesson](lesson:01-first#start).
    """
  }

  static func quotedInYAML(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}
