// No attack but odd: a right answer whose names shadow those of the standard library. They may disturb nobody.
import ExerciseKit
import Exercise_answer
import Glibc

struct Int {}
enum Errno {}
enum Optional {}
func min(_ a: Int32, _ b: Int32) -> Int32 { a &+ b }
func exit(_ status: Int32) {}
func print(_ number: Int32) {}

struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
        print(number)
        return min(number, number)
    }
}
