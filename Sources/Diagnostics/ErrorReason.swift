import Foundation

/// What the system says of an error number: of the last call that failed, if no other is given.
package func systemReason(_ number: Int32 = errno) -> String {
  strerror(number).map { String(cString: $0) } ?? "error \(number)"
}

/// What an error of Foundation says, in the words of the system where it has any, without a period.
///
/// Foundation's own words for an error of a file name neither it nor, in all cases, the reason.
package func reason(of error: any Error) -> String {
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
  for known in [underlying, error as NSError] {
    if let known, known.domain == NSPOSIXErrorDomain { return systemReason(Int32(known.code)) }
  }
  if let error = error as? CocoaError { return systemReason(error.systemNumber) }
  return (error as NSError).localizedDescription
}

extension CocoaError {
  /// The error number of the system that it most likely stands for: on Linux some come without it.
  fileprivate var systemNumber: Int32 {
    switch code {
    case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: EACCES
    case .fileWriteFileExists: EEXIST
    case .fileWriteOutOfSpace: ENOSPC
    case .fileWriteVolumeReadOnly: EROFS
    case .fileReadInvalidFileName, .fileWriteInvalidFileName: EINVAL
    // A folder is where the file would be.
    case .fileWriteUnknown: EISDIR
    default: EIO
    }
  }
}
