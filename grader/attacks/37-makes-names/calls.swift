// Makes names of all kinds in the file system, each in a way of its own.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let name = Int(bitPattern: strdup("/tmp/threadbare-breach-37"))
        let other = Int(bitPattern: strdup("/tmp/threadbare-breach-37-too"))
        let made: Int
        switch number {
        case 0: made = raw(83, name, 0o700)  // mkdir
        case 1: made = raw(258, -100, name, 0o700)  // mkdirat
        case 2: made = raw(88, other, name)  // symlink
        case 3: made = raw(86, Int(bitPattern: strdup("/rt/threadbare-worker")), name)  // link
        case 4: made = raw(133, name, 0o10600, 0)  // mknod
        case 5: made = raw(259, -100, name, 0o10600, 0)  // mknodat
        case 6: made = raw(85, name, 0o600)  // creat
        case 7: made = raw(2, name, 0o101, 0o600)  // open
        case 8: made = raw(437, -100, name, Int(bitPattern: calloc(3, 8)), 24)  // openat2
        case 9: made = raw(319, name, 0)  // memfd_create
        case 10: made = raw(82, Int(bitPattern: strdup("/rt/threadbare-worker")), name)  // rename
        case 11: made = raw(87, Int(bitPattern: strdup("/plugin/submission.so")))  // unlink
        case 12: made = raw(76, Int(bitPattern: strdup("/plugin/submission.so")), 0)  // truncate
        case 13: made = raw(285, 1, 0, 0, 1 << 30)  // fallocate
        case 14: made = raw(77, 1, 1 << 30)  // ftruncate
        default: made = raw(161, name)  // chroot
        }
        report(made >= 0 ? "LEA\u{4B}ED call \(number)" : "call \(number) was refused")
    }
}

/// Any system call of the real machine, by its number on x86-64.
func raw(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0) -> Int {
    typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    return unsafeBitCast(dlsym(nil, "syscall"), to: Call.self)(number, a, b, c, d, e, f)
}

/// Says something where a report would show it, and ends.
func report(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    exit(3)
}
