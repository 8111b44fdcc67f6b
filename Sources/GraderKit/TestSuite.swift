public import Results

/// The tests of one exercise, visible or hidden: what an author's `HiddenTests.swift` declares.
///
///     import GraderKit
///
///     struct HiddenTests: TestSuite {
///       var tests: [GradedTest] {
///         GradedTest("adds", "two and two are four", points: 1) { test in
///           let answer = try test.call(0, .init()) { try $0.read(Int32.self) }
///           try test.expect(answer, is: 4, "the sum is wrong")
///         }
///       }
///     }
public protocol TestSuite {
  /// Makes the suite.
  init()

  /// The tests, in the order in which a report shows them.
  @TestListBuilder var tests: [GradedTest] { get }
}

/// Collects the tests of a suite.
@resultBuilder
public enum TestListBuilder {
  /// Takes the tests one after the other.
  public static func buildBlock(_ parts: [GradedTest]...) -> [GradedTest] { parts.flatMap { $0 } }

  /// Takes one test.
  public static func buildExpression(_ test: GradedTest) -> [GradedTest] { [test] }

  /// Takes several tests, made by a function.
  public static func buildExpression(_ tests: [GradedTest]) -> [GradedTest] { tests }

  /// Takes the tests of a loop.
  public static func buildArray(_ parts: [[GradedTest]]) -> [GradedTest] { parts.flatMap { $0 } }
}

/// One test: what it is called, what it is worth, who may see it, and what it does.
public struct GradedTest {
  /// A short name of letters, digits and hyphens, unique in the exercise.
  public let id: String
  /// What is checked, as a sentence.
  public let name: String
  /// What passing is worth.
  public let points: Double
  /// Who may see the test.
  public let visibility: Visibility
  /// The section of a lesson that teaches what is tested, as `lesson#section`; a report links to it.
  public let section: String?
  let body: (TestContext) throws -> Void

  /// A test that passes if `body` returns.
  public init(
    _ id: String, _ name: String, points: Double = 1, visibility: Visibility = .hidden,
    section: String? = nil, body: @escaping (TestContext) throws -> Void
  ) {
    self.id = id
    self.name = name
    self.points = points
    self.visibility = visibility
    self.section = section
    self.body = body
  }
}

/// The step from a test plugin's entry point to its suite.
public enum TestPlugin {
  /// Hands a suite to the judge, as the pointer that a C entry point can return.
  public static func export(_ suite: any TestSuite) -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(SuiteBox(suite)).toOpaque()
  }
}

/// Carries a suite through a C pointer.
package final class SuiteBox {
  // A class, because only a reference fits through a C pointer.
  package let suite: any TestSuite

  init(_ suite: any TestSuite) {
    self.suite = suite
  }
}
