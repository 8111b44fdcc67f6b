internal import Foundation

/// Whether the disk of a folder has no room left for so many bytes; no, where the system does not say.
func isFull(_ folder: String, for bytes: UInt64) -> Bool {
  var status = statvfs()
  guard statvfs(folder, &status) == 0 else { return false }
  return UInt64(status.f_bavail) * UInt64(status.f_frsize) < bytes
}
