import Exercise_05_copy_on_write
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "own-memory", "a store is seen by who has made it, and by nobody else", points: 2,
      visibility: .visible, section: "05-copy-on-write#pages"
    ) { test in
      let run = try Play(
        test,
        [
          .map(0, Area(4..<6, isWritable: true)), .load(0, page: 4), .store(0, page: 4, 7),
          .load(0, page: 4), .fork(0), .load(1, page: 4), .store(1, page: 4, 8),
          .load(0, page: 4), .load(1, page: 4), .store(0, page: 5, 9), .load(1, page: 5),
        ])
      try run.expect(1, 0, "memory that nobody has written to reads as zeroes")
      try run.expect(3, 7, "what a program has stored is not there when it loads")
      try run.expect(5, 7, "the child does not see what its parent had stored before the fork")
      try run.expect(
        7, 7,
        "the parent sees what its child has stored: after a fork both have one frame, and the first "
          + "store has to get a copy. So neither entry may let a store through")
      try run.expect(8, 8, "the child does not see what it has stored itself")
      try run.expect(
        10, 0,
        "the child sees what its parent has stored after the fork, in a page that was untouched")
    }

    GradedTest(
      "shared-memory", "a shared mapping stays one memory", points: 2, visibility: .visible,
      section: "05-copy-on-write#shared-mappings"
    ) { test in
      let run = try Play(
        test,
        [
          .map(0, Area(8..<10, isWritable: true, object: 1)), .fork(0), .store(0, page: 8, 5),
          .load(1, page: 8), .store(1, page: 8, 6), .load(0, page: 8), .load(1, page: 9),
          .store(0, page: 9, 3), .load(1, page: 9),
        ])
      try run.expect(
        3, 5, "what the parent stores in a shared page, the child loads: it is a page of the object"
      )
      try run.expect(5, 6, "what the child stores in a shared page, the parent loads")
      try run.expect(
        8, 3,
        "the child has read the shared page before its parent wrote to it, and does not see the store: "
          + "a page of an object is the object's from the first touch on, whoever reads or writes")
    }

    GradedTest(
      "no-such-page", "what is not mapped, or not to be written to, is SIGSEGV", points: 2,
      visibility: .visible, section: "05-copy-on-write#pages"
    ) { test in
      let run = try Play(
        test,
        [
          .load(0, page: 3), .map(0, Area(4..<5, isWritable: false)), .load(0, page: 4),
          .store(0, page: 4, 1), .load(0, page: 5),
        ])
      try run.expect(0, .segmentationFault, "nothing is mapped there: that is SIGSEGV")
      try run.expect(2, 0, "a page that may be read reads as zeroes")
      try run.expect(
        3, .segmentationFault,
        "the page is mapped, but not for writing: the area says so, whatever the entry says")
      try run.expect(4, .segmentationFault, "the area ends before this page")
    }
  }
}

/// What came of some operations, and what is expected of it.
private struct Play {
  let test: TestContext
  let outcomes: [PageOutcome]

  init(_ test: TestContext, _ operations: [PageOperation]) throws {
    self.test = test
    let answer = try test.call(
      PageQuestion.function, PageQuestion(operations).message
    ) { try PageAnswer(&$0) }
    outcomes = answer.outcomes
    try test.expect(
      outcomes.count == operations.count, "there is an outcome for each operation")
    try test.expect(
      answer.misuse.isEmpty,
      "\(answer.misuse): nobody refers to that frame any more, or nobody may do that to it")
  }

  /// An operation is done, and gives a value.
  func expect(_ place: Int, _ value: UInt32, _ message: String) throws {
    try expect(place, .done, message)
    try test.expect(outcomes[place].value, is: value, message)
  }

  /// An operation ends in some way.
  func expect(_ place: Int, _ end: PageOutcome.End, _ message: String) throws {
    try test.expect(
      outcomes[place].end != .stuck,
      "`handleFault` said that the fault was resolved, and the processor still can't make the access: "
        + "there is no entry, or one that does not let it be written to")
    try test.expect(outcomes[place].end, is: end, message)
  }
}
