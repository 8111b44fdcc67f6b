import ExerciseKit
import Exercise_02_fork_is_clone

struct Submission: CloneFamily {
    func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        ProcessID(try await linux.clone([], exitSignal: .child, child: child))
    }

    func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        ProcessID(try await linux.clone([.vm, .vfork], exitSignal: .child, child: child))
    }

    func spawnThread(
        _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
    ) async throws -> ThreadID {
        try await linux.clone(
            [.vm, .fs, .files, .sighand, .thread, .setTLS, .parentSetTID, .childClearTID],
            parentTID: word, childTID: word, tls: threadPointer, child: body)
    }

    func join(_ linux: SystemCalls, word: UserAddress) async throws {
        while try await linux.load(word) != 0 {
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
