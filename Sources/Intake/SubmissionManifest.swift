/// What `submit` says of the files that it packs: which there are, and their hashes.
package struct SubmissionManifest: Codable, Sendable, Equatable {
  /// One packed file.
  package struct File: Codable, Sendable, Equatable {
    package let path: String
    package let bytes: Int
    package let sha256: String

    /// A file from its parts.
    package init(path: String, bytes: Int, sha256: String) {
      self.path = path
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// The manifest's own name in the archive.
  package static let fileName = "threadbare-manifest.json"
  /// The version of the format that this program writes.
  package static let currentVersion = 1

  package let version: Int
  /// The course's id.
  package let course: String
  package let files: [File]

  /// A manifest of this version.
  package init(course: String, files: [File]) {
    version = Self.currentVersion
    self.course = course
    self.files = files
  }
}
