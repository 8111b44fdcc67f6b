import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("call-0", "twice 0, and call 0", visibility: .visible) { test in
      var input = WireWriter()
      input.write(Int32(0))
      try test.expect(try test.call(0, input) { try $0.read(Int32.self) }, is: 0, "wrong")
    }
  }
}
