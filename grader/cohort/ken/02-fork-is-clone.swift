import ExerciseKit
import Exercise_02_fork_is_clone

// After the chapter: a light weight process is clone(VM|FS|FILES|SIGHAND).
struct Submission: CloneFamily {
    func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        ProcessID(try await linux.clone([], exitSignal: .child, child: child))
    }

    func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        ProcessID(try await linux.clone([.vfork], exitSignal: .child, child: child))
    }

    func spawnThread(
        _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
    ) async throws -> ThreadID {
        try await linux.clone(
            [.vm, .fs, .files, .sighand, .parentSetTID, .childClearTID],
            parentTID: word, childTID: word, child: body)
    }

    func join(_ linux: SystemCalls, word: UserAddress) async throws {
        let id = try await linux.load(word)
        if id != 0 { try await linux.futexWait(word, expected: id) }
    }
}
