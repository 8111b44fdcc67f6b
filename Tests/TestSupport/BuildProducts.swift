package import Foundation

/// The executables that were built together with the running tests.
package enum BuildProducts {
  /// The folder of the build products: where the test runner itself lies.
  ///
  /// `THREADBARE_PRODUCTS` names another one, so that the same tests can run against an
  /// installed tree.
  package static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["THREADBARE_PRODUCTS"] {
      return URL(filePath: named)
    }
    return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }()

  /// The path of a built executable.
  ///
  /// - Throws: ``MissingProduct`` when it isn't there; the message names the command that builds it.
  package static func executable(named name: String) throws -> URL {
    let path = folder.appending(path: name)
    guard FileManager.default.isExecutableFile(atPath: path.path) else {
      throw MissingProduct(path: path.path)
    }
    return path
  }
}

/// An executable that a test needs and that was not built.
package struct MissingProduct: Error, CustomStringConvertible {
  /// Where it was looked for.
  package let path: String

  package var description: String {
    "no executable at \"\(path)\": build everything first, with `swift build -c release --build-tests`"
  }
}
