/// The shapes of the names that systems make.
///
/// Each is compiled once: that costs a thousand times what matching does, and a class has thousands of
/// names.
enum NamePatterns {
  // Unsafe in name only: matching changes nothing in a `Regex`, which does not say so in its type.
  //
  // In a file's name the student chooses what comes last, and may write another's number there. So the
  // first place counts that looks like the system's. Before it stands the student's name, which holds no
  // such place: Moodle writes a space for each `_` of a name (mod/assign/locallib.php,
  // download_submissions), and Canvas takes `_1_` out of it (lib/content_zipper.rb,
  // sanitize_user_name). A name that ends with a number may still give Canvas's file to another, but not
  // beside that one's own: the two have different names.
  nonisolated(unsafe) static let moodle = /(.+?)_(\d+)_assignsubmission(.*)/
  nonisolated(unsafe) static let moodleFolderEnd = /(?:_(file|onlinetext))?_?/
  nonisolated(unsafe) static let moodleFileEnd = /_(file|onlinetext)_(.+)/
  nonisolated(unsafe) static let gradescopeFolder = /submission_(\d+)/
  nonisolated(unsafe) static let canvasFile = /(.+?)(_LATE)?_(\d+)_(\d+)_(.+)/
  /// What is handed in again gets a number.
  nonisolated(unsafe) static let resubmission = /(.+)-(\d{1,4})/
  nonisolated(unsafe) static let attempt = /attempt-(\d{1,6})/
}
