internal import Results

/// Makes a tree of an archive's entries.
enum ArchiveTree {
  private struct Item {
    let parts: ArraySlice<String>
    let entry: ArchiveEntry
  }

  /// The folder that entries lie in.
  ///
  /// Two entries of one name, or a file where a folder is too, are a fault in their place. An entry
  /// whose name is refused is noted at the folder at the start of its name, or at the root.
  static func folder(
    named name: String, _ entries: [ArchiveEntry], time: (Timestamp?) -> InputNode.Time?
  ) -> InputNode {
    var items: [Item] = []
    var rootRefusals: [String] = []
    var refusals: [String: [String]] = [:]
    for entry in entries {
      switch entry.path {
      case .parts(let parts):
        if !parts.isEmpty { items.append(Item(parts: parts[...], entry: entry)) }
      case .refused(let reason, let first):
        if let first {
          refusals[first, default: []].append(reason)
        } else {
          rootRefusals.append(reason)
        }
      }
    }
    var children = nodes(items, time)
    for (first, reasons) in refusals {
      if let index = children.firstIndex(where: { $0.name == first }) {
        children[index].refusals += reasons
      } else {
        children.append(InputNode(name: first, content: .folder([]), refusals: reasons))
      }
    }
    return InputNode(
      name: name, content: .folder(children.sorted { $0.name < $1.name }), refusals: rootRefusals)
  }

  private static func nodes(
    _ items: [Item], _ time: (Timestamp?) -> InputNode.Time?
  ) -> [InputNode] {
    // By bytes: Swift compares text as Unicode does, and two spellings of an umlaut are two names.
    let groups = Dictionary(grouping: items) { Array(($0.parts.first ?? "").utf8) }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { _, group in
      let name = group[0].parts.first ?? ""
      let inside = group.compactMap { item in
        item.parts.count > 1 ? Item(parts: item.parts.dropFirst(), entry: item.entry) : nil
      }
      let here = group.filter { $0.parts.count == 1 }.map(\.entry)
      let files = here.filter { if case .folder = $0.content { false } else { true } }
      let own = time((files.first ?? here.first)?.time)
      guard let file = files.first else {
        return InputNode(name: name, content: .folder(nodes(inside, time)), time: own)
      }
      guard files.count == 1, inside.isEmpty, here.count == 1 else {
        return InputNode(
          name: name, content: .fault("'\(name)' is in the archive more than once"), time: own)
      }
      return InputNode(name: name, content: content(of: file, name), time: own)
    }
  }

  private static func content(of entry: ArchiveEntry, _ name: String) -> InputNode.Content {
    switch entry.content {
    case .folder: .folder([])
    case .file(let bytes): .file(InputFile(name: name, source: .memory(bytes)))
    case .otherFile: .file(InputFile(name: name, source: .memory([])))
    case .fault(let reason): .fault("'\(name)' \(reason)")
    }
  }
}
