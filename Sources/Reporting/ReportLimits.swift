/// The limits of a report's pages.
///
/// No page grows beyond 300 KB, whatever the class and its submissions hold: `results.json` is where
/// everything stands whole.
enum ReportLimits {
  /// Rows of a heat map on one page.
  static let heatMapRows = 200
  /// Bytes of markup that the heat map of one page may take, if that makes fewer rows.
  static let heatMapBytes = 220_000
  /// Rows of an exercise's list of students on one page.
  static let studentRows = 400
  /// Bytes of submitted text (messages, values, diagnostics, timelines), once escaped, on one page.
  static let submittedBytes = 140_000
  /// Bytes of one value or message.
  static let valueBytes = 32_768
  /// Bytes of one value or message once the page's are used up.
  static let valueBytesAtLeast = 64
  /// Bytes of a name, an id or a title.
  static let nameBytes = 200
  /// Bytes of a message where it is one of a list.
  static let messageBytesInList = 240
  /// Lines of a timeline; the last ones are kept, since the failure is at the end.
  static let timelineLines = 200
  /// Bytes of a line of a timeline.
  static let timelineLineBytes = 400
  /// Bytes of the recordings of runs on one page, once escaped.
  static let recordingBytes = 40_000
  /// Messages of a compiler.
  static let compilerMessages = 50
  /// Different messages listed for one test, the most frequent first.
  static let commonMessages = 5
  /// Different messages that are told apart for one test; later ones are counted together.
  static let distinctMessages = 1_000
  /// Students named beside a common message.
  static let examplesPerMessage = 3
  /// Grader errors listed on the overview.
  static let graderErrorsListed = 20
  /// Flaky results listed on the overview.
  static let flakyListed = 50
  /// Different messages that are told apart in the whole class.
  static let classMessages = 5_000
  /// Messages of the whole class that are listed, the most frequent first.
  static let messagesShown = 40
  /// Students named beside one of them.
  static let studentsNamed = 8
  /// Tests listed with their difficulty.
  static let itemsShown = 240
  /// Exercises whose scores are drawn.
  static let histogramsShown = 24
  /// Bytes that each of two submissions may take on their page.
  static let pairSideBytes = 120_000
  /// The longest values whose difference is marked, in bytes.
  static let comparedBytes = 1_024
}
