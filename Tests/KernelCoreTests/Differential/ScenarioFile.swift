import Foundation
import TestSupport

/// A scenario with the record that Linux gave.
struct ScenarioFile: Sendable, CustomStringConvertible {
  /// The file's name without its extension: the section of the rules, and what it is about.
  let name: String
  let scenario: Scenario
  /// The release of the kernel that was asked; nil where none was yet.
  var release: String?
  var record: String?

  var description: String { name }

  /// All of them, in the order of their names.
  static let all: [ScenarioFile] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".txt") && $0 != "pending.txt" }.sorted().compactMap {
      name in
      do {
        return try ScenarioFile(
          String(name.dropLast(4)),
          text: String(contentsOf: folder.appending(path: name), encoding: .utf8))
      } catch {
        preconditionFailure("\(name): \(error)")
      }
    }
  }()

  /// The scenarios whose record the emulator does not give yet.
  static let pending: Set<String> = {
    let file = folder.appending(path: "pending.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return Set(text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init))
  }()

  /// Takes scenarios off the list of those that the emulator does not play as Linux does yet.
  ///
  /// - Throws: What Foundation throws.
  static func takeOffPending(_ names: Set<String>) throws {
    let file = folder.appending(path: "pending.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let left = lines.filter { !names.contains(String($0)) }
    try (left.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
  }

  private static let folder = Repository.file("Tests/KernelCoreTests/Scenarios")

  init(_ name: String, text: String) throws {
    self.name = name
    let parts = text.components(separatedBy: "\n---\n")
    scenario = try Scenario(parts[0])
    guard parts.count > 1, let end = parts[1].firstIndex(of: "\n") else { return }
    release = String(parts[1][..<end].dropFirst("Linux ".count))
    record = String(parts[1][parts[1].index(after: end)...])
  }

  /// Writes the file anew with a record.
  ///
  /// - Throws: What Foundation throws.
  func write(_ record: String, of release: String) throws {
    let text = scenario.text + "---\nLinux \(release)\n" + record
    try text.write(
      to: Self.folder.appending(path: name + ".txt"), atomically: true, encoding: .utf8)
  }
}
