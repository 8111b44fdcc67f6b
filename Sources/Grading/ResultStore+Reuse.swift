internal import Foundation
internal import GRDB
internal import Results

extension ResultStore {
  /// A result that is looked for: the hash of all that it depends on, and whose it is to be.
  struct Wanted: Sendable {
    let key: String
    let student: String
  }

  /// A result as it was found.
  private struct Found: Sendable {
    /// What the result was when it was written; nil for one of an older version.
    let checksum: String?
    /// The attempt's number.
    let number: Int64
    let data: Data
    /// Whether an attempt of this student has it.
    let isOwn: Bool
  }

  /// The newest results under some keys, each nil if there is none, kept for their students from now on.
  ///
  /// A fault of the grader is no result of anybody: what has one is tried again, as is what an older version
  /// wrote. A result that another student's equal submission got becomes this student's too.
  ///
  /// - Throws: `GradingError.machine`.
  func takeOver(_ wanted: [Wanted]) throws(GradingError) -> [ExerciseResult?] {
    let fault = Verdict.graderError.rawValue
    let found = try read { database in
      let newest = try database.makeStatement(
        sql: """
          SELECT number, result, checksum, EXISTS (
            SELECT 1 FROM attempt WHERE key = :key AND student = :student AND verdict != :fault)
          FROM attempt WHERE key = :key AND verdict != :fault ORDER BY number DESC LIMIT 1
          """)
      return try wanted.map { wanted in
        let row = try Row.fetchOne(
          newest, arguments: ["key": wanted.key, "student": wanted.student, "fault": fault])
        return row.map { Found(checksum: $0[2], number: $0[0], data: $0[1], isOwn: $0[3]) }
      }
    }
    let results = zip(found, wanted).map { ($0, $1.key) }.mappedOnAllProcessors { found, key in
      found.flatMap { found -> ExerciseResult? in
        // What somebody has edited is no result: it is computed again.
        guard found.checksum.map({ $0 == Self.checksum(of: found.data, key: key) }) ?? true else {
          return nil
        }
        return try? JSONDecoder().decode(ExerciseResult.self, from: found.data)
      }
    }
    let foreign = wanted.indices.compactMap { index in
      results[index] != nil && found[index]?.isOwn == false ? found[index].map { (index, $0) } : nil
    }
    if !foreign.isEmpty {
      let now = ISO8601DateFormatter().string(from: Date())
      try write { database in
        let copy = try database.makeStatement(
          sql: """
            INSERT INTO attempt (key, student, exercise, verdict, score, graded, result, checksum)
            SELECT key, :student, exercise, verdict, score, :now, result, checksum
            FROM attempt WHERE number = :number AND NOT EXISTS (
              SELECT 1 FROM attempt WHERE key = :key AND student = :student AND verdict != :fault)
            """)
        for (index, found) in foreign {
          try copy.execute(
            arguments: [
              "student": wanted[index].student, "now": now, "number": found.number,
              "key": wanted[index].key, "fault": fault,
            ])
        }
      }
    }
    return results
  }
}
