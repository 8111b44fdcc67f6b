internal import CArchive
internal import Diagnostics
package import Foundation

/// Writes a `.tar.gz` or a `.zip`, by the file's name; the same entries give the same bytes.
package struct ArchiveWriter {
  /// A file of an archive.
  package struct Entry {
    /// Where its bytes come from.
    package enum Source {
      case bytes(Data)
      case file(URL)
    }

    /// Its path in the archive.
    package let path: String
    package let source: Source
    package let isExecutable: Bool

    /// An entry from its parts.
    package init(_ path: String, _ source: Source, isExecutable: Bool = false) {
      self.path = path
      self.source = source
      self.isExecutable = isExecutable
    }
  }

  /// Why an archive cannot be written.
  package struct Fault: Error, Equatable {
    /// For people.
    package let reason: String
  }

  /// The time of all entries, in seconds since 1970: the first day that a `.zip` can say, 1980-01-01.
  private static let time = 315_532_800
  /// So many bytes are handed over at a time.
  private static let chunkBytes = 1 << 20

  /// Writes an archive, in the place of an older one only when it is whole.
  ///
  /// - Parameters:
  ///   - entries: Its files, in the order in which they are written.
  ///   - file: Where.
  /// - Throws: `Fault`.
  package static func write(_ entries: [Entry], to file: URL) throws(Fault) {
    let draft = file.path + ".part"
    defer { unlink(draft) }
    guard let archive = archive_write_new() else { throw Fault(reason: "there is no memory") }
    defer { archive_write_free(archive) }
    if file.pathExtension == "zip" {
      archive_write_set_format_zip(archive)
    } else {
      archive_write_set_format_pax_restricted(archive)
      archive_write_add_filter_gzip(archive)
      archive_write_set_filter_option(archive, "gzip", "timestamp", nil)
    }
    try check(archive_write_open_filename(archive, draft), archive)
    for entry in entries { try write(entry, to: archive) }
    try check(archive_write_close(archive), archive)
    guard rename(draft, file.path) == 0 else {
      throw Fault(reason: systemReason())
    }
  }

  private static func write(_ entry: Entry, to archive: OpaquePointer) throws(Fault) {
    let data: Data
    switch entry.source {
    case .bytes(let bytes): data = bytes
    case .file(let place):
      do {
        data = try Data(contentsOf: place, options: .mappedIfSafe)
      } catch {
        throw Fault(reason: "cannot read \(place.path)")
      }
    }
    guard let header = archive_entry_new() else { throw Fault(reason: "there is no memory") }
    defer { archive_entry_free(header) }
    archive_entry_set_pathname_utf8(header, entry.path)
    archive_entry_set_size(header, Int64(data.count))
    archive_entry_set_filetype(header, S_IFREG)
    archive_entry_set_perm(header, entry.isExecutable ? 0o755 : 0o644)
    archive_entry_set_mtime(header, time, 0)
    try check(archive_write_header(archive, header), archive)
    var rest = data[...]
    while !rest.isEmpty {
      let part = rest.prefix(chunkBytes)
      let count = part.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
      guard count > 0 else { throw fault(archive) }
      rest = rest.dropFirst(count)
    }
  }

  private static func check(_ status: Int32, _ archive: OpaquePointer) throws(Fault) {
    guard status >= ARCHIVE_WARN else { throw fault(archive) }
  }

  private static func fault(_ archive: OpaquePointer) -> Fault {
    Fault(reason: archive_error_string(archive).map { String(cString: $0) } ?? "no stated reason")
  }
}

/// Reads a student's archive back, as a grading would.
package enum PackedFiles {
  /// The files of an archive by their paths, in its order.
  ///
  /// - Throws: `ArchiveWriter.Fault` if it is no archive, or one with anything but files in it.
  package static func read(
    _ file: URL
  ) throws(ArchiveWriter.Fault) -> [(path: String, bytes: [UInt8])] {
    do {
      let bytes = try InputFile(path: file.path).bytes(upTo: IntakeLimits.packedBytesMax)
      var files: [(path: String, bytes: [UInt8])] = []
      let entries = try ArchiveReader.entries(
        of: bytes, limits: .inner, wanted: { _ in IntakeLimits.submissionBytesMax })
      for entry in entries {
        guard case .parts(let parts) = entry.path else {
          throw ArchiveWriter.Fault(reason: "has a file whose path leads out of it")
        }
        let path = parts.joined(separator: "/")
        switch entry.content {
        case .folder: continue
        case .file(let bytes): files.append((path, bytes))
        case .otherFile: continue
        case .fault(let reason): throw ArchiveWriter.Fault(reason: "'\(path)' \(reason)")
        }
      }
      return files
    } catch let fault as ArchiveFault {
      throw ArchiveWriter.Fault(reason: fault.reason)
    } catch let fault as InputFile.Fault {
      throw ArchiveWriter.Fault(reason: fault.reason)
    } catch let fault as ArchiveWriter.Fault {
      throw fault
    } catch {
      throw ArchiveWriter.Fault(reason: "\(error)")
    }
  }
}
