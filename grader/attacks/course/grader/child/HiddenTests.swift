import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("random", "the child ends with a random status", points: 3) { test in
      for _ in 0..<3 {
        let status = Int32.random(in: 1...100, using: &test.cases)
        var input = WireWriter()
        input.write(status)
        let run = try test.run(0, input)
        try test.expectFinished(run)
        let clones = run.calls.filter { if case .clone = $0.call { true } else { false } }
        try test.expect(clones.count, is: 1, "one child was asked for")
        try test.expect(run.status, is: .exited(status), "the child's status is lost")
      }
    }
  }
}
