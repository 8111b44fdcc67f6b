internal import Diagnostics
internal import Foundation
package import Logging

/// A run's folder, found again or made, and its driver.
package struct ClusterRun: Sendable {
  package let path: String
  /// Whether results that lie in the folder count.
  package var reusesResults = true
  package var log = GradingLog.none
  /// Tells the user what went wrong and was mended.
  package var warn: @Sendable (String) -> Void = { _ in }
  /// How Slurm is called.
  package var slurm = SlurmClient()

  package init(path: String) {
    // Slurm starts workers elsewhere, so the path has to be whole.
    self.path = URL(filePath: path).standardizedFileURL.path
  }

  /// Prepares to have items done.
  ///
  /// A run that is there already and has all of them is gone on with. Else its jobs are ended, and a new
  /// one begins.
  ///
  /// - Parameters:
  ///   - items: What is to be done.
  ///   - settings: What workers need to know besides.
  ///   - options: What is expected of items and of workers.
  ///   - files: The files of an item.
  ///   - collect: Takes what came of an item, once each.
  /// - Returns: What brings it about.
  /// - Throws: `GradingError.machine`.
  package func driver(
    for items: [RunManifest.Item], settings: String, options: ClusterDriver.Options,
    files: (RunManifest.Item) throws -> [SourceFile],
    collect: @escaping @Sendable (RunManifest.Item, ClusterDriver.Outcome) async throws -> Void
  ) async throws -> ClusterDriver {
    let folder = RunFolder(path: path)
    try folder.make()
    let lock = try take(folder.lock)
    do {
      return try await driver(
        in: folder, lock, for: items, settings, options, files: files, collect: collect)
    } catch {
      close(lock)
      throw error
    }
  }

  private func driver(
    in folder: RunFolder, _ lock: Int32, for items: [RunManifest.Item], _ settings: String,
    _ options: ClusterDriver.Options, files: (RunManifest.Item) throws -> [SourceFile],
    collect: @escaping @Sendable (RunManifest.Item, ClusterDriver.Outcome) async throws -> Void
  ) async throws -> ClusterDriver {
    let kept = await found(in: folder, items, settings)
    if kept == nil {
      folder.removeAllButResults()
      if !reusesResults { try? FileManager.default.removeItem(atPath: folder.folder(.results)) }
      try folder.make()
    }
    for item in items where access(folder.result(item.key), F_OK) != 0 {
      try write(try files(item), to: folder.item(item.key))
    }
    let manifest = kept ?? RunManifest(settings: settings, items: items)
    if kept == nil { try manifest.write(to: folder) }
    var driver = ClusterDriver(
      manifest, in: folder, slurm: slurm, options: options, log: log, lock: lock, warn: warn,
      collect: collect)
    let wanted = Set(items.map(\.key))
    driver.missing = manifest.items.filter { wanted.contains($0.key) }
    return driver
  }

  /// Removes the folder; or, where somebody may want to look at it, keeps it under another name.
  ///
  /// - Returns: The folder that is kept.
  package func finish(keeps: Bool) -> String? {
    guard keeps else {
      RunFolder(path: path).remove()
      return nil
    }
    let last = path + "-last"
    RunFolder(path: last).remove()
    return rename(path, last) == 0 ? last : path
  }

  /// Locks a file, as long as the process lives or until the driver lets it go.
  private func take(_ path: String) throws(GradingError) -> Int32 {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .failed("write", path) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw .machine("another grading is at work in '\(self.path)'")
    }
    return file
  }

  /// The run that is in a folder, if it is whole and has all items; else its jobs are ended.
  private func found(
    in folder: RunFolder, _ items: [RunManifest.Item], _ settings: String
  ) async -> RunManifest? {
    guard FileManager.default.fileExists(atPath: folder.manifest) else { return nil }
    do throws(SealedFile.Fault) {
      let manifest = try RunManifest(of: folder)
      let known = Dictionary(uniqueKeysWithValues: manifest.items.map { ($0.key, $0) })
      if reusesResults, manifest.settings == settings,
        items.allSatisfy({ known[$0.key] == $0 })
      {
        return manifest
      }
      await cancel { $0.hasPrefix("threadbare-\(manifest.run)-") }
    } catch {
      warn("'\(folder.manifest)' \(error.words); the run is begun anew, and whole results are kept")
      log.warning("manifest damaged", metadata: ["what": "\(error.words)"])
      let jobs = (try? RunJobs(of: folder, run: ""))?.jobs.map(\.name) ?? []
      await cancel { jobs.contains($0) }
    }
    return nil
  }

  /// Ends jobs of a run that is given up.
  ///
  /// What cannot be ended now finds no work in the new one.
  private func cancel(_ isMeant: (String) -> Bool) async {
    let live = (try? await slurm.jobs(named: "threadbare-")) ?? []
    await slurm.cancel(Set(live.filter { isMeant($0.name) }.map(\.array)).sorted())
  }

  private func write(_ files: [SourceFile], to folder: String) throws(GradingError) {
    guard !files.isEmpty else { return }
    try makeFolder(folder)
    for file in files {
      do {
        try Data(file.bytes).write(to: URL(filePath: "\(folder)/\(file.name)"), options: .atomic)
      } catch {
        throw .machine("cannot write '\(folder)/\(file.name)': \(reason(of: error))")
      }
    }
  }
}
