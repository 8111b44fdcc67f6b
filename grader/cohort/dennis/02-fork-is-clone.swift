import ExerciseKit
import Exercise_02_fork_is_clone

struct Submission: CloneFamily {
    func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        ProcessID(try await linux.clone([], exitSignal: .child, child: child))
    }

    func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
        // shares the memory, and waits until the child is done
        let pid = ProcessID(try await linux.clone([.vm], exitSignal: .child, child: child))
        try await linux.wait(for: pid)
        return pid
    }

    func spawnThread(
        _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
    ) async throws -> ThreadID {
        let thread = try await linux.clone(
            [.vm, .fs, .files, .sighand, .thread, .setTLS, .childClearTID],
            childTID: word, tls: threadPointer, child: body)
        try await linux.store(word, UInt32(thread.rawValue))
        return thread
    }

    func join(_ linux: SystemCalls, word: UserAddress) async throws {
        while try await linux.load(word) != 0 {
            try await linux.yield()
        }
    }
}
