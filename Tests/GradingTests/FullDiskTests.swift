import Foundation
import TestSupport
import Testing

/// What a folder that cannot be written to leaves of an earlier report: all of it.
///
/// A small file system is mounted in a mount namespace, which needs root.
@Suite struct `A report folder without room` {
  private static let isRoot = geteuid() == 0

  @Test(
    .enabled(if: isRoot, "needs root, to mount a small file system"),
    arguments: [
      ("full", "size=2m", "dd if=/dev/zero of=out/filler bs=1k count=2048 2>/dev/null || true"),
      ("read-only", "size=4m", "mount -o remount,ro out"),
    ])
  func `keeps the old results, and says why`(name: String, size: String, spoil: String)
    async throws
  {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      try folder.write("nonsense", to: "later/bob/01-double.swift")
      try folder.write(
        """
        set -e
        mkdir out
        mount -t tmpfs -o \(size) tmpfs out
        "$1" grade class --out out --no-progress > first.txt
        cp -R out before
        cp -R later/bob class/
        \(spoil)
        status=0
        "$1" grade class --out out --no-progress > second.txt 2> error.txt || status=$?
        for file in index.html results.json gradebook.csv junit.xml students/ann.html; do
          cmp "out/$file" "before/$file"
        done
        exit $status
        """, to: "script")
      let outcome = try await runScript(in: folder)
      #expect(outcome.exitCode == 3, "\(outcome)")
      let error = try folder.text(of: "error.txt")
      #expect(error.hasPrefix("error: cannot "), "\(error)")
      #expect(
        error.contains(name == "full" ? "the disk is full" : "Read-only file system"), "\(error)")
    }
  }

  @Test(.enabled(if: isRoot, "needs root, to mount a small file system"))
  func `for what is compiled is no student's fault, and nothing of it is kept`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      try folder.write(smallCourseSolution + "\n", to: "class/bob/01-double.swift")
      try folder.write(
        """
        set -e
        mkdir small
        mount -t tmpfs -o size=300k tmpfs small
        dd if=/dev/zero of=small/filler bs=1k count=292 2>/dev/null
        "$1" grade class --out out --no-progress --only ann > first.txt
        TMPDIR="$PWD/small" "$1" grade class --out out --no-progress > second.txt
        "$1" grade class --out out --no-progress > third.txt
        """, to: "script")
      let outcome = try await runScript(in: folder)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let second = try folder.text(of: "second.txt")
      #expect(second.contains("1 pass, 0 fail, 0 not run, 1 grader error"), "\(second)")
      let third = try folder.text(of: "third.txt")
      #expect(third.contains("2 pass, 0 fail, 0 not run, 0 grader errors"), "\(third)")
    }
  }

  /// Runs `script` of a folder where it may mount what nobody else sees; `$1` is the program.
  private func runScript(in folder: TemporaryFolder) async throws -> ProgramOutcome {
    try await run(
      URL(filePath: "/usr/bin/unshare"),
      ["-m", "/bin/sh", "script", try BuildProducts.executable(named: "threadbare").path],
      in: folder.url)
  }
}
