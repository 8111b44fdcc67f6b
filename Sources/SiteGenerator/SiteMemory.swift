import Courseware
import Markup

/// What a build remembers for the next one, so that only pages whose sources changed are made again.
package struct SiteMemory: Sendable {
  /// What every page shows or refers to, besides its own text.
  struct Surroundings: Equatable, Sendable {
    var entries: [SiteMap.Entry]
    var sections: [[String]]
    var names: [String]
    var theme: [UInt64]
  }

  /// What all pages were made with; with anything else every page is another.
  var surroundings: Surroundings?
  /// Pages by their addresses, each with the files that it was made from.
  ///
  /// Files that were not read again share their storage with those of the last build, so that comparing
  /// them costs nothing.
  var pages: [PageAddress: (sources: [SourceFile], page: BuiltPage)] = [:]
  /// How many pages the last build took as they were.
  package internal(set) var reusedCount = 0

  /// Remembers nothing yet.
  package init() {}
}
