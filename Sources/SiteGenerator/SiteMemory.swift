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

  /// A part of what a page is made from, to be compared with that of the last build.
  ///
  /// Files that were not read again share their storage with those of the last build, so that comparing
  /// them costs nothing.
  enum Source: Equatable, Sendable {
    case files([SourceFile])
    case texts([String])
    case flags([UInt64])
  }

  /// A page and what it was made from; nil for one that is made anew in each build.
  struct Page: Sendable {
    let sources: [Source]?
    let page: BuiltPage
  }

  /// The theme, with the look of the files that it was read from.
  var theme: (signature: ThemeSignature, theme: Theme)?
  /// What all pages were made with; with anything else every page is another.
  var surroundings: Surroundings?
  /// All pages by their addresses.
  var pages: [PageAddress: Page] = [:]
  /// The paths of all files of a site whose links were all found sound; nil if they were not.
  var soundPaths: [String]?
  /// Which flags the parts of the course use.
  var flagUses: [PageAddress: FlagUses.Known] = [:]
  /// How many pages the last build took as they were.
  package internal(set) var reusedCount = 0

  /// Remembers nothing yet.
  package init() {}
}
