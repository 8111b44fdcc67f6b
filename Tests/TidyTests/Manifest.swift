import Foundation
import TestSupport

/// What Package.swift says about the targets under Sources/.
struct Manifest {
  /// One target.
  struct Target {
    let name: String
    /// The other targets that it declares; products of other packages are left out.
    let dependencies: [String]
    let purity: Purity
  }

  /// Whether a target must compile for the browser too.
  enum Purity {
    case pure
    case ordinary
  }

  /// The targets in the manifest's order, without those of Tests/.
  let targets: [Target]

  init() throws {
    let text = try Repository.text(of: "Package.swift")
    let kinds = /\.(target|executableTarget|systemLibrary|testTarget)\(/
    let starts = text.matches(of: kinds).map(\.range.lowerBound)
    targets = zip(starts, starts.dropFirst() + [text.endIndex]).compactMap { start, end in
      Self.target(in: text[start..<end])
    }
  }

  private static func target(in entry: Substring) -> Target? {
    guard !entry.hasPrefix(".testTarget"), !entry.contains("path: \"Tests/"),
      let name = entry.firstMatch(of: /name: "([\w-]+)"/)?.1
    else { return nil }
    let list = entry.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
    return Target(
      name: String(name),
      dependencies: list.matches(of: /"([\w-]+)"/).map { String($0.1) },
      purity: entry.contains(/swiftSettings: pure\b/) ? .pure : .ordinary)
  }
}
