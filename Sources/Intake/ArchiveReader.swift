internal import CArchive
internal import Glibc
internal import Results

/// Why an archive is not read, or not further.
struct ArchiveFault: Error, Equatable {
  /// For people, after the archive's name: "is larger than ...".
  let reason: String
}

/// One entry of an archive.
struct ArchiveEntry {
  enum Content {
    case folder
    case file([UInt8])
    /// A file that nobody asked for; its bytes were not kept.
    case otherFile
    /// What is no file, or cannot be read, and why.
    case fault(String)
  }

  let path: EntryPath
  let content: Content
  let time: Timestamp?
}

/// Reads an archive in memory, within bounds, through libarchive.
///
/// Theory of operation. Only `.zip` by its directory, and `tar` with or without gzip, are known to
/// the reader: no other of libarchive's formats can be reached by a file's content. Every size that
/// an entry declares is counted before the entry is read or skipped, and the bytes that come out are
/// counted too, so a bomb ends at the limit and not when memory does.
struct ArchiveReader {
  /// The bytes of all files, and the number of entries.
  struct Limits {
    let bytes: Int
    let entries: Int

    static let `class` = Limits(
      bytes: IntakeLimits.classBytesMax, entries: IntakeLimits.classEntriesMax)
    static let inner = Limits(
      bytes: IntakeLimits.innerBytesMax, entries: IntakeLimits.innerEntriesMax)
  }

  private let limits: Limits
  /// The most bytes that a file of a name is read to; nil for one that is not wanted.
  private let wanted: (String) -> Int?
  private let packedBytes: Int
  private var expandedBytes = 0

  private init(limits: Limits, packedBytes: Int, wanted: @escaping (String) -> Int?) {
    self.limits = limits
    self.packedBytes = packedBytes
    self.wanted = wanted
  }

  /// The entries of an archive, in its order.
  ///
  /// - Parameters:
  ///   - bytes: The archive.
  ///   - limits: Its bounds.
  ///   - wanted: The most bytes that a file is read to, by its name; nil for one that nobody wants.
  /// - Returns: What is in it, faults of single entries included.
  /// - Throws: `ArchiveFault` if it is no archive, is broken, or is larger than its bounds.
  static func entries(
    of bytes: [UInt8], limits: Limits, wanted: @escaping (String) -> Int?
  ) throws(ArchiveFault) -> [ArchiveEntry] {
    var reader = ArchiveReader(limits: limits, packedBytes: bytes.count, wanted: wanted)
    // libarchive converts names as this thread's locale has them; here they stay what they are.
    let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    let before = locale.map { uselocale($0) }
    defer {
      if let before { uselocale(before) }
      if let locale { freelocale(locale) }
    }
    return try reader.read(bytes)
  }

  private mutating func read(_ bytes: [UInt8]) throws(ArchiveFault) -> [ArchiveEntry] {
    guard let archive = archive_read_new() else {
      throw ArchiveFault(reason: "cannot be read: there is no memory")
    }
    defer { archive_read_free(archive) }
    archive_read_support_filter_gzip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_zip_seekable(archive)
    var entries: [ArchiveEntry] = []
    var fault: ArchiveFault?
    // The bytes must stay where they are until the last entry was read.
    bytes.withUnsafeBytes { buffer in
      do throws(ArchiveFault) {
        guard archive_read_open_memory(archive, buffer.baseAddress, buffer.count) == ARCHIVE_OK
        else { throw broken(archive) }
        while let entry = try next(archive) {
          guard entries.count < limits.entries else {
            throw ArchiveFault(reason: "has more than \(limits.entries) entries")
          }
          entries.append(entry)
        }
      } catch {
        fault = error
      }
    }
    if let fault { throw fault }
    return entries
  }

  private mutating func next(_ archive: OpaquePointer) throws(ArchiveFault) -> ArchiveEntry? {
    var header: OpaquePointer?
    let status = archive_read_next_header(archive, &header)
    if status == ARCHIVE_EOF { return nil }
    guard status >= ARCHIVE_WARN, let header else { throw broken(archive) }
    let path = EntryPath(Self.bytes(of: archive_entry_pathname(header)))
    let time =
      archive_entry_mtime_is_set(header) != 0
      ? Timestamp(seconds: Int(archive_entry_mtime(header))) : nil
    return ArchiveEntry(path: path, content: try content(header, path, archive), time: time)
  }

  private mutating func content(
    _ header: OpaquePointer, _ path: EntryPath, _ archive: OpaquePointer
  ) throws(ArchiveFault) -> ArchiveEntry.Content {
    if archive_entry_hardlink(header) != nil { return .fault("is a hard link") }
    switch archive_entry_filetype(header) & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFLNK: return .fault("is a symbolic link")
    case S_IFREG: break
    case S_IFCHR, S_IFBLK: return .fault("is a device")
    default: return .fault("is not a regular file")
    }
    let declared = archive_entry_size_is_set(header) != 0 ? Int(archive_entry_size(header)) : 0
    guard declared >= 0 else { return .fault("has a size below zero") }
    try count(declared)
    guard case .parts(let parts) = path, let name = parts.last, let bytesMax = wanted(name) else {
      return .otherFile
    }
    if archive_entry_is_data_encrypted(header) != 0 { return .fault("is encrypted") }
    guard declared <= bytesMax else { return .fault(Self.tooLarge(bytesMax)) }
    return try read(archive, declared: declared, bytesMax: bytesMax)
  }

  private mutating func read(
    _ archive: OpaquePointer, declared: Int, bytesMax: Int
  ) throws(ArchiveFault) -> ArchiveEntry.Content {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = archive_read_data(archive, &chunk, chunk.count)
      if count == 0 { return .file(bytes) }
      guard count > 0 else {
        if Int32(count) == ARCHIVE_FATAL { throw broken(archive) }
        return .fault("cannot be read: \(Self.message(archive))")
      }
      bytes += chunk[..<count]
      // More than was declared is counted as it comes.
      if bytes.count > declared { try self.count(min(count, bytes.count - declared)) }
      guard bytes.count <= bytesMax else { return .fault(Self.tooLarge(bytesMax)) }
    }
  }

  /// Counts bytes against the limits.
  private mutating func count(_ bytes: Int) throws(ArchiveFault) {
    let (sum, overflows) = expandedBytes.addingReportingOverflow(bytes)
    guard !overflows, sum <= limits.bytes else {
      throw ArchiveFault(reason: "unpacks to more than \(limits.bytes >> 20) MiB")
    }
    expandedBytes = sum
    guard
      sum <= IntakeLimits.expansionFreeBytes || sum / IntakeLimits.expansionMax <= packedBytes
    else {
      throw ArchiveFault(
        reason: "unpacks to more than \(IntakeLimits.expansionMax) times its size")
    }
  }

  private static func tooLarge(_ bytesMax: Int) -> String {
    "is larger than \(bytesMax >> 20) MiB"
  }

  private func broken(_ archive: OpaquePointer) -> ArchiveFault {
    ArchiveFault(
      reason: "is no whole .zip, .tar.gz or .tgz archive: \(Self.message(archive))")
  }

  private static func message(_ archive: OpaquePointer) -> String {
    let text = archive_error_string(archive).map { String(cString: $0) } ?? "for no stated reason"
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  private static func bytes(of name: UnsafePointer<CChar>?) -> [UInt8] {
    guard let name else { return [0xFF] }
    return Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }
}
