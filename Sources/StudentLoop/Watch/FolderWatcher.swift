import Courseware

/// Notices what arrives in a folder: files that are new, changed or gone, once they have been left alone.
///
/// It looks again and again instead of being told, since the folders of classes lie on network file systems, where
/// nothing is told of what other machines do.
package struct FolderWatcher {
  /// How long nothing must happen before what arrived is taken as whole.
  package static let quiet = Duration.seconds(2)
  /// How long is waited for that at most: where something arrives all the time, it is looked at all the same, and again
  /// when it has changed.
  package static let patience = Duration.seconds(30)
  /// How often to look.
  package static let interval = Duration.milliseconds(FileWatcher.lookMilliseconds)
  /// The most files that are told apart; others are not noticed.
  private static let filesMax = 1_000_000
  /// How many folders deep is looked.
  private static let depthMax = 8

  private typealias Content = [String: FileLook]

  private let path: String
  private var last: Content = [:]
  private var changed: ContinuousClock.Instant?
  private var waitsSince: ContinuousClock.Instant?
  private var taken: Content = [:]

  /// Watches a folder, or an archive alone; all that is in it counts as new.
  package init(path: String) {
    self.path = path
  }

  /// Looks once.
  ///
  /// - Parameter now: The time of the look.
  /// - Returns: Whether there is something else than when this was true last, and it is whole as far as can be told.
  package mutating func hasArrivals(at now: ContinuousClock.Instant) -> Bool {
    let content = look()
    if content != last {
      last = content
      changed = now
    }
    guard content != taken else {
      waitsSince = nil
      return false
    }
    let since = waitsSince ?? now
    waitsSince = since
    guard now - (changed ?? now) >= Self.quiet || now - since >= Self.patience else { return false }
    taken = content
    waitsSince = nil
    return true
  }

  private func look() -> Content {
    var content: Content = [:]
    var folders: [(path: String, depth: Int)] = [(path, 0)]
    if let file = FileLook(path, links: .themselves), !file.isFolder { content[path] = file }
    while let folder = folders.popLast(), content.count < Self.filesMax {
      // Programs that copy files give them hidden names until they are whole; no submission has one.
      for (name, look) in FileLook.entries(of: folder.path, links: .themselves) {
        let place = "\(folder.path)/\(name)"
        if !look.isFolder {
          content[place] = look
        } else if folder.depth < Self.depthMax {
          folders.append((place, folder.depth + 1))
        }
      }
    }
    return content
  }
}
