#ifndef COORDINATOR_H
#define COORDINATOR_H

// What is read of a scenario: lines of words.
//
//   scenario <uid>
//   step <slot> <slot of the child or -1> <number> <six words> <bytes in hexadecimal or ->
//   end
//
// A word is a hexadecimal number, or @<slot> for the thread id of the task in that slot, or -@<slot>.
//
// What is told: `turns strict` or `turns polled`, then, after a line `step <index>` for each step:
//
//   busy                                     the task cannot make a call now
//   signal <slot> <signal> <code> <pid> <uid> <status>
//   value <slot> <value> <extra> <bytes in hexadecimal or ->
//   start <slot>                             a program began
//   state <slot> <R, S, T, t, Z or X>        R waits for a step, S in a call
//
// and `end` or `failed <why>` at last.

// The processor that everything runs on, and how strictly the tasks take turns there.
enum turns { turns_strict, turns_polled };

// Plays a scenario as the init of new namespaces, and exits; `program` is this very helper, open.
_Noreturn void coordinate(const char *text, const char *end, enum turns turns, int program);

#endif
