package import Foundation

/// An archive that a test makes, with whatever an archiver would not put there.
package struct MadeArchive: Encodable, Sendable {
  /// One entry.
  package struct Entry: Encodable, Sendable {
    package enum Kind: String, Encodable, Sendable {
      case file
      case folder
      case symlink
      case hardlink
      case device
      case fifo
    }

    /// The bytes of its name.
    let name: [UInt8]
    let kind: Kind
    /// Its text, or what a link points to.
    let text: String
    /// How many times the text is there.
    let times: Int
    /// Seconds since 1970.
    let time: Int

    package init(
      _ name: String, _ text: String = "", kind: Kind = .file, times: Int = 1,
      time: Int = 1_790_000_000
    ) {
      self.init(bytes: Array(name.utf8), text, kind: kind, times: times, time: time)
    }

    package init(
      bytes: [UInt8], _ text: String = "", kind: Kind = .file, times: Int = 1,
      time: Int = 1_790_000_000
    ) {
      name = bytes
      self.kind = kind
      self.text = text
      self.times = times
      self.time = time
    }
  }

  let path: String
  let entries: [Entry]

  /// Writes an archive: `.zip`, `.tar.gz` or `.tgz`, by the file's name.
  ///
  /// - Throws: What running Python throws, or that it failed.
  package static func write(_ entries: [Entry], to file: URL) async throws {
    let made = MadeArchive(path: file.path, entries: entries)
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let outcome = try await run(
      systemProgram: "python3", ["-W", "ignore", "-c", script],
      input: String(decoding: try JSONEncoder().encode(made), as: UTF8.self))
    guard outcome.exitCode == 0 else { throw ArchiveNotMade(outcome: outcome) }
  }

  private static let script = """
    import io, json, struct, sys, tarfile, time, zipfile

    spec = json.load(sys.stdin)
    path = spec["path"]
    modes = {"file": 0o100644, "folder": 0o040755, "symlink": 0o120777, "device": 0o060644,
             "fifo": 0o010644}
    if path.endswith(".zip"):
        patches = []
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, entry in enumerate(spec["entries"]):
                raw = bytes(entry["name"])
                try:
                    name = raw.decode("utf-8")
                except UnicodeDecodeError:
                    # The module would not write it: a stand-in of the same length is replaced.
                    name = ("%04d" % number + "q" * len(raw))[:len(raw)]
                    patches.append((name.encode(), raw))
                info = zipfile.ZipInfo("x", time.gmtime(entry["time"])[:6])
                info.filename = name + ("/" if entry["kind"] == "folder" else "")
                info.create_system = 3
                info.external_attr = modes[entry["kind"]] << 16
                info.extra = struct.pack("<HHBl", 0x5455, 5, 1, entry["time"])
                archive.writestr(
                    info, entry["text"].encode() * entry["times"], zipfile.ZIP_DEFLATED)
        data = out.getvalue()
        for old, new in patches:
            data = data.replace(old, new)
        open(path, "wb").write(data)
    else:
        types = {"file": tarfile.REGTYPE, "folder": tarfile.DIRTYPE, "symlink": tarfile.SYMTYPE,
                 "hardlink": tarfile.LNKTYPE, "device": tarfile.BLKTYPE, "fifo": tarfile.FIFOTYPE}
        with tarfile.open(path, "w:gz", format=tarfile.GNU_FORMAT, encoding="utf-8") as archive:
            for entry in spec["entries"]:
                info = tarfile.TarInfo(bytes(entry["name"]).decode("utf-8", "surrogateescape"))
                info.type = types[entry["kind"]]
                info.mtime = entry["time"]
                data = b""
                if info.type in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                    info.linkname = entry["text"]
                elif info.type == tarfile.REGTYPE:
                    data = entry["text"].encode() * entry["times"]
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    """
}

/// Python could not make an archive.
package struct ArchiveNotMade: Error {
  package let outcome: ProgramOutcome
}
