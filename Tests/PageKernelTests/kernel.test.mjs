// The WebAssembly module as a page uses it, under Node: `.ci/wasm` runs this.
//
//   THREADBARE_WASM=.build/wasm/threadbare.wasm node --test Tests/PageKernelTests/
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");

const bytes = readFileSync(process.env.THREADBARE_WASM ?? new URL(".build/wasm/threadbare.wasm", root));
const module = new WebAssembly.Module(bytes);

/** The page's own functions, without a page. */
const window = {};
vm.runInThisContext(`(window, document) => {${read("site/js/player-1-kernel.js")}}`)(window, null);
const { wrap } = window.threadbare;
const makeKernel = () => wrap(new WebAssembly.Instance(module, {}));

/** Plays a program to its end. */
const play = (kernel, options = {}) => {
  let state = kernel.start(options);
  while (!state.end) state = kernel.go(state.step + 500);
  return state;
};

/** A kernel with a program. */
const compiled = (text) => {
  const kernel = makeKernel();
  assert.deepEqual(kernel.compile(text), []);
  return kernel;
};

const counter = `#include <threadbare.h>
static int counter;
static int add(long unused) {
  counter = counter + 1;
  return 0;
}
int main(void) {
  pid_t a = task_clone(CLONE_VM | SIGCHLD, add, 0, 0, 0, 0);
  pid_t b = task_clone(CLONE_VM | SIGCHLD, add, 0, 0, 0, 0);
  waitpid(a, 0, 0);
  waitpid(b, 0, 0);
  printf("%d\\n", counter);
  return 0;
}
`;

