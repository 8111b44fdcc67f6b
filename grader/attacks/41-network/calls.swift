// Sockets of all kinds.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let families = [2, 10, 1, 40, 16, 17, 38, 31, 44, 29, 15, 2]  // IPv4, IPv6, UNIX, VSOCK, netlink, packet, ALG, ...
        let pair = Int(bitPattern: calloc(2, 4))
        let result: Int
        switch number {
        case 0..<12: result = raw(41, families[Int(number)], number == 11 ? 3 : 1, 0)
        case 12: result = raw(53, 1, 1, 0, pair)  // socketpair
        case 13: result = raw(49, 0, pair, 16)  // bind
        case 14: result = raw(44, 1, pair, 4, 0, 0, 0)  // sendto
        default: result = raw(42, 0, pair, 16)  // connect
        }
        report(result >= 0 ? "LEA\u{4B}ED socket \(number)" : "there is no network")
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
