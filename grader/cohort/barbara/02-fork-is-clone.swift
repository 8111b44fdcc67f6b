import ExerciseKit
import Exercise_02_fork_is_clone

struct Submission: CloneFamily {
    func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        try await make(linux, flags: [], child)
    }

    func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        try await make(linux, flags: [.vm, .vfork], child)
    }

    private func make(
        _ linux: SystemCalls, flags: CloneFlags, _ child: @escaping TaskBody
    ) async throws -> ProcessID {
        ProcessID(rawValue: try await linux.clone(flags, exitSignal: .child, child: child).rawValue)
    }

    func spawnThread(
        _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
    ) async throws -> ThreadID {
        try await linux.clone(
            [.vm, .fs, .files, .sighand, .thread, .setTLS, .parentSetTID, .childClearTID],
            parentTID: word, childTID: word, tls: threadPointer, child: body)
    }

    func join(_ linux: SystemCalls, word: UserAddress) async throws {
        while case let id = try await linux.load(word), id != 0 {
            do { try await linux.futexWait(word, expected: id) }
            catch Errno.resourceTemporarilyUnavailable { continue }
        }
    }
}
