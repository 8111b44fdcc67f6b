import Foundation
import TestSupport
import Testing

@Suite struct `The house` {
  static let folders = ["Sources", "Tests", "lessons", "exercises", "grader", "site", "docs"]
  static let files = [
    "Package.swift", "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile",
  ]

  /// What is written beside these and not kept: by SwiftPM which versions it took, by `check` how an editor compiles.
  static let records = ["Package.resolved", "compile_commands.json"]

  @Test func `the top level holds what the design names and nothing else`() throws {
    let ignored = Tree.generated.union(Self.records)
    let found = Tree.names(in: "").filter { !$0.hasPrefix(".") && !ignored.contains($0) }
    #expect(found == (Self.folders + Self.files).sorted())
  }

  @Test func `what is generated is ignored by Git`() throws {
    let ignored = try Repository.text(of: ".gitignore").split(separator: "\n")
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "/")) }
    for name in Tree.generated.subtracting([".git", "node_modules"]).union(Self.records) {
      #expect(ignored.contains(name))
    }
  }

  @Test func `every script starts with its shell and stops at the first failure`() throws {
    let scripts = Tree.names(in: ".ci").filter { !$0.contains(".") }
    #expect(scripts.contains("run"))
    for name in scripts {
      let path = ".ci/\(name)"
      let text = try Repository.text(of: path)
      #expect(text.hasPrefix("#!/usr/bin/env bash\n"), "\(path)")
      #expect(text.contains("\nset -euo pipefail\n"), "\(path)")
      #expect(FileManager.default.isExecutableFile(atPath: Repository.file(path).path), "\(path)")
    }
  }

  /// A rule that the `rules` map leaves out is a rule turned off.
  @Test func `the formatter's settings name every rule and every option`() async throws {
    let outcome = try await run(systemProgram: "swift", ["format", "dump-configuration"])
    let known = try settings(in: outcome.output)
    let ours = try settings(in: Repository.text(of: ".swift-format"))
    #expect(!known.rules.isEmpty)
    #expect(ours.rules == known.rules)
    #expect(ours.options == known.options)
  }

  private func settings(in text: String) throws -> (rules: Set<String>, options: Set<String>) {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let options = try #require(object)
    let rules = try #require(options["rules"] as? [String: Any])
    return (Set(rules.keys), Set(options.keys))
  }
}
