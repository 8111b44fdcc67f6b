// A switch that the compiler cannot prove to be complete in any time.
import ExerciseKit
import Exercise_answer

enum E { case a, b, c, d, e, f, g, h, i, j }

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        let x = E.a
        switch (x, x, x, x, x, x, x, x, x, x, x, x) {
        case (_, .a, .a, _, .a, .a, _, .a, .a, _, .a, .a): return 0
        case (.b, .c, _, .e, .f, _, .h, .i, _, .a, .b, _): return 1
        case (.c, _, .g, .i, _, .c, .e, _, .i, .a, _, .e): return 2
        case (_, .g, .j, _, .f, .i, _, .e, .h, _, .d, .g): return 3
        case (.e, .i, _, .g, .a, _, .i, .c, _, .a, .e, _): return 4
        case (.f, _, .f, .a, _, .a, .f, _, .f, .a, _, .a): return 5
        case (_, .c, .i, _, .a, .g, _, .i, .e, _, .g, .c): return 6
        case (.h, .e, _, .i, .f, _, .j, .g, _, .a, .h, _): return 7
        case (.i, _, .e, .c, _, .i, .g, _, .c, .a, _, .g): return 8
        case (_, .i, .h, _, .f, .e, _, .c, .b, _, .j, .i): return 9
        case (.a, .a, _, .a, .a, _, .a, .a, _, .a, .a, _): return 10
        case (.b, _, .d, .e, _, .g, .h, _, .j, .a, _, .c): return 11
        case (_, .e, .g, _, .a, .c, _, .g, .i, _, .c, .e): return 12
        case (.d, .g, _, .c, .f, _, .b, .e, _, .a, .d, _): return 13
        case (.e, _, .c, .g, _, .e, .i, _, .g, .a, _, .i): return 14
        case (_, .a, .f, _, .f, .a, _, .a, .f, _, .f, .a): return 15
        case (.g, .c, _, .e, .a, _, .c, .i, _, .a, .g, _): return 16
        case (.h, _, .b, .i, _, .c, .j, _, .d, .a, _, .e): return 17
        case (_, .g, .e, _, .a, .i, _, .e, .c, _, .i, .g): return 18
        case (.j, .i, _, .g, .f, _, .d, .c, _, .a, .j, _): return 19
        case (.a, _, .a, .a, _, .a, .a, _, .a, .a, _, .a): return 20
        case (_, .c, .d, _, .f, .g, _, .i, .j, _, .b, .c): return 21
        case (.c, .e, _, .i, .a, _, .e, .g, _, .a, .c, _): return 22
        case (.d, _, .j, .c, _, .i, .b, _, .h, .a, _, .g): return 23
        case (_, .i, .c, _, .a, .e, _, .c, .g, _, .e, .i): return 24
        case (.f, .a, _, .a, .f, _, .f, .a, _, .a, .f, _): return 25
        case (.g, _, .i, .e, _, .g, .c, _, .e, .a, _, .c): return 26
        case (_, .e, .b, _, .f, .c, _, .g, .d, _, .h, .e): return 27
        case (.i, .g, _, .c, .a, _, .g, .e, _, .a, .i, _): return 28
        case (.j, _, .h, .g, _, .e, .d, _, .b, .a, _, .i): return 29
        case (_, .a, .a, _, .a, .a, _, .a, .a, _, .a, .a): return 30
        case (.b, .c, _, .e, .f, _, .h, .i, _, .a, .b, _): return 31
        case (.c, _, .g, .i, _, .c, .e, _, .i, .a, _, .e): return 32
        case (_, .g, .j, _, .f, .i, _, .e, .h, _, .d, .g): return 33
        case (.e, .i, _, .g, .a, _, .i, .c, _, .a, .e, _): return 34
        case (.f, _, .f, .a, _, .a, .f, _, .f, .a, _, .a): return 35
        case (_, .c, .i, _, .a, .g, _, .i, .e, _, .g, .c): return 36
        case (.h, .e, _, .i, .f, _, .j, .g, _, .a, .h, _): return 37
        case (.i, _, .e, .c, _, .i, .g, _, .c, .a, _, .g): return 38
        case (_, .i, .h, _, .f, .e, _, .c, .b, _, .j, .i): return 39
        }
    }
}
