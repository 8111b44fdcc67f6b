import Courseware
import Markup

/// What a build remembers for the next one, so that only pages whose sources changed are made again.
package struct SiteMemory: Sendable {
  /// What a page is made from.
  ///
  /// Files that were not read again share their storage with those of the last build, so that comparing
  /// them costs nothing.
  struct Sources: Equatable, Sendable {
    var files: [SourceFile]
    /// What the page says of others: their titles and order.
    var surroundings: Surroundings
  }

  /// What every page shows or refers to, besides its own text.
  struct Surroundings: Equatable, Sendable {
    var entries: [SiteMap.Entry]
    var sections: [[String]]
    var names: [String]
    var theme: [UInt64]
  }

  var pages: [PageAddress: (sources: Sources, page: BuiltPage)] = [:]
  /// How many pages the last build took as they were.
  package internal(set) var reusedCount = 0

  /// Remembers nothing yet.
  package init() {}
}
