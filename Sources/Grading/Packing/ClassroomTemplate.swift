package import Courseware
package import Foundation

/// The template repository of a GitHub Classroom assignment: the starter, the text, and the workflow that grades.
///
/// Students may write to all of it, the workflow included, and read whatever it reads. So the grader that it fetches has
/// the visible tests alone (`GraderBundle.Tests.visible`).
package enum ClassroomTemplate {
  /// Packs the template.
  ///
  /// - Parameters:
  ///   - exercise: The exercise.
  ///   - runner: What the reporter calls the exercise.
  ///   - file: The archive.
  /// - Returns: How many files it has.
  /// - Throws: `GradingError.machine`.
  package static func write(
    _ exercise: Exercise, runner: String, to file: URL
  ) throws(GradingError) -> Int {
    var bundle = BundleFiles(folder: "")
    bundle.add(exercise.submissionFile.name, file: exercise.starterFile.url)
    bundle.add("README.md", text: readme(exercise))
    bundle.add(".github/workflows/classroom.yml", text: workflow(runner: runner))
    return try bundle.write(to: file)
  }

  private static func readme(_ exercise: Exercise) -> String {
    """
    # \(exercise.title)

    Write into `\(exercise.submissionFile.name)`. Each push is graded with the visible tests; what the tests say stands in
    the log of the step *Autograding Reporter*.

    """
  }

  private static func workflow(runner: String) -> String {
    """
    # Grades each push with the visible tests. THREADBARE_GRADER_URL is a variable of the organisation or repository: where
    # the archive of `threadbare pack gradescope --visible` is.
    name: Autograding Tests
    on:
      - push
      - workflow_dispatch
      - repository_dispatch
    permissions:
      checks: write
      actions: read
      contents: read
    jobs:
      run-autograding-tests:
        runs-on: ubuntu-24.04
        timeout-minutes: 20
        if: github.actor != 'github-classroom[bot]'
        steps:
          - name: Checkout code
            uses: actions/checkout@v4
            with:
              path: submission
              persist-credentials: false
          - name: Get the grader
            env:
              URL: ${{ vars.THREADBARE_GRADER_URL }}
            run: |
              curl -fsSL -o grader.zip "$URL"
              mkdir -p grader
              unzip -q grader.zip -d grader
              sudo grader/setup.sh
          - name: Grade
            run: |
              sudo grader/autograde github-classroom submission results.env
              cat results.env >> "$GITHUB_ENV"
          - name: Autograding Reporter
            uses: classroom-resources/autograding-grading-reporter@v1
            with:
              runners: \(runner)

    """
  }
}
