internal import ArgumentParser
internal import Grading

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what is installed, what is missing, and what mends it.")

  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let findings = await Doctor.examine()
    if json {
      try Terminal.writeJSON(findings)
    } else {
      for finding in findings {
        Terminal.write("\(finding.isWell ? "✓" : "✗") \(finding.part): \(finding.state)\n")
        if let remedy = finding.remedy { Terminal.write("    \(remedy)\n") }
      }
    }
    guard findings.allSatisfy({ $0.isWell || $0.isOptional }) else { throw NotAllWell() }
  }
}
