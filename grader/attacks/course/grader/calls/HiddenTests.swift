import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    for number in Int32(1)..<16 {
      GradedTest("call-\(number)", "twice \(number), and call \(number)") { test in
        var input = WireWriter()
        input.write(number)
        try test.expect(
          try test.call(0, input) { try $0.read(Int32.self) }, is: 2 * number, "wrong")
      }
    }
  }
}
