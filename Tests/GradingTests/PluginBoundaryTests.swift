import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct `An exercise from a folder of its own` {
  @Test func `is checked and graded without rebuilding the tool`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let threadbare = try BuildProducts.executable(named: "threadbare")
      let check = try await run(threadbare, ["check", "01-double"], in: folder.url)
      #expect(check.exitCode == 0, "\(check)")
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      try folder.write("struct Nothing {}", to: "class/bob/01-double.swift")
      let grade = try await run(
        threadbare, ["grade", "class", "--out", "report"], in: folder.url)
      #expect(grade.exitCode == 0, "\(grade)")
      #expect(grade.output.contains("1 pass, 1 fail"), "\(grade)")
      let bob = try folder.text(of: "report/results.json")
      #expect(bob.contains("your file must declare `Submission`"))
    }
  }

  @Test func `compiles into plugins that carry no copy of the kit`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let threadbare = try BuildProducts.executable(named: "threadbare")
      let cache = folder.file("cache").path
      let check = try await run(
        threadbare, ["check", "01-double"], in: folder.url, environment: ["THREADBARE_CACHE": cache]
      )
      #expect(check.exitCode == 0, "\(check)")
      let plugins = try FileManager.default.subpathsOfDirectory(atPath: cache)
        .filter { $0.hasPrefix("exercises/") && $0.hasSuffix(".so") }
      #expect(plugins.count == 2)
      for plugin in plugins {
        let symbols = try await run(
          systemProgram: "nm", ["-D", "--defined-only", "\(cache)/\(plugin)"])
        // Mangled names of the kit's own definitions: `$s11ExerciseKit…`, `$s9GraderKit…`.
        let copies = symbols.output.split(separator: "\n").filter {
          $0.contains(" $s11ExerciseKit") || $0.contains(" $s9GraderKit")
            || $0.contains(" $s10KernelCore") || $0.contains(" $s8LinuxABI")
        }
        // Witness tables and metadata that mention a kit's type are the plugin's own.
        let definitions = copies.filter { $0.contains(" T ") && !$0.contains("01_double") }
        #expect(definitions.isEmpty, "\(plugin) defines \(definitions.prefix(3))")
      }
    }
  }
}
