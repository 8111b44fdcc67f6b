import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("random", "fifty random numbers", points: 4) { test in
      for _ in 0..<50 {
        let number = Int32.random(in: 1...1_000_000, using: &test.cases)
        try test.expect(
          try Self.answer(test, number), is: 2 * number, "a random number is wrong")
      }
    }

    // Trusts the answer as no test should: 0 makes it trap, in the judge.
    GradedTest("ratio", "the answer is in proportion", points: 1) { test in
      let answer = Int(try Self.answer(test, 40))
      try test.expect(4_000 / answer, is: 50, "the proportion is wrong")
    }

    GradedTest("detail", "HIDDEN-DETAIL-NAME", points: 2) { test in
      try test.expect(
        try Self.answer(test, 1_000_003), is: 2_000_006, "HIDDEN-DETAIL-MESSAGE is wrong")
    }

    // Behind hidden ones, so that a submission could tell here what those asked.
    GradedTest("last", "ten is twice five", points: 1, visibility: .visible) { test in
      try test.expect(try Self.answer(test, 5), is: 10, "twice five is wrong")
    }
  }

  private static func answer(_ test: TestContext, _ number: Int32) throws -> Int32 {
    var input = WireWriter()
    input.write(number)
    return try test.call(0, input) { try $0.read(Int32.self) }
  }
}
