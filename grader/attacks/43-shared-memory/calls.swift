// Memory, locks and messages that another submission could find.
import ExerciseKit
import Exercise_calls
import Glibc

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let page = Int(bitPattern: calloc(1, 4_096))
        let name = Int(bitPattern: strdup("/threadbare-breach-43"))
        let result: Int
        switch number {
        case 0: result = raw(29, 43, 4_096, 0o1666)  // shmget
        case 1: result = raw(30, 43, 0, 0)  // shmat
        case 2: result = raw(64, 43, 1, 0o1666)  // semget
        case 3: result = raw(68, 43, 0o1666)  // msgget
        case 4: result = raw(240, name, 0o102, 0o666, 0)  // mq_open
        case 5: result = raw(73, 0, 2)  // flock
        case 6: result = raw(319, name, 0)  // memfd_create
        case 7: result = Int(open("/dev/shm/threadbare-breach-43", O_RDWR | O_CREAT, 0o666))
        case 8: result = Int(open("/tmp/threadbare-breach-43", O_RDWR | O_CREAT, 0o666))
        case 9: result = raw(22, page)  // pipe
        case 10: result = raw(284, 0)  // eventfd
        case 11: result = raw(283, 0, 0)  // timerfd_create
        case 12: result = raw(212, 0, name, page)  // lookup_dcookie
        case 13: result = raw(218 + 0, 0) >= 0 ? -1 : -1  // set_tid_address, which is its own matter
        case 14: result = raw(436, 3, 9, 0)  // close_range
        default: result = raw(303, -100, name, page, page, 0)  // name_to_handle_at
        }
        report(result >= 0 ? "LEA\u{4B}ED call \(number)" : "nothing to share")
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
