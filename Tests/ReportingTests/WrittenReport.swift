import Foundation
import Markup
import Reporting
import Results
import TestSupport
import Testing

/// A report on disk, with what tests ask of it.
struct WrittenReport {
  let folder: TemporaryFolder

  /// Writes the report of a run and hands it to a test.
  static func of(
    _ run: GradingRun, audience: Audience = .instructor, guide: CourseGuide = CourseGuide(),
    replay: ReplayCommand? = nil, _ body: (WrittenReport) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let report = WrittenReport(folder: folder)
      try report.write(run, audience: audience, guide: guide, replay: replay)
      try body(report)
    }
  }

  /// Writes another run into the same folder.
  func write(
    _ run: GradingRun, audience: Audience = .instructor, guide: CourseGuide = CourseGuide(),
    replay: ReplayCommand? = nil
  ) throws {
    let assets = ReportAssets(css: Array("body{}".utf8), js: Array("'use strict'".utf8))
    try Report(run, audience: audience, assets: assets, guide: guide, replay: replay)
      .write(to: folder.path)
  }

  /// The bytes of a file.
  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.file(path)))
  }

  /// The text of a file.
  func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// A page, read back.
  func page(_ path: String) throws -> ParsedPage { ParsedPage(html: try bytes(path)) }

  /// The files of the report by their paths, sorted.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: "\(folder.path)/\(path)", isDirectory: &isFolder)
      return exists && !isFolder.boolValue
    }.sorted()
  }

  /// The pages of the report by their paths.
  func pages() throws -> [String] { try files().filter { $0.hasSuffix(".html") } }
}
