// The kernel in the page: a WebAssembly module behind functions that take and give plain values.
// docs/page-interface.md describes them.
(() => {
  "use strict";

  /**
   * Makes the functions around an instance of the module. Its text is also the worker's, so it uses
   * nothing from outside.
   */
  const wrap = (instance) => {
    const wasm = instance.exports;
    const decoder = new TextDecoder();
    const encoder = new TextEncoder();

    /** Puts bytes into the buffer. */
    const put = (bytes) => {
      const address = wasm.threadbare_buffer(bytes.length) >>> 0;
      new Uint8Array(wasm.memory.buffer, address, Math.max(bytes.length, 1)).set(bytes);
    };

    /** Reads the answer in the buffer, of so many bytes. */
    const take = (length) => {
      const address = wasm.threadbare_answer() >>> 0;
      return JSON.parse(decoder.decode(new Uint8Array(wasm.memory.buffer, address, length)));
    };

    /** Puts a list of choices into the buffer. */
    const putChoices = (choices) => {
      const bytes = new Uint8Array(choices.length * 2);
      choices.forEach((choice, index) => {
        bytes[2 * index] = choice & 255;
        bytes[2 * index + 1] = choice >> 8;
      });
      if (bytes.length === 0) wasm.threadbare_buffer(0);
      // A buffer of one byte holds no choice.
      else put(bytes);
    };

    const profiles = { "6.18": 0, "2.6.11": 1, "2.6.8": 2, "2.5.48": 3 };
    const policies = { "parent-first": 0, "child-first": 1, seed: 2 };
    let version = 0;

    return {
      /** Compiles a program; gives what is wrong with it, an empty array for a right one. */
      compile(text) {
        put(encoder.encode(text));
        return take(wasm.threadbare_compile()).complaints;
      },
      /** Says what the program reads from its standard input. */
      input(text) {
        put(encoder.encode(text));
        wasm.threadbare_input();
      },
      /** Begins to play; gives the state before the first step. */
      start({ linux = "6.18", schedule = "parent-first", seed = 0, choices = [] } = {}) {
        version = profiles[linux] ?? 0;
        putChoices(choices);
        if (schedule === "list") return take(wasm.threadbare_start_steps(version));
        const number = BigInt.asUintN(64, BigInt(/^\d+$/.test(`${seed}`) ? seed : 0));
        return take(wasm.threadbare_start_turns(version, policies[schedule] ?? 0, number));
      },
      /** Goes to a step, forward or back; gives the state there. */
      go: (step) => take(wasm.threadbare_go(step)),
      /** Gives who had the processor when, and what the tasks were doing. */
      timeline: () => take(wasm.threadbare_timeline()),
      /** Gives the choice that the next step takes; null if it takes none. */
      nextChoice: () => take(wasm.threadbare_next_choice()).choice,
      /** Gives the choices that were taken so far. */
      choices: () => take(wasm.threadbare_choices()).choices,
      registers: (tid) => take(wasm.threadbare_registers(tid)).registers,
      memory: (tid, address, count) =>
        take(wasm.threadbare_memory(tid, BigInt(address), count)).bytes,
      instructions: (tid, count) => take(wasm.threadbare_instructions(tid, count)).instructions,
      /** Plays every schedule that differs, or those with few preemptions. */
      explore({ linux = "6.18", preemptions = -1, schedules = 20000, steps = 2000 } = {}) {
        return take(
          wasm.threadbare_explore(profiles[linux] ?? 0, preemptions, schedules, steps));
      },
      /** What legacy clone says to a flag word: 0, or an errno. */
      cloneValidity: (word) => wasm.threadbare_clone_validity(BigInt(word)),
    };
  };

  let module = null;

  /** Loads the script that has the module, once; pages that nobody runs a program in go without. */
  const loadModule = () => {
    module ??= new Promise((resolve, reject) => {
      const place = document.querySelector("meta[name=threadbare-kernel]");
      if (!place) {
        reject(new Error(window.threadbareSay.say("player.no_kernel")));
        return;
      }
      const script = document.createElement("script");
      script.src = place.content;
      script.addEventListener("error", () => reject(new Error(window.threadbareSay.say("player.no_module"))));
      script.addEventListener("load", () => {
        const bytes = Uint8Array.from(atob(window.threadbareModule), (c) => c.charCodeAt(0));
        delete window.threadbareModule;
        resolve(WebAssembly.compile(bytes));
      });
      document.head.append(script);
    });
    return module;
  };

  /** Begins to load, for who is about to run a program; what goes wrong is told when it is run. */
  const fetchKernel = () => { loadModule().catch(() => {}); };

  /** A kernel of one's own. */
  const loadKernel = async () => wrap(await WebAssembly.instantiate(await loadModule(), {}));

  /** Explores a program in a worker; `signal` ends it. */
  const explore = async (text, options, signal) => {
    const compiled = await loadModule();
    const code = `"use strict";
      const wrap = ${wrap.toString()};
      onmessage = async ({ data }) => {
        try {
          const kernel = wrap(await WebAssembly.instantiate(data.module, {}));
          const complaints = kernel.compile(data.text);
          postMessage(complaints.length ? { complaints } : kernel.explore(data.options));
        } catch (error) {
          postMessage({ error: String(error) });
        }
      };`;
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    return new Promise((resolve, reject) => {
      const end = () => worker.terminate();
      signal?.addEventListener("abort", () => {
        end();
        reject(new DOMException("stopped", "AbortError"));
      });
      worker.addEventListener("message", ({ data }) => {
        end();
        if (data.error) reject(new Error(data.error));
        else resolve(data);
      });
      worker.addEventListener("error", (event) => {
        end();
        reject(new Error(event.message));
      });
      worker.postMessage({ module: compiled, text, options });
    });
  };

  window.threadbare = Object.assign(window.threadbare ?? {}, { wrap, fetchKernel, loadKernel, explore });
})();
