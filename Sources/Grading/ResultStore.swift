internal import Diagnostics
internal import Foundation
internal import GRDB
internal import Results

/// Every attempt at grading, in a SQLite file beside the report.
///
/// A result is kept under the hash of all that it depends on, so that the same command, given
/// again, goes on where it stopped, and nothing that changed is taken for what it was.
struct ResultStore: Sendable {
  private let queue: DatabaseQueue
  let path: String

  /// Opens the file, or makes it.
  ///
  /// - Throws: `GradingError.machine`.
  init(path: String) throws(GradingError) {
    self.path = path
    do {
      var configuration = Configuration()
      // Another grader may be at work in the same folder.
      configuration.busyMode = .timeout(30)
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try Self.migrations.migrate(queue)
    } catch {
      throw Self.fault("open", path, error)
    }
  }

  private static var migrations: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 attempts") { database in
      try database.create(table: "attempt") { table in
        table.autoIncrementedPrimaryKey("number")
        table.column("key", .text).notNull().indexed()
        table.column("student", .text).notNull()
        table.column("exercise", .text).notNull()
        table.column("verdict", .text).notNull()
        table.column("score", .double).notNull()
        table.column("graded", .text).notNull()
        table.column("result", .blob).notNull()
      }
      try database.create(table: "setting") { table in
        table.column("name", .text).primaryKey()
        table.column("value", .text).notNull()
      }
    }
    migrator.registerMigration("2 overrides") { database in
      try database.create(table: "override") { table in
        table.column("student", .text).notNull()
        table.column("exercise", .text).notNull()
        table.column("score", .double).notNull()
        table.column("reason", .text).notNull()
        table.column("given", .text).notNull()
        table.primaryKey(["student", "exercise"])
      }
      // The last run as it was computed, so that a report can be written again without grading.
      try database.create(table: "run") { table in
        table.column("number", .integer).primaryKey()
        table.column("audience", .text).notNull()
        table.column("run", .blob).notNull()
      }
    }
    migrator.registerMigration("3 students of the run") { database in
      // One by one: the JSON of a large class at once took more memory than all the rest.
      try database.create(table: "runStudent") { table in
        table.column("number", .integer).primaryKey()
        table.column("student", .blob).notNull()
      }
    }
    migrator.registerMigration("4 checksums and rejudgings") { database in
      // What an older version kept has none.
      try database.alter(table: "attempt") { table in table.add(column: "checksum", .text) }
      try database.create(table: "rejudging") { table in
        table.autoIncrementedPrimaryKey("number")
        table.column("applied", .text).notNull()
        table.column("rejudging", .blob).notNull()
      }
    }
    return migrator
  }

  /// Keeps a result.
  func save(_ result: ExerciseResult, student: String, key: String) throws(GradingError) {
    let now = ISO8601DateFormatter().string(from: Date())
    try write { database in
      let data = try JSONEncoder().encode(result)
      try database.execute(
        sql: """
          INSERT INTO attempt (key, student, exercise, verdict, score, graded, result, checksum)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          key, student, result.id, result.verdict.rawValue, result.score, now, data,
          Self.checksum(of: data, key: key),
        ])
    }
  }

  /// The class's secret, drawn once: from it come the random cases of the hidden tests.
  func secret() throws(GradingError) -> String {
    try write { database in
      let stored = try String.fetchOne(
        database, sql: "SELECT value FROM setting WHERE name = 'secret'")
      if let stored { return stored }
      var generator = SystemRandomNumberGenerator()
      let fresh = (0..<4).map { _ in String(generator.next(), radix: 16) }.joined(separator: "-")
      try database.execute(
        sql: "INSERT INTO setting (name, value) VALUES ('secret', ?)", arguments: [fresh])
      return fresh
    }
  }

  // MARK: - The database

  func read<Value>(_ body: (Database) throws -> Value) throws(GradingError) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw Self.fault("read", path, error)
    }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(GradingError) -> Value {
    do {
      return try queue.write(body)
    } catch {
      throw Self.fault("write", path, error)
    }
  }

  private static func fault(_ action: String, _ path: String, _ error: any Error) -> GradingError {
    if let known = error as? GradingError { return known }
    let code = (error as? DatabaseError)?.resultCode
    if code == .SQLITE_CORRUPT || code == .SQLITE_NOTADB {
      return .input(
        DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: path),
            message: "the results are damaged: the file was cut or edited by hand",
            help: "put a copy from before in its place; or move it away, grade again, and give "
              + "overrides again")
        ]))
    }
    let reason = machineReason(path) ?? (error as? DatabaseError)?.message ?? "\(error)"
    return .machine("cannot \(action) the results in '\(path)': \(reason)")
  }

  /// What the machine says of the folder: SQLite's own words name neither a full disk nor a
  /// read-only one.
  private static func machineReason(_ path: String) -> String? {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    if access(folder, W_OK) != 0 { return systemReason() }
    return isFull(folder, for: 65_536) ? "the disk is full" : nil
  }
}
