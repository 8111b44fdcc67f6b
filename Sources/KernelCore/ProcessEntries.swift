internal import LinuxABI

/// What has a fixed name in a directory of `/proc`.
struct FixedEntry: Sendable {
  let name: StaticString
  let kind: ProcessEntry.Kind
  let descriptor: Int32

  init(_ name: StaticString, _ kind: ProcessEntry.Kind, _ descriptor: Int32 = 0) {
    self.name = name
    self.kind = kind
    self.descriptor = descriptor
  }
}

// What is called how in /proc.
extension Kernel {
  /// What is in a directory of `/proc` under fixed names, in the order in which it is listed.
  static func fixedEntries(of entry: ProcessEntry) -> [FixedEntry] {
    switch entry.kind {
    case .root:
      [
        FixedEntry("cpuinfo", .processors), FixedEntry("filesystems", .fileSystems),
        FixedEntry("loadavg", .load), FixedEntry("meminfo", .memory),
        FixedEntry("stat", .counts), FixedEntry("sys", .settings),
        FixedEntry("uptime", .upTime), FixedEntry("version", .version),
        FixedEntry("self", .ownProcess), FixedEntry("thread-self", .ownThread),
        FixedEntry("mounts", .ownMounts),
      ]
    case .task:
      // Source: `fs/proc/base.c: tgid_base_stuff, tid_base_stuff`.
      (entry.isThread
        ? [FixedEntry("children", .children)]
        : [FixedEntry("task", .tasks), FixedEntry("timers", .timerList)]) + taskEntries
    case .settings:
      SettingFolder.allCases.filter { $0.parent == nil }.map {
        $0 == .kernel
          ? FixedEntry($0.name, .kernelSettings)
          : FixedEntry($0.name, .settingFolder, $0.rawValue)
      }
    case .kernelSettings:
      [
        FixedEntry("cap_last_cap", .lastCapability), FixedEntry("hostname", .hostName),
        FixedEntry("osrelease", .release), FixedEntry("ostype", .systemType),
        FixedEntry("pid_max", .threadIDsMax),
        FixedEntry("sched_rr_timeslice_ms", .roundRobinSlice),
        FixedEntry("sched_rt_period_us", .realTimePeriod),
        FixedEntry("sched_rt_runtime_us", .realTimeRuntime),
        FixedEntry("threads-max", .tasksMax),
      ] + KernelSetting.entries(of: .kernel)
    case .settingFolder:
      SettingFolder(rawValue: entry.descriptor).map {
        ($0 == .files ? [FixedEntry("file-max", .openFilesMax)] : [])
          + KernelSetting.entries(of: $0)
      } ?? []
    default: []
    }
  }

  /// What is in the directory of a process, and of a thread.
  private static var taskEntries: [FixedEntry] {
    [
      FixedEntry("fd", .descriptors), FixedEntry("fdinfo", .descriptorTexts),
      FixedEntry("status", .status), FixedEntry("stat", .numbers), FixedEntry("comm", .name),
      FixedEntry("cmdline", .arguments), FixedEntry("environ", .environment),
      FixedEntry("auxv", .auxiliaryVector), FixedEntry("statm", .memoryCounts),
      FixedEntry("maps", .mappings),
      FixedEntry("cwd", .currentDirectory), FixedEntry("root", .rootDirectory),
      FixedEntry("exe", .program), FixedEntry("ns", .namespaces), FixedEntry("limits", .limits),
      FixedEntry("uid_map", .userMap), FixedEntry("gid_map", .groupMap),
      FixedEntry("setgroups", .groupSetting), FixedEntry("oom_score", .killScore),
      FixedEntry("oom_score_adj", .killPreference), FixedEntry("oom_adj", .oldKillPreference),
      FixedEntry("timerslack_ns", .timerSlack), FixedEntry("coredump_filter", .dumpFilter),
      FixedEntry("personality", .personality), FixedEntry("loginuid", .loginUser),
      FixedEntry("sessionid", .loginSession), FixedEntry("cgroup", .controlGroup),
      FixedEntry("mounts", .mounts), FixedEntry("mountinfo", .mountDetails),
    ]
  }
}
