// Searches the memory of its process for what the judge would know: names and messages of hidden tests.
import ExerciseKit
import Exercise_answer
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        var local = 0
        let starts: [UInt] = [
            withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }, UInt(bitPattern: malloc(64)),
            UInt(bitPattern: malloc(1 << 20)), UInt(bitPattern: dlsym(nil, "threadbare_worker_main")),
            UInt(bitPattern: dlsym(nil, "malloc")), UInt(bitPattern: dlsym(nil, "swift_retain")),
        ]
        var pages = 0
        for start in starts where start != 0 {
            var page = start & ~0xfff
            while isReadable(page - 0x1000), pages < 4_000 {
                page -= 0x1000
                pages += 1
            }
            while isReadable(page), pages < 8_000 {
                // Two halves of the word, so that this file's own constant is not found.
                let bytes = UnsafeRawPointer(bitPattern: page)!.assumingMemoryBound(to: UInt8.self)
                for index in 0..<0xff0 where bytes[index] == 72 && bytes[index + 1] == 73 && bytes[index + 6] == 45 {
                    if bytes[index + 7] == 68 && bytes[index + 12] == 76 { report("LEA\u{4B}ED a hidden test from memory") }
                }
                page += 0x1000
                pages += 1
            }
        }
        report(pages > 100 ? "searched memory and saw nothing" : "could not search")
    }
}

/// Any system call of the real machine, by its number on x86-64.
func raw(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0) -> Int {
    typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    return unsafeBitCast(dlsym(nil, "syscall"), to: Call.self)(number, a, b, c, d, e, f)
}

/// Whether eight bytes can be read there: the kernel looks, and changes nothing, as 99 is no way to set a mask.
func isReadable(_ address: UInt) -> Bool {
    let number = 14  // rt_sigprocmask
    errno = 0
    _ = raw(number, 99, Int(bitPattern: address), 0, 8)
    return errno == EINVAL
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
