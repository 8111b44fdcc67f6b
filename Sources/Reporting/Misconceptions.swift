import Results

/// The messages that the class's failures have in common, whichever test gave them.
struct Misconceptions {
  /// Failures with one message.
  struct Group {
    /// The message as the first one got it.
    let message: String
    /// The test that gave it first, by its exercise's place and its name.
    let exercise: Int
    let test: String
    /// How many different tests gave it.
    fileprivate(set) var tests = 0
    /// Who got it, by their places, in order.
    fileprivate(set) var students: [Int] = []
    fileprivate var testIDs: Set<String> = []
  }

  /// The groups that most students are in first; then those that were seen first.
  let groups: [Group]
  /// Messages that came after all that are told apart, which are not counted.
  let isCut: Bool

  init(of run: GradingRun) {
    var columns: [String: Int] = [:]
    for (place, exercise) in run.exercises.enumerated() where columns[exercise.id] == nil {
      columns[exercise.id] = place
    }
    var places: [String: Int] = [:]
    var found: [Group] = []
    var isCut = false
    for (student, result) in run.students.enumerated() {
      for exercise in result.exercises {
        guard let column = columns[exercise.id] else { continue }
        for test in exercise.tests where test.verdict == .fail && !test.message.isEmpty {
          let message = Clipping.line(test.message)
          let key = Self.withoutNumbers(message)
          if places[key] == nil {
            guard found.count < ReportLimits.classMessages else {
              isCut = true
              continue
            }
            places[key] = found.count
            found.append(Group(message: message, exercise: column, test: test.name))
          }
          guard let place = places[key] else { continue }
          found[place].testIDs.insert("\(column) \(test.id)")
          if found[place].students.last != student { found[place].students.append(student) }
        }
      }
    }
    for place in found.indices { found[place].tests = found[place].testIDs.count }
    groups = found.enumerated().sorted {
      ($1.element.students.count, $0.offset) < ($0.element.students.count, $1.offset)
    }.map(\.element)
    self.isCut = isCut
  }

  /// A message as it is in every random case: its numbers are not the mistake.
  private static func withoutNumbers(_ message: String) -> String {
    var bytes: [UInt8] = []
    for byte in message.utf8 {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      if isDigit, bytes.last == UInt8(ascii: "0") { continue }
      bytes.append(isDigit ? UInt8(ascii: "0") : byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
