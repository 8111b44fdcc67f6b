/// The layers of docs/architecture.md: an import may only point to a smaller number.
///
/// This is the one table; the manifest and every `import` are held against it.
let layers: [String: Int] = [
  "LinuxABI": 0,
  "Spelling": 0,
  "CArchive": 0,
  "CMD": 0,
  "CYAML": 0,
  "CXML2": 0,
  "CMarkGFM": 0,
  "CSeccomp": 0,
  "CExecutor": 0,
  "CSandbox": 0,

  "Diagnostics": 1,
  "KernelCore": 1,
  "Scheduling": 1,
  "Wire": 1,

  "Machine": 2,
  "TaskC": 2,
  "Processors": 2,
  "Tracing": 2,
  "ExerciseKit": 2,
  "PluginHost": 2,
  "Results": 2,
  "Similarity": 2,

  "UserSpace": 3,
  "Courseware": 3,
  "Contrast": 3,
  "Exploration": 3,
  "Intake": 3,
  "Markup": 3,

  "ProgramExploration": 4,
  "GraderKit": 4,
  "Reporting": 4,
  "SiteGenerator": 4,
  "StudentLoop": 4,

  "Grading": 5,
  "ProgramRunner": 5,
  "SiteServer": 5,
  "Playback": 5,

  "threadbare": 6,
  "threadbare-judge": 6,
  "threadbare-worker": 6, "threadbare-confine": 6,
]
