internal import Diagnostics
internal import Foundation
internal import Results

/// Compiles an exercise's module and tests, once for each content of their files.
struct ExerciseBuilder: Sendable {
  let installation: Installation
  let compiler: PluginCompiler
  let judges: JudgeProcess
  let cache: String
  /// The folder of the exercise's module in that of all that is built: what submissions are compiled
  /// with, apart from the tests.
  private static let moduleFolder = "module"
  /// How long a suite may take to say which tests it has.
  static let outlineLimit = Duration.seconds(20)

  /// The compiled exercise, from the cache if its files are as they were.
  ///
  /// - Throws: `GradingError.input` if the exercise's own code does not compile.
  func build(_ exercise: GradedExercise, suites: [SuiteChoice]) async throws -> BuiltExercise {
    let moduleFiles = try sources("Protocol", in: exercise.folder)
    let suiteFiles = try suites.compactMap { suite -> (SuiteChoice, [SourceFile])? in
      switch suite {
      case .visible: (suite, try sources(suite.rawValue, in: exercise.folder))
      case .hidden: try exercise.graderFolder.map { (suite, try sources(suite.rawValue, in: $0)) }
      }
    }
    var hash = ContentHash()
    hash.add(exercise.id)
    hash.add(compiler.toolchain.version)
    hash.add(try identity(of: installation.judge))
    for file in moduleFiles + suiteFiles.flatMap(\.1) {
      hash.add(file.name)
      hash.add(file.bytes)
    }
    let key = hash.hexadecimal
    let folder = "\(cache)/exercises/\(key)"
    let files = FileManager.default
    if !files.fileExists(atPath: "\(folder)/outline.json") {
      // Built beside its place and then moved: another run may build the same at this moment.
      let draft = "\(folder).\(UUID().uuidString)"
      defer { try? files.removeItem(atPath: draft) }
      try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
      try files.createDirectory(
        atPath: "\(draft)/\(Self.moduleFolder)", withIntermediateDirectories: true)
      try await compile(exercise, moduleFiles, suiteFiles, into: draft)
      let libraries = suiteFiles.map { "\(draft)/lib\($0.0.rawValue).so" }
      let outline = try await self.outline(of: libraries, exercise: exercise)
      try JSONEncoder().encode(outline).write(to: URL(filePath: "\(draft)/outline.json"))
      if rename(draft, folder) != 0, !files.fileExists(atPath: "\(folder)/outline.json") {
        throw GradingError.machine("cannot write to the cache folder \(folder): \(systemReason())")
      }
    }
    CacheHold.use(folder)
    let outline = try JSONDecoder().decode(
      SuiteOutline.self, from: Data(contentsOf: URL(filePath: "\(folder)/outline.json")))
    return BuiltExercise(
      exercise: exercise, folder: "\(folder)/\(Self.moduleFolder)",
      protocolName: Self.protocolName(in: moduleFiles[0]),
      suites: suiteFiles.map { suite, _ in
        JudgeItem.Suite(path: "\(folder)/lib\(suite.rawValue).so", origin: suite.origin)
      }, outline: outline, hash: key)
  }

  /// The compiled exercises, several at a time: one that was never built takes seconds.
  ///
  /// - Returns: One for each exercise, in their order.
  /// - Throws: `GradingError.input` if the own code of one does not compile.
  func build(
    _ exercises: [GradedExercise], suites: [SuiteChoice], atOnce jobs: Int
  ) async throws -> [BuiltExercise] {
    try await exercises.mappedConcurrently(atOnce: jobs) { try await build($0, suites: suites) }
  }

