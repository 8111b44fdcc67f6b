import ExerciseKit
import Exercise_02_fork_is_clone

struct Submission: CloneFamily {
    func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        return try await .init(linux.clone([], exitSignal: .child, child: child))
    }

    func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        return try await .init(linux.clone([.vfork, .vm], exitSignal: .child, child: child))
    }

    func spawnThread(
        _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
    ) async throws -> ThreadID {
        let sharing: CloneFlags = [.vm, .fs, .files, .sighand, .thread]
        let bookkeeping: CloneFlags = [.setTLS, .parentSetTID, .childClearTID]
        return try await linux.clone(
            sharing.union(bookkeeping), parentTID: word, childTID: word, tls: threadPointer, child: body)
    }

    func join(_ linux: SystemCalls, word: UserAddress) async throws {
        while true {
            let id = try await linux.load(word)
            if id == 0 { break }
            do {
                try await linux.futexWait(word, expected: id)
            } catch let error as Errno where error == .resourceTemporarilyUnavailable {
                continue
            }
        }
    }
}
