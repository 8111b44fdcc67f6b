import Diagnostics
import Intake
import Testing

@Suite struct `A roster` {
  private func roster(_ text: String) throws -> Roster {
    try Roster(Array(text.utf8), path: "roster.csv")
  }

  private func faults(_ bytes: [UInt8]) -> [String] {
    do {
      _ = try Roster(bytes, path: "roster.csv")
      return []
    } catch {
      return error.map { "\($0.location.map { "\($0)" } ?? ""): \($0.message)" }
    }
  }

  @Test(arguments: [
    "id,name,section,canvas_id\nada,\"Lovelace, Ada\",A,4711\n",
    "\u{FEFF}id;name;section;canvas_id\r\nada;Lovelace, Ada;A;4711\r\n",
    "ID\tName\tSection\tCanvas ID\nada\t\"Lovelace, Ada\"\tA\t4711",
    "id,name,section,canvas-id\n\n  ada  ,\"Lovelace, Ada\",A,\"4711\"\n\n",
  ])
  func `is read with any separator, byte order mark and line end`(text: String) throws {
    let roster = try roster(text)
    #expect(roster.students.map(\.id) == ["ada"])
    #expect(roster.students[0].name == "Lovelace, Ada")
    #expect(roster.students[0].columns == ["section": "A", "canvas_id": "4711"])
    #expect(roster.student([.canvasID], "4711")?.id == "ada")
    #expect(roster.student([.moodleID, .id], "ada")?.id == "ada")
    #expect(roster.student([.moodleID], "ada") == nil)
  }

  @Test func `keeps unknown columns, quotes and line ends`() throws {
    let roster = try roster("id,Favourite Call,name\r\nada,\"clone\r\n\"\"3\"\"\",Ada\r\n")
    #expect(roster.students[0].columns == ["favourite_call": "clone\r\n\"3\""])
    #expect(roster.student(named: "  ADA ")?.id == "ada")
  }

  @Test func `knows nobody by a name that two have`() throws {
    let roster = try roster("id,name\na,Jo Do\nb,jo do\nc,\n")
    #expect(roster.student(named: "Jo Do") == nil)
    #expect(roster.students[2].name == "c")
  }

  @Test(arguments: [
    ("", "roster.csv: the file is empty"),
    ("id,name\n", "roster.csv: there is no student in it"),
    ("name\nAda\n", "roster.csv:1:1: there is no column \"id\""),
    ("id,id\na,b\n", "roster.csv:1:4: there are two columns \"id\""),
    ("id,\na,b\n", "roster.csv:1:4: this column has no name"),
    ("id,name\na,b\na,c\n", "roster.csv:3:1: \"a\" is the \"id\" of the student in line 2 too"),
    (
      "id,email\na,x@y\nb,x@y\n",
      "roster.csv:3:3: \"x@y\" is the \"email\" of the student in line 2 too"
    ),
    ("id,name\n ,b\n", "roster.csv:2:1: this student has no id"),
    ("id,name\na\n", "roster.csv:2:1: this row has 1 cells, the first line has 2"),
    ("id,name\na,\"b\n", "roster.csv:2:3: the quotes of this cell are never closed"),
    ("id,name\na,\"b\"c\n", "roster.csv:2:3: there is text behind the closing quote"),
    ("id,name\na,b\"c\n", "roster.csv:2:3: there is a quote inside a cell without quotes"),
  ])
  func `says where it is wrong`(text: String, message: String) {
    #expect(faults(Array(text.utf8)) == [message])
  }

  @Test func `is UTF-8`() {
    #expect(faults([0x69, 0x64, 0x0A, 0xE4]) == ["roster.csv: the file is not UTF-8"])
  }

  @Test func `quotes its line and what would help`() {
    do {
      _ = try roster("id;name\nada;Ada\nada;Bob\n")
      Issue.record("it is read")
    } catch let list as DiagnosticList {
      #expect(
        list.rendered() == """
          roster.csv:3:1: error: "ada" is the "id" of the student in line 2 too
          ada;Bob
          ^~~

          """)
    } catch {
      Issue.record("\(error)")
    }
  }
}