  private func compile(
    _ exercise: GradedExercise, _ moduleFiles: [SourceFile],
    _ suites: [(SuiteChoice, [SourceFile])], into folder: String
  ) async throws {
    var limits = CompileJob.Limits()
    limits.processorSeconds = 120
    let module = CompileJob(
      module: exercise.module, sources: moduleFiles, kit: installation.kit, exercise: nil,
      emitsModule: true, optimisation: .speed, limits: limits)
    try await compile(
      module, shown: exercise.folder, work: "\(folder)/work-module",
      keep: ["lib\(exercise.module).so", "\(exercise.module).swiftmodule"],
      in: "\(folder)/\(Self.moduleFolder)")
    for (suite, files) in suites {
      let job = CompileJob(
        module: suite.rawValue, sources: files + [EntryFile.tests(suite: suite.rawValue)],
        kit: installation.kit, exercise: ("\(folder)/\(Self.moduleFolder)", exercise.module),
        optimisation: .speed,
        limits: limits)
      let shown = suite == .visible ? exercise.folder : exercise.graderFolder ?? exercise.folder
      try await compile(
        job, shown: shown, work: "\(folder)/work-\(suite.rawValue)",
        keep: ["lib\(suite.rawValue).so"], in: folder)
    }
  }

  private func compile(
    _ job: CompileJob, shown: String, work: String, keep: [String], in folder: String
  ) async throws {
    let files = FileManager.default
    defer { try? files.removeItem(atPath: work) }
    try files.createDirectory(atPath: work, withIntermediateDirectories: true)
    switch try await compiler.compile(job, into: work) {
    case .compiled:
      for name in keep {
        try files.moveItem(atPath: "\(work)/out/\(name)", toPath: "\(folder)/\(name)")
      }
    case .rejected(let result):
      let text = result.diagnostics.filter { !$0.contains(": warning: ") }
        .map { $0.hasPrefix("error") ? $0 : "\(shown)/\($0)" }.joined(separator: "\n")
      throw GradingError.input(
        DiagnosticList([
          Diagnostic(message: "the code of exercise '\(job.module)' does not compile", help: text)
        ]))
    }
  }

  private func outline(
    of libraries: [String], exercise: GradedExercise
  ) async throws -> SuiteOutline {
    let reply: JudgeReply
    do {
      reply = try await judges.withJudge { judge in
        try await judge.ask(.outline(suites: libraries), Self.outlineLimit)
      }
    } catch let gone as JudgeGone {
      throw GradingError.machine("the tests of \(exercise.id) cannot be loaded: \(gone.reason)")
    }
    switch reply {
    case .outline(let outline): return outline
    case .graderError(let reason):
      throw GradingError.machine("the tests of \(exercise.id) cannot be loaded: \(reason)")
    case .judged: throw GradingError.machine("the judge answered another question")
    }
  }

  /// The file of a name and those that go on with it: `NAME.swift`, then each `NAME+CONCERN.swift`.
  private func sources(_ name: String, in folder: String) throws -> [SourceFile] {
    let first = try source("\(folder)/\(name).swift")
    let others = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix(name + "+") && $0.hasSuffix(".swift") }.sorted()
    return try [first] + others.map { try source("\(folder)/\($0)") }
  }

  private func source(_ path: String) throws -> SourceFile {
    do {
      let url = URL(filePath: path)
      return SourceFile(name: url.lastPathComponent, bytes: Array(try Data(contentsOf: url)))
    } catch {
      throw GradingError.input(
        DiagnosticList([
          Diagnostic(
            message: "cannot read '\(path)'",
            help: "every exercise has Protocol.swift and VisibleTests.swift; "
              + "its hidden tests are in grader/<id>/HiddenTests.swift")
        ]))
    }
  }

  private func identity(of program: String) throws -> String {
    let attributes = try FileManager.default.attributesOfItem(atPath: program)
    return "\(program) \(attributes[.modificationDate] ?? "") \(attributes[.size] ?? "")"
  }

  /// The first protocol that the file makes public.
  private static func protocolName(in file: SourceFile) -> String {
    let text = String(decoding: file.bytes, as: UTF8.self)
    guard let match = text.firstMatch(of: /public protocol ([A-Za-z_0-9]+)/) else {
      return "the exercise's protocol"
    }
    return String(match.1)
  }
}
