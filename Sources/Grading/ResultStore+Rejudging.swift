internal import Foundation
internal import GRDB
internal import Results

extension ResultStore {
  /// A result as it lies in the file.
  struct StoredAttempt: Sendable {
    fileprivate let values: [DatabaseValue]
  }

  /// All results of all submissions.
  func attempts() throws(GradingError) -> [StoredAttempt] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT key, student, exercise, verdict, score, graded, result, checksum FROM attempt
          ORDER BY number
          """
      ).map { StoredAttempt(values: Array($0.databaseValues)) }
    }
  }

  /// Makes the secret another report's, so that random cases are the same.
  func setSecret(_ secret: String) throws(GradingError) {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('secret', ?)",
        arguments: [secret])
    }
  }

  /// Puts a run in the place of the last one, with what it was made of, and remembers why: all or nothing.
  func apply(
    _ run: GradingRun, _ rejudging: Data, audience: String, context: String?,
    attempts: [StoredAttempt]
  ) throws(GradingError) {
    let now = ISO8601DateFormatter().string(from: Date())
    try write { database in
      try Self.write(run, audience, context, to: database)
      let insertion = try database.makeStatement(
        sql: """
          INSERT INTO attempt (key, student, exercise, verdict, score, graded, result, checksum)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for attempt in attempts {
        try insertion.execute(arguments: StatementArguments(attempt.values))
      }
      try database.execute(
        sql: "INSERT INTO rejudging (applied, rejudging) VALUES (?, ?)",
        arguments: [now, rejudging])
    }
  }

  /// The sets that were applied, the first first.
  func rejudgings() throws(GradingError) -> [(applied: String, rejudging: Rejudging)] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT applied, rejudging FROM rejudging ORDER BY number")
        .map { row in
          let data: Data = row["rejudging"]
          return (row["applied"], try JSONDecoder().decode(Rejudging.self, from: data))
        }
    }
  }
}
