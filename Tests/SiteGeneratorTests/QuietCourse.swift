/// A course whose own texts have no Latin letters but in names and code: all others on its pages are the
/// interface's.
enum QuietCourse {
  /// Its files.
  static let files: [(String, String)] = [
    (
      "lessons/course.yaml",
      """
      id: quiet
      title: Курс
      subtitle: Нити
      language: xx
      authors: [Анна, Борис, Вера]
      lessons: [01-first, 02-second]
      exercises: [01-first, 02-second]
      """
    ),
    (
      "lessons/01-first/lesson.yaml",
      """
      id: 01-first
      title: Один
      summary: Первый.
      goals: [Знать]
      exercise: 01-first
      sections:
        - id: start
          title: Начало
          text: Текст.
          flags:
            - {name: fork, word: SIGCHLD, expect: ok, figure: sharing}
            - {name: lonely, word: CLONE_THREAD, expect: EINVAL}
            - {name: user, word: CLONE_NEWNS, caller: user, expect: EPERM}
          scripts:
            - name: family
              figure: family
              tasks: &tasks \(FixtureCourse.familyTasks)
            - {name: timeline, figure: timeline, decisions: {seed: 3}, tasks: *tasks}
            - {name: sharing, figure: sharing, decisions: child-first, tasks: *tasks}
          programs:
            - {name: one, text: 'int main(void) { return 3; }', status: 3, output: "1"}
            - {name: two, text: 'int main(void) { for (;;) pause(); }', status: deadlock}
          questions:
            - id: one
              kind: choice
              prompt: Что?
              choices:
                - {text: Это, correct: true, reason: Да.}
                - {text: То, reason: Нет.}
            - id: two
              kind: trace
              prompt: Что?
              program: one
              reason: Да.
              wrong:
                - {output: "2", reason: Нет.}
                - {output: "", reason: Нет.}
            - id: three
              kind: ordering
              prompt: Как?
              lines:
                - {text: Раз, reason: Да.}
                - {text: Два, reason: Да.}
                - {text: Пять, reason: Да.}
              distractors:
                - {text: Три, reason: Нет.}
            - id: four
              kind: fill-in
              prompt: Что?
              text: "clone([[flags]]);"
              blanks:
                - {name: flags, accept: [CLONE_VM], reason: Да., wrong: [{answer: CLONE_FS, reason: Нет.}]}
            - id: five
              kind: matching
              prompt: Что?
              pairs:
                - {left: А, right: Б, reason: Да.}
                - {left: В, right: Г, reason: Да.}
                - {left: Е, right: Ж, reason: Да.}
              distractors:
                - {right: Д, reason: Нет.}
          worked_example:
            program: one
            steps:
              - {subgoal: Сказать, lines: 1, text: Так.}
          differences:
            - {book: Одно., kernel: Другое., source: "`fork.c`"}
      further:
        - {title: "`clone`", url: "https://example.org/clone", why: Всё.}
      """
    ),
    (
      "lessons/02-second/lesson.yaml",
      """
      id: 02-second
      title: Два
      summary: Второй.
      goals: [Знать]
      sections:
        - {id: rules, title: Правила, text: Текст.}
      """
    ),
    (
      "lessons/glossary.yaml",
      """
      terms:
        - {id: task, term: Задача, text: Да., see: [thread]}
        - {id: thread, term: Нить, text: Да.}
      """
    ),
    (
      "lessons/instructor.yaml",
      """
      text: Текст.
      plans:
        - {title: День, sessions: [{title: Всё, lessons: [01-first], exercises: [02-second], text: Да.}]}
      misconceptions:
        - {wrong: Нет., right: Да., lesson: 02-second}
      peer_instruction:
        - {question: one, when: Раз., discuss: Что?}
      """
    ),
    ("exercises/01-first/exercise.yaml", exercise("01-first", after: "")),
    ("exercises/02-second/exercise.yaml", exercise("02-second", after: "01-first")),
  ]

  private static func exercise(_ id: String, after: String) -> String {
    """
    id: \(id)
    title: Дело
    summary: Сделать.
    kind: program
    lesson: 01-first
    minutes: 25
    prerequisites: [\(after)]
    subgoals: [Начать]
    hints: [Так, Иначе]
    text: Сделать.
    """
  }
}
