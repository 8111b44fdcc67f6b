import ExerciseKit

extension CloneFlags {
    /// What every thread library sets.
    static var pthread: CloneFlags {
        [.vm, .fs, .files, .sighand, .thread, .setTLS, .parentSetTID, .childClearTID]
    }
}