// The aim is 900,000 bytes, which it does not reach: docs/page-interface.md says what is in it.
test("the module does not grow, and imports nothing", () => {
  assert.ok(bytes.length < 1_620_000, `${bytes.length} bytes`);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("clone's rules are the kernel's", () => {
  const kernel = makeKernel();
  const [SIGCHLD, VM, FS, SIGHAND, THREAD, NEWNS] = [17, 0x100, 0x200, 0x800, 0x10000, 0x20000];
  assert.equal(kernel.cloneValidity(SIGCHLD), 0);
  assert.equal(kernel.cloneValidity(VM | SIGHAND | THREAD), 0);
  for (const word of [VM | THREAD, SIGHAND, NEWNS | FS]) assert.equal(kernel.cloneValidity(word), 22);
});

test("what is wrong with a program is said at its place", () => {
  const kernel = makeKernel();
  const [complaint] = kernel.compile("int main(void) {\n  return x;\n}\n");
  assert.deepEqual([complaint.line, complaint.column, complaint.length], [2, 10, 1]);
  assert.match(complaint.message, /x/);
  assert.match(kernel.compile("int main(void) { goto a; }")[0].message, /goto/);
  // And it has no program then.
  assert.deepEqual(kernel.go(1), {});
});

// One needs more time than a page gives, the other has arguments.
const others = ["memory.c", "arguments.c"];

for (const folder of ["Calls", "Language"]) {
  const place = `Tests/TaskCTests/Programs/${folder}`;
  for (const file of readdirSync(new URL(place, root)).filter((name) => name.endsWith(".c") && !others.includes(name))) {
    test(`${folder}/${file} writes what it writes on Linux`, () => {
      const kernel = compiled(read(`${place}/${file}`));
      const record = read(`${place}/${file.replace(/c$/, "out")}`);
      const state = play(kernel);
      const end = state.code === null ? "" : `status ${state.code}\n`;
      if (state.code === null) assert.ok(record.startsWith(state.output), state.output);
      else assert.equal(state.output + end, record);
    });
  }
}

test("forward and then back is the same state, wherever one was", () => {
  for (const schedule of ["parent-first", "child-first", "seed", "list"]) {
    const kernel = compiled(counter);
    const options = { schedule, seed: 7, choices: [] };
    const states = [kernel.start(options)];
    while (!states.at(-1).end) states.push(kernel.go(states.length));
    assert.ok(states.length > 10, schedule);
    for (const step of [0, 5, states.length - 1, 3, 1, states.length - 2, 0]) {
      assert.deepEqual(kernel.go(step), states[step]);
    }
  }
});

test("steps do not change a run: its calls are those of a run in larger steps", () => {
  const small = compiled(counter);
  let state = small.start({ schedule: "child-first" });
  while (!state.end) state = small.go(state.step + 1);
  assert.deepEqual(play(compiled(counter), { schedule: "child-first" }), state);
});

test("a state has tasks, what they share, their lines and their variables", () => {
  const kernel = compiled(counter);
  let state = kernel.start();
  while (!state.end && state.tasks.length < 2) state = kernel.go(state.step + 1);
  const [parent, child] = state.tasks;
  assert.equal(child.ppid, parent.pid);
  assert.equal(child.mm, parent.mm, "CLONE_VM shares the memory");
  assert.notEqual(child.files, parent.files);
  assert.equal(parent.line, 8);
  assert.equal(parent.function, "main");
  assert.deepEqual(parent.locals.map((one) => one.name), ["a", "b"]);
  assert.deepEqual(state.memories.map((memory) => memory.variables.map((one) => one.name)), [["counter"]]);
  assert.match(state.calls, /clone\(/);
  assert.ok(kernel.registers(parent.tid).some((one) => one.name === "sp"));
  assert.equal(kernel.instructions(parent.tid, 3).length, 3);
  const { address } = state.memories[0].variables[0];
  assert.equal(kernel.memory(parent.tid, address, 4), "00000000");
});

test("after fork each process has variables of its own", () => {
  const kernel = compiled(`#include <threadbare.h>
int word = 1;
int main(void) {
  if (fork() == 0) { word = 2; pause(); }
  sleep(1);
  kill(0, SIGKILL);
}
`);
  let state = kernel.start({ schedule: "child-first" });
  while (!state.end && !state.memories.some((memory) => memory.variables[0].value === "2")) {
    state = kernel.go(state.step + 1);
  }
  assert.deepEqual(state.memories.map((memory) => memory.variables[0].value).sort(), ["1", "2"]);
});

test("exploring finds the lost update, and its choices play it again", () => {
  const kernel = compiled(counter);
  const found = kernel.explore({ schedules: 5000 });
  assert.equal(found.complete, true);
  assert.deepEqual(found.outcomes.map((outcome) => outcome.output).sort(), ["1\n", "2\n"]);
  assert.deepEqual([...new Set(found.races.map((race) => race.variable))], ["counter"]);
  for (const race of found.races) assert.deepEqual([race.first.line, race.second.line], [4, 4]);
  for (const outcome of found.outcomes) {
    const state = play(kernel, { schedule: "list", choices: outcome.choices });
    assert.equal(state.output, outcome.output);
  }
});

test("a choice names who would go on, and what it says happens", () => {
  const kernel = compiled(counter);
  let state = kernel.start({ schedule: "list" });
  let asked = 0;
  while (!state.end) {
    const choice = kernel.nextChoice();
    const next = kernel.go(state.step + 1);
    if (choice) {
      asked++;
      assert.ok(choice.tasks.length >= 2);
      assert.equal(next.choices > state.choices, true);
    } else {
      assert.equal(next.choices, state.choices);
    }
    state = next;
  }
  assert.ok(asked > 0);
  // Another choice is another run.
  state = kernel.start({ schedule: "list" });
  let choice = null;
  while (!(choice = kernel.nextChoice())) state = kernel.go(state.step + 1);
  const other = choice.tasks.findIndex((task) => task !== choice.tasks[choice.taken]);
  const choices = [...kernel.choices().slice(0, choice.number), other];
  kernel.start({ schedule: "list", choices });
  assert.equal(kernel.go(state.step + 1).current, choice.tasks[other]);
});

// The bit 0x02000000 was CLONE_STOPPED: nobody lets the child go on. Now it is CLONE_NEWCGROUP.
test("the version of Linux makes a difference", () => {
  const kernel = compiled(`#include <threadbare.h>
static int ends(long unused) { return 7; }
int main(void) {
  task_clone(0x02000000 | SIGCHLD, ends, 0, 0, 0, 0);
  wait(0);
  return 0;
}
`);
  assert.equal(play(kernel, { linux: "6.18" }).end, "finished");
  assert.equal(play(kernel, { linux: "2.6.11" }).end, "deadlock");
});

test("the timeline covers all steps", () => {
  const kernel = compiled(counter);
  const state = play(kernel);
  const time = kernel.timeline();
  assert.equal(time.steps, state.step);
  assert.equal(time.runs[0][0], 0);
  assert.ok(time.changes.some(([, , what]) => what === "zombie"));
});

test("an endless loop is stopped, and has steps", () => {
  const kernel = compiled("int main(void) { for (;;) ; }\n");
  assert.equal(play(kernel).end, "time-limit");
});

test("nonsense does no harm", () => {
  const kernel = makeKernel();
  assert.deepEqual(kernel.go(5), {});
  assert.deepEqual(kernel.explore(), {});
  kernel.compile("int main(void) { return 3; }");
  assert.equal(kernel.start({ schedule: "list", choices: [65535, 7, 9] }).step, 0);
  assert.equal(kernel.go(-5).step, 0);
  assert.equal(kernel.go(2 ** 31 - 1).code, 3);
  assert.deepEqual(kernel.registers(99), []);
  assert.equal(kernel.memory(2, 0, 16), null);
});
