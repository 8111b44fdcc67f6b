internal import Foundation
internal import GRDB
internal import Results

/// What the students of a report are called.
enum StudentNaming: String {
  case names
  case pseudonyms
}

extension ResultStore {
  // MARK: The last run

  /// How many students stand in memory as JSON at a time.
  private static let studentsAtOnce = 512

  /// Keeps a run as it was computed, in place of the one before.
  ///
  /// - Parameters:
  ///   - run: The run, without overrides.
  ///   - audience: For whom its report is.
  ///   - context: What its report is written with besides, if whoever writes it wants that back.
  /// - Throws: `GradingError.machine`.
  func save(_ run: GradingRun, audience: String, context: String?) throws {
    try write { database in try Self.write(run, audience, context, to: database) }
  }

  /// The part of ``save(_:audience:context:)`` that may stand in a transaction with more.
  static func write(
    _ run: GradingRun, _ audience: String, _ context: String?, to database: Database
  ) throws {
    var head = run
    head.students = []
    let data = try JSONEncoder().encode(head)
    var checksum = RunChecksum(head: data)
    try database.execute(
      sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('report', ?)",
      arguments: [context ?? ""])
    try database.execute(
      sql: "INSERT OR REPLACE INTO run (number, audience, run) VALUES (1, ?, ?)",
      arguments: [audience, data])
    try database.execute(sql: "DELETE FROM runStudent")
    let insertion = try database.makeStatement(
      sql: "INSERT INTO runStudent (number, student) VALUES (?, ?)")
    for first in stride(from: 0, to: run.students.count, by: Self.studentsAtOnce) {
      let students = Array(run.students[first...].prefix(Self.studentsAtOnce))
      let encoded = students.mappedOnAllProcessors { student in
        Result { try JSONEncoder().encode(student) }
      }
      for (offset, student) in encoded.enumerated() {
        let student = try student.get()
        checksum.add(student)
        try insertion.execute(arguments: [first + offset, student])
      }
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('runChecksum', ?)",
      arguments: [checksum.text])
  }

  /// A run that was kept, and what its report is written with.
  struct KeptRun {
    let run: GradingRun
    let audience: String
    /// Nil for a run of an older version.
    let context: String?
  }

  /// The last run; nil if there was none.
  ///
  /// - Throws: `GradingError.input` if it is not as it was written.
  func lastRun() throws(GradingError) -> KeptRun? {
    let decoder = JSONDecoder()
    return try read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT audience, run, (SELECT value FROM setting WHERE name = 'report') AS context,
            (SELECT value FROM setting WHERE name = 'runChecksum') AS checksum
          FROM run WHERE number = 1
          """)
      guard let row else { return nil }
      let data: Data = row["run"]
      let students = try Data.fetchAll(
        database, sql: "SELECT student FROM runStudent ORDER BY number")
      var checksum = RunChecksum(head: data)
      for student in students { checksum.add(student) }
      // What an older version wrote has none.
      let said: String? = row["checksum"]
      guard said == nil || said == checksum.text else { throw editedByHand }
      var run = try decoder.decode(GradingRun.self, from: data)
      // What an older version wrote has its students within.
      run.students += try students.map { try decoder.decode(StudentResult.self, from: $0) }
      return KeptRun(run: run, audience: row["audience"], context: row["context"])
    }
  }

  // MARK: Overrides

  /// One override, without the score that it stands in place of.
  struct Override {
    let student: String
    let exercise: String
    let score: Double
    let reason: String
    let date: String
  }

  /// All overrides.
  func overrides() throws(GradingError) -> [Override] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM override ORDER BY student, exercise")
        .map { row in
          Override(
            student: row["student"], exercise: row["exercise"], score: row["score"],
            reason: row["reason"], date: row["given"])
        }
    }
  }

  /// Keeps an override, in place of an earlier one.
  func save(_ override: Override) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO override (student, exercise, score, reason, given)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          override.student, override.exercise, override.score, override.reason, override.date,
        ])
    }
  }

  /// Removes an override.
  ///
  /// - Returns: Whether there was one.
  func removeOverride(student: String, exercise: String) throws -> Bool {
    try write { database in
      try database.execute(
        sql: "DELETE FROM override WHERE student = ? AND exercise = ?",
        arguments: [student, exercise])
      return database.changesCount > 0
    }
  }

  // MARK: Names

  /// What the students of this report are called; nil before anything was graded.
  func naming() throws(GradingError) -> StudentNaming? {
    try read { database in
      let stored = try String.fetchOne(
        database, sql: "SELECT value FROM setting WHERE name = 'naming'")
      if let stored { return StudentNaming(rawValue: stored) }
      // A file of an older version has names.
      let isUsed = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM attempt)")
      return isUsed == true ? .names : nil
    }
  }

  /// Says what the students are called from now on.
  func set(_ naming: StudentNaming) throws {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('naming', ?)",
        arguments: [naming.rawValue])
    }
  }
}
