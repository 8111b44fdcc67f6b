/// What a course's files may ask for, each with its unit.
///
/// They are far above what a course needs: they bound the time and memory that a broken or hostile
/// file costs.
package enum CoursewareLimits {
  /// The size of one YAML or Markdown file.
  package static let fileBytesMax = 1 << 20
  /// How deep lists and mappings may nest.
  package static let nestingDepthMax = 32
  /// The nodes of one YAML file, every alias counted as the whole of what it stands for.
  package static let expandedNodesMax = 50_000
  /// The characters of an id.
  package static let idScalarsMax = 64
  /// The characters of a title, a summary or another text of one line.
  package static let lineScalarsMax = 400
  /// The elements of one list.
  package static let listElementsMax = 1_000
  /// The diagnostics reported of one file; a file with more is broken in one way many times.
  package static let diagnosticsPerFileMax = 100
  /// The lesson folders and the exercise folders of a course, each.
  package static let foldersMax = 1_000
}
