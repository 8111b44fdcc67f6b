import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("two", "four is twice two", points: 2, visibility: .visible) { test in
      var input = WireWriter()
      input.write(Int32(2))
      try test.expect(
        try test.call(0, input) { try $0.read(Int32.self) }, is: 4, "twice two is wrong")
    }
  }
}
