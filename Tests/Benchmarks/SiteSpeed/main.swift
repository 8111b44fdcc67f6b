// What the website of a large course costs, beside Hugo with the same pages in the same run. Prints a Markdown
// table; fails if a target is missed. Without Hugo (Debian's package "hugo") nothing is compared.

import Courseware
import Diagnostics
import Foundation
import SiteGenerator

let pageCount = 1_000
let textBytesMin = 6_000
let ratioMax = 0.5
let rebuildMillisecondsMax = 100.0

/// A page's Markdown: prose with a list, and blocks of code in three languages.
func markdown(_ number: Int) -> String {
  var text = ""
  var part = 0
  while text.utf8.count < textBytesMin {
    part += 1
    text += """
      ## Part \(part) of page \(number)

      A *task* is what the kernel schedules; a thread is a task that shares most of what it has. Page \(number)
      says it for the \(part)th time, with `clone`, `CLONE_VM` and **nothing** else to add.

      - One list, with a `word` of code in it
      - and a [link](https://example.org/\(number)/\(part))

      ```c
      #include <stdio.h>
      int main(void) {
        for (int index = 0; index < \(part); index++) printf("%d\\n", index); /* page \(number) */
        return 0;
      }
      ```

      ```swift
      let children = try (0..<\(part)).map { try linux.clone([.vm, .fs], child: $0) }  // all share
      ```

      ```yaml
      name: page-\(number)
      parts: [1, 2, "\(part)"]
      ```


      """
  }
  return text
}

let files = FileManager.default
let folder = files.temporaryDirectory.appending(path: "threadbare-bench-\(UUID().uuidString)")
defer { try? files.removeItem(at: folder) }

func write(_ text: String, to path: String) throws {
  let file = folder.appending(path: path)
  try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: file)
}

func lessonYAML(_ number: Int, _ text: String) -> String {
  let indented = text.split(separator: "\n", omittingEmptySubsequences: false)
    .map { $0.isEmpty ? "" : "      " + $0 }.joined(separator: "\n")
  return """
    id: page-\(number)
    title: Page \(number)
    summary: One of many.
    goals: [Measure]
    sections:
      - id: start
        title: Start
        text: |
    \(indented)
    """
}

try write(
  "title: Many pages\nlanguage: en\nauthors: [A]\n", to: "course/lessons/course.yaml")
try files.createDirectory(
  at: folder.appending(path: "course/exercises"), withIntermediateDirectories: true)
for number in 0..<pageCount {
  let text = markdown(number)
  try write(lessonYAML(number, text), to: "course/lessons/page-\(number)/lesson.yaml")
  try write(
    "---\ntitle: Page \(number)\n---\n\n" + text, to: "hugo/content/posts/page-\(number).md")
}
try write(
  """
  baseURL = "https://example.org/"
  title = "Many pages"
  disableKinds = ["taxonomy", "term", "RSS"]
  [outputs]
  home = ["HTML", "JSON"]
  [markup.highlight]
  noClasses = false
  """, to: "hugo/config.toml")
// The same furniture: a frame with a list of sixty pages, and an index of all texts.
try write(
  """
  <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
  <nav><ol>{{ range first 60 site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol></nav>
  <main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>
  """, to: "hugo/layouts/_default/single.html")
try write(
  "<!DOCTYPE html><html lang=\"en\"><head><title>x</title></head><body>{{ range site.RegularPages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</body></html>",
  to: "hugo/layouts/_default/list.html")
try write(
  "[{{ range $i, $p := site.RegularPages }}{{ if $i }},{{ end }}{{ dict \"u\" .RelPermalink \"t\" .Title \"x\" .Plain | jsonify }}{{ end }}]",
  to: "hugo/layouts/index.json")

/// The processor time of this process and its threads, or of the children that it waited for, in seconds.
func processorSeconds(_ who: Int32) -> Double {
  var usage = rusage()
  getrusage(who, &usage)
  let times = [usage.ru_utime, usage.ru_stime]
  return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
}

let root = CoursePath(url: folder.appending(path: "course"), shown: "course")
let place = CourseFolder(root: root, grader: root.appending("grader"))
let theme = CoursePath(
  url: URL(filePath: files.currentDirectoryPath).appending(path: "site"), shown: "site")
let output = CoursePath(url: folder.appending(path: "out"), shown: "out")

let before = processorSeconds(RUSAGE_SELF.rawValue)
let course = try Course.load(from: place).get()
let summary = try SiteGenerator(course: course, theme: theme, output: output).build()
let own = processorSeconds(RUSAGE_SELF.rawValue) - before

/// The processor time of Hugo for the same pages; nil where there is none.
func hugoSeconds() throws -> Double? {
  let path = "/usr/bin/hugo"
  guard files.isExecutableFile(atPath: path) else { return nil }
  let start = processorSeconds(RUSAGE_CHILDREN.rawValue)
  let process = Process()
  process.executableURL = URL(filePath: path)
  process.arguments = ["--quiet", "--source", folder.appending(path: "hugo").path]
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { return nil }
  return processorSeconds(RUSAGE_CHILDREN.rawValue) - start
}

let hugo = try hugoSeconds()

// One changed lesson, in a process that remembers the others.
var courseMemory = CourseMemory()
var siteMemory = SiteMemory()
@MainActor func rebuild() throws -> Double {
  let start = ContinuousClock.now
  let course = try Course.load(from: place, remembering: &courseMemory).get()
  let generator = SiteGenerator(course: course, theme: theme, output: output)
  _ = try generator.contents(remembering: &siteMemory)
  return (ContinuousClock.now - start) / .milliseconds(1)
}
_ = try rebuild()
/// For profiles: all rebuilds but the first.
@inline(never) @MainActor func rebuildChanged() throws -> Double { try rebuild() }
var times: [Double] = []
for round in 0..<9 {
  let number = round * 100
  try write(
    lessonYAML(number, markdown(number) + "Round \(round).\n"),
    to: "course/lessons/page-\(number)/lesson.yaml")
  times.append(try rebuildChanged())
}
let rebuildTime = times.sorted()[times.count / 2]

func rounded(_ value: Double) -> Double { Double(Int(value * 100)) / 100 }
print(
  "| \(pageCount) pages of \(textBytesMin / 1_000) KB, highlighted and indexed | measured | target |"
)
print("|---|---:|---:|")
print("| all \(summary.pageCount) pages: processor time of all threads (s) | \(rounded(own)) | - |")
if let hugo {
  print("| Hugo with the same pages: processor time (s) | \(rounded(hugo)) | - |")
  print("| as a part of Hugo's | \(rounded(own / hugo)) | at most \(ratioMax) |")
} else {
  print("| Hugo with the same pages: processor time (s) | not installed | - |")
}
print(
  "| one changed lesson: load, build, check, index, median of \(times.count) (ms) "
    + "| \(rounded(rebuildTime)) | at most \(Int(rebuildMillisecondsMax)) |")
if let hugo, own / hugo > ratioMax {
  print("the pages take too long")
  exit(1)
}
if rebuildTime > rebuildMillisecondsMax {
  print("a rebuild takes too long")
  exit(1)
}
