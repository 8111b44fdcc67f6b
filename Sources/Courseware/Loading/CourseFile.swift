package import Diagnostics
import Foundation

extension Course {
  /// Checks one YAML file of a course as if it had this content, for texts that aren't saved.
  ///
  /// What files say of each other is not checked.
  ///
  /// - Parameters:
  ///   - path: The file's path in the course, such as `lessons/01-tasks/lesson.yaml`.
  ///   - bytes: Its content.
  ///   - folder: The course; files that the text names (`text_file`) are looked for there.
  /// - Returns: What is wrong with it.
  package static func diagnostics(
    ofFile path: String, bytes: [UInt8], in folder: CourseFolder
  ) -> DiagnosticList {
    let place = folder.root.appending(path)
    let parent = CoursePath(
      url: place.url.deletingLastPathComponent(),
      shown: place.shown.hasSuffix("/" + place.name)
        ? String(place.shown.dropLast(place.name.count + 1)) : "")
    do throws(DiagnosticList) {
      let context = ReadingContext(file: try SourceFile(path: place.shown, bytes: bytes))
      guard let root = YAMLComposer.compose(in: context) else { return context.diagnostics }
      switch place.name {
      case "course.yaml": _ = CourseReader(context: context).description(root)
      case "lesson.yaml": _ = LessonReader(context: context, folder: parent).lesson(root)
      case "exercise.yaml": _ = ExerciseReader(context: context, folder: parent).exercise(root)
      case "mutants.yaml": _ = MutantsReader(context: context, folder: parent).expectations(root)
      case "grading.yaml":
        let exercises = folder.exercises.entries.filter(\.isFolder).map(\.name)
        _ = GradingPolicyReader(context: context, exercises: exercises).policy(root)
      case "glossary.yaml": _ = GlossaryReader(context: context).terms(root)
      case "instructor.yaml": _ = InstructorReader(context: context).guide(root)
      default: break
      }
      return context.diagnostics
    } catch {
      return error
    }
  }
}
