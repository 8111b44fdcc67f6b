import TestSupport
import Testing

@Suite struct `Layers` {
  let manifest: Manifest

  init() throws {
    manifest = try Manifest()
  }

  @Test func `the table has the manifest's targets and no others`() {
    #expect(manifest.targets.map(\.name).sorted() == layers.keys.sorted())
  }

  @Test func `every declared dependency points down`() {
    for target in manifest.targets {
      for dependency in target.dependencies {
        #expect(
          layers[dependency, default: 0] < layers[target.name, default: 0],
          "\(target.name) depends on \(dependency), which is not below it")
      }
    }
  }

  @Test func `every imported module is declared as a direct dependency`() throws {
    let modules = Set(layers.keys.map { $0.replacing("-", with: "_") })
    for target in manifest.targets {
      for path in Tree.files(under: ["Sources/\(target.name)"], endings: [".swift"]) {
        for found in imports(in: try Repository.text(of: path)) where modules.contains(found.module)
        {
          #expect(
            target.dependencies.contains(found.module),
            "\(path):\(found.line) imports \(found.module), which \(target.name) does not declare")
        }
      }
    }
  }
}

@Suite struct `Pure targets` {
  let targets: [Manifest.Target]

  init() throws {
    targets = try Manifest().targets.filter { $0.purity == .pure }
  }

  @Test func `there are some, and they depend on pure targets alone`() {
    #expect(targets.map(\.name).contains("KernelCore"))
    let pure = Set(targets.map(\.name))
    for target in targets {
      #expect(pure.isSuperset(of: target.dependencies), "\(target.name) depends on more")
    }
  }

  @Test func `they import nothing but each other`() throws {
    // Atomics are part of the language, and are there in Embedded Swift too.
    let pure = Set(targets.map(\.name)).union(["Synchronization"])
    try forEachFile { path, text in
      for found in imports(in: text) {
        #expect(pure.contains(found.module), "\(path):\(found.line) imports \(found.module)")
      }
    }
  }

  /// Each is missing in Embedded Swift, or would make a run depend on a seed of the process.
  @Test func `they use no dictionary, set, existential, coding or reflection`() throws {
    let forbidden = /\b(Dictionary|Set|Codable|Encodable|Decodable|Mirror|any)\b|\[\s*[\w.]*\s*:/
    try forEachFile { path, text in
      for line in SourceText(text).codeLines {
        if let match = line.text.firstMatch(of: forbidden) {
          Issue.record("\(path):\(line.number) uses \"\(match.0)\"")
        }
      }
    }
  }

  private func forEachFile(_ check: (_ path: String, _ text: String) throws -> Void) throws {
    let folders = targets.map { "Sources/\($0.name)" }
    for path in Tree.files(under: folders, endings: [".swift"]) {
      try check(path, Repository.text(of: path))
    }
  }
}

/// The modules that a source imports, with their lines.
private func imports(in text: String) -> [(line: Int, module: String)] {
  let pattern =
    /^\s*(?:@[\w()]+\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
  return SourceText(text).codeLines.compactMap { line in
    line.text.firstMatch(of: pattern).map { (line.number, String($0.1)) }
  }
}
