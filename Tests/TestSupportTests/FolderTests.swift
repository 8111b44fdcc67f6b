import Foundation
import TestSupport
import Testing

@Suite struct `Folders` {
  @Test func `a temporary folder is empty, writable and gone afterwards`() throws {
    let path = try withTemporaryFolder { folder in
      try folder.write("text", to: "deep/er/file.txt")
      let text = try folder.text(of: "deep/er/file.txt")
      #expect(text == "text")
      #expect(folder.contains("deep/er"))
      try folder.copy(folder.file("deep"), to: "copy/of/deep")
      let copied = try folder.text(of: "copy/of/deep/er/file.txt")
      #expect(copied == "text")
      return folder.path
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a folder is removed when the body throws`() throws {
    struct Stop: Error {
      let path: String
    }
    let stop = #expect(throws: Stop.self) {
      try withTemporaryFolder { throw Stop(path: $0.path) }
    }
    let path = try #require(stop?.path)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `the root holds the manifest`() throws {
    #expect(try Repository.text(of: "Package.swift").hasPrefix("// swift-tools-version:"))
  }

  @Test func `a product that was not built is named with its path`() throws {
    let error = #expect(throws: MissingProduct.self) {
      try BuildProducts.executable(named: "threadbare-nothing")
    }
    #expect(error?.description.contains("threadbare-nothing") == true)
  }
}
