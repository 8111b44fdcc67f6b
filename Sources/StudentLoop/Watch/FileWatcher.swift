import Courseware
import Diagnostics
import Foundation
import Glibc

/// Notices that a file changes: by inotify on its folder, or by looking again and again.
///
/// The folder is watched and not the file, since editors put a new file in the place of the old one.
struct FileWatcher {
  /// What says that something happened in the folder; negative where nothing does.
  let descriptor: Int32
  private var folder: Int32 = -1
  private var path = ""
  private var last: FileLook?
  /// Why the folder is not watched; nil while it is.
  private(set) var refusal: String?

  /// How often is looked where nothing tells, in milliseconds.
  static let lookMilliseconds = 500
  /// How often is looked all the same: a file may be a link to a folder that is not watched.
  static let slowLookMilliseconds = 2_000

  init() {
    descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    if descriptor < 0 { refusal = Self.reason() }
  }

  /// Watches a file, and no other any more.
  mutating func watch(_ file: CoursePath) {
    if folder >= 0 { inotify_rm_watch(descriptor, folder) }
    folder = -1
    path = file.url.path
    last = look()
    add()
  }

  private mutating func add() {
    guard descriptor >= 0 else { return }
    let mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB
    let place = URL(filePath: path).deletingLastPathComponent().path
    folder = inotify_add_watch(descriptor, place, UInt32(mask) | UInt32(IN_ONLYDIR))
    refusal = folder < 0 ? Self.reason() : nil
  }

  /// Reads what was told.
  mutating func drain() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while read(descriptor, &buffer, buffer.count) > 0 {}
  }

  /// Whether the file is another one than when this was asked last; watches its folder again if that
  /// was gone.
  mutating func hasChanged() -> Bool {
    if refusal != nil || !FileManager.default.fileExists(atPath: path) {
      // The same folder gives the same watch, so this costs nothing where there is one.
      add()
    }
    let now = look()
    defer { last = now }
    return now != last
  }

  private func look() -> FileLook? { FileLook(path, links: .followed) }

  private static func reason() -> String {
    switch errno {
    case EMFILE: "too many inotify instances (fs.inotify.max_user_instances)"
    case ENOSPC: "too many inotify watches (fs.inotify.max_user_watches)"
    case ENOENT, ENOTDIR: "its folder is gone"
    default: systemReason()
    }
  }
}
