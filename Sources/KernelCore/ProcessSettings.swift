internal import LinuxABI

/// A folder below `/proc/sys`.
enum SettingFolder: Int32, Sendable, CaseIterable {
  case kernel = 1
  case files
  case queues
  case memory

  var name: StaticString {
    switch self {
    case .kernel: "kernel"
    case .files: "fs"
    case .queues: "mqueue"
    case .memory: "vm"
    }
  }

  /// The folder that it is in; nil for `/proc/sys` itself.
  var parent: SettingFolder? { self == .queues ? .files : nil }
}

/// A file below `/proc/sys` that says the same at all times.
///
/// None can be changed: what is written is EPERM.
struct KernelSetting: Sendable {
  let folder: SettingFolder
  let name: StaticString
  let text: StaticString

  init(_ folder: SettingFolder, _ name: StaticString, _ text: StaticString) {
    self.folder = folder
    self.name = name
    self.text = text
  }

  /// All of them.
  ///
  /// Source: proc(5), sysvipc(7), mq_overview(7), pipe(7); what 6.18.44 says.
  static var all: [KernelSetting] {
    [
      KernelSetting(.kernel, "core_pattern", "core"),
      KernelSetting(.kernel, "core_uses_pid", "0"),
      KernelSetting(.kernel, "msgmax", "8192"),
      KernelSetting(.kernel, "msgmnb", "16384"),
      KernelSetting(.kernel, "msgmni", "32000"),
      KernelSetting(.kernel, "ngroups_max", "65536"),
      KernelSetting(.kernel, "overflowgid", "65534"),
      KernelSetting(.kernel, "overflowuid", "65534"),
      KernelSetting(.kernel, "randomize_va_space", "0"),
      KernelSetting(.kernel, "sem", "32000\t1024000000\t500\t32000"),
      KernelSetting(.kernel, "shm_rmid_forced", "0"),
      KernelSetting(.kernel, "shmall", "18446744073692774399"),
      KernelSetting(.kernel, "shmmax", "18446744073692774399"),
      KernelSetting(.kernel, "shmmni", "4096"),
      KernelSetting(.kernel, "tainted", "0"),
      KernelSetting(.files, "nr_open", "1048576"),
      KernelSetting(.files, "pipe-max-size", "1048576"),
      KernelSetting(.files, "suid_dumpable", "0"),
      KernelSetting(.queues, "msg_default", "10"),
      KernelSetting(.queues, "msg_max", "10"),
      KernelSetting(.queues, "msgsize_default", "8192"),
      KernelSetting(.queues, "msgsize_max", "8192"),
      KernelSetting(.queues, "queues_max", "256"),
      KernelSetting(.memory, "max_map_count", "65530"),
      KernelSetting(.memory, "mmap_min_addr", "4096"),
      KernelSetting(.memory, "nr_hugepages", "0"),
      KernelSetting(.memory, "overcommit_memory", "0"),
      KernelSetting(.memory, "overcommit_ratio", "50"),
      KernelSetting(.memory, "panic_on_oom", "0"),
      KernelSetting(.memory, "swappiness", "60"),
    ]
  }

  /// The files of a folder, with their places in the whole list.
  static func entries(of folder: SettingFolder) -> [FixedEntry] {
    let all = Self.all
    var entries: [FixedEntry] = []
    for other in SettingFolder.allCases where other.parent == folder {
      entries.append(FixedEntry(other.name, .settingFolder, other.rawValue))
    }
    for place in all.indices where all[place].folder == folder {
      entries.append(FixedEntry(all[place].name, .setting, Int32(place)))
    }
    return entries
  }
}

extension Kernel {
  /// What a file below `/proc/sys` says, if it is one of those.
  func settingText(of entry: ProcessEntry) -> [UInt8]? {
    if entry.kind == .openFilesMax { return Array((String(limits.openFilesMax) + "\n").utf8) }
    guard entry.kind == .setting, KernelSetting.all.indices.contains(Int(entry.descriptor)) else {
      return nil
    }
    let setting = KernelSetting.all[Int(entry.descriptor)]
    return Array((setting.text.description + "\n").utf8)
  }
}
