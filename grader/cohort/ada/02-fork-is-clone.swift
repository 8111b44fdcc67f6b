import ExerciseKit
import Exercise_02_fork_is_clone

struct Submission: CloneFamily {
    func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        let tid = try await linux.clone([], exitSignal: .child, child: child)
        return ProcessID(tid)
    }

    func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        let tid = try await linux.clone([.vfork, .vm], exitSignal: .child, child: child)
        return ProcessID(tid)
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
        var id = try await linux.load(word)
        while id != 0 {
            do {
                try await linux.futexWait(word, expected: id)
            } catch let error as Errno where error == .resourceTemporarilyUnavailable {
                // changed under our hands, so look again
            }
            id = try await linux.load(word)
        }
    }
}
