import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("seven", "the child ends with 7", points: 1, visibility: .visible) { test in
      var input = WireWriter()
      input.write(Int32(7))
      let run = try test.run(0, input)
      try test.expectFinished(run)
      try test.expect(run.status, is: .exited(7), "the child's status is lost")
    }
  }
}
