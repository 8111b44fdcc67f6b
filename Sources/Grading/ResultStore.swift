internal import Foundation
internal import GRDB
internal import Results

/// Every attempt at grading, in a SQLite file beside the report.
///
/// A result is kept under the hash of all that it depends on, so that the same command, given
/// again, goes on where it stopped, and nothing that changed is taken for what it was.
struct ResultStore: Sendable {
  let queue: DatabaseQueue

  /// Opens the file, or makes it.
  ///
  /// - Throws: `GradingError.machine`.
  init(path: String) throws(GradingError) {
    do {
      var configuration = Configuration()
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try Self.migrations.migrate(queue)
    } catch {
      throw .machine("cannot open the results in '\(path)': \(error)")
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
    return migrator
  }

  /// The newest result under a key that is the student's own doing: a fault of the grader is tried
  /// again.
  func result(key: String) throws -> ExerciseResult? {
    let data = try queue.read { database in
      try Data.fetchOne(
        database,
        sql: """
          SELECT result FROM attempt WHERE key = ? AND verdict != ? ORDER BY number DESC LIMIT 1
          """, arguments: [key, Verdict.graderError.rawValue])
    }
    return try data.map { try JSONDecoder().decode(ExerciseResult.self, from: $0) }
  }

  /// Keeps a result.
  func save(_ result: ExerciseResult, student: String, key: String) throws {
    let data = try JSONEncoder().encode(result)
    let now = ISO8601DateFormatter().string(from: Date())
    try queue.write { database in
      try database.execute(
        sql: """
          INSERT INTO attempt (key, student, exercise, verdict, score, graded, result)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          key, student, result.id, result.verdict.rawValue, result.score, now, data,
        ])
    }
  }

  /// The class's secret, drawn once: from it come the random cases of the hidden tests.
  func secret() throws -> String {
    try queue.write { database in
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
}
