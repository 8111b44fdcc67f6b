/// What a new course and a new lesson begin as.
enum LessonTemplate {
  static let course = """
    # docs/course-format.md says what may stand here and in the other files.
    title: TITLE
    language: en
    authors: [A. Author]
    lessons: []
    exercises: []

    """

  static let lesson = """
    id: LESSON
    title: TITLE
    summary: What this lesson is about, in one sentence.
    goals:
      - Say what the reader can do afterwards
    sections:
      - id: start
        title: A first section
        text: |
          Tell one thing, and then show it. The script below runs on the emulated kernel each time `threadbare lint`
          looks at it; change it, and `threadbare lint --record` writes its output anew.
        scripts:
          - name: wait-for-a-child
            kernel: 6.18
            decisions: parent-first
            tasks:
              main:
                - clone: {flags: 0, exit_signal: SIGCHLD, child: kid}
                - wait4: {pid: $kid}
              kid:
                - exit: 7
            output: |
              [2] clone(SIGCHLD) = 3
              [2] wait4(3, 0 <unfinished ...>
              [3] exit(7) = ?
              [3] +++ exited with 7 +++
              [2] <... wait4 resumed>) = 3 (exited with 7)
              [2] exit_group(0) = ?
              [2] +++ exited with 0 +++
        questions:
          - id: LESSON-first
            kind: choice
            prompt: What does the parent learn from `wait4`?
            choices:
              - text: The exit status of its child
                correct: true
                reason: The 7 comes out of the child's record, which is kept until then.
              - text: What its child has printed
                correct: false
                reason: That went to a file; `wait4` knows nothing of it.

    """
}
