// ExerciseKit
