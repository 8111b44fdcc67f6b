import Exploration
import KernelCore
import LinuxABI
import ProgramRunner
import Testing

struct `Exploring a program` {
  private func findings(
    _ text: String, _ strategy: Explorer.Strategy = .reduced, schedulesMax: Int = 200_000
  ) throws -> Findings {
    ProgramExploring([try program(text)], ProgramOptions(), schedulesMax: schedulesMax)
      .explore(strategy)
  }

  private typealias Explorer = ProgramExploring.Exploring

  private func outputs(_ findings: Findings) -> [String] {
    findings.report.outcomes.map { String(decoding: $0.outcome.console, as: UTF8.self) }.sorted()
  }

  private static let counting = """
    #include <threadbare.h>
    COUNTER
    static int add(long n) {
      STEP
      return 0;
    }
    int main(void) {
      task_clone(CLONE_VM | SIGCHLD, add, 0, 0, 0, 0);
      task_clone(CLONE_VM | SIGCHLD, add, 0, 0, 0, 0);
      wait(0);
      wait(0);
      printf("%d\\n", READ);
      return 0;
    }
    """

  private static func counting(_ counter: String, _ step: String, _ read: String) -> String {
    counting.replacing("COUNTER", with: counter).replacing("STEP", with: step)
      .replacing("READ", with: read)
  }

  @Test func `finds the lost update, its race, and the schedule`() throws {
    let text = Self.counting("int counter;", "counter++;", "counter")
    let findings = try findings(text)
    #expect(findings.report.isComplete)
    #expect(outputs(findings) == ["1\n", "2\n"])
    #expect(
      findings.races.contains { $0.hasPrefix("counter: ") && $0.contains("program.c:4 (add)") })
    #expect(!findings.isAllWell)
    // Each outcome comes again, whenever its choices are played.
    for outcome in findings.report.outcomes {
      let played = PlayedProgram(
        [try program(text)], ProgramOptions(), choices: outcome.choices)
      #expect(played.outcome.kernel.console == outcome.outcome.console)
    }
  }

  /// As many outcomes as without the reduction.
  @Test func `finds what every schedule shows`() throws {
    let text = Self.counting("int counter;", "counter++;", "counter")
    let reduced = try findings(text)
    let all = try findings(text, .all)
    #expect(all.report.isComplete)
    #expect(outputs(reduced) == outputs(all))
    #expect(reduced.report.schedules < all.report.schedules)
  }

  /// A tracee that its tracer leaves stops or ends before its next step, though it was to go on.
  @Test func `explores programs that trace`() throws {
    let findings = try findings(
      #"""
      #include <threadbare.h>
      int main(void) {
        int status;
        pid_t tracee = fork();
        if (tracee == 0) while (1) pause();
        pid_t tracer = fork();
        if (tracer == 0) {
          ptrace(PTRACE_ATTACH, tracee, 0, 0);
          waitpid(tracee, &status, __WALL);
          _exit(0);
        }
        waitpid(tracer, &status, 0);
        kill(tracee, SIGKILL);
        waitpid(tracee, &status, 0);
        printf("killed by %d\n", WTERMSIG(status));
        return 0;
      }
      """#)
    #expect(findings.report.isComplete)
    #expect(outputs(findings) == ["killed by 9\n"])
  }

  /// AMO, and load-reserved with store-conditional: one step each, whoever comes between.
  @Test(arguments: [
    "atomic_fetch_add(&counter, 1);",
    """
    int old = atomic_load(&counter);
    while (!atomic_compare_exchange_strong(&counter, &old, old + 1)) ;
    """,
  ])
  func `finds no fault in atomic steps`(step: String) throws {
    let findings = try findings(
      Self.counting("_Atomic int counter;", step, "atomic_load(&counter)"))
    #expect(findings.report.isComplete)
    #expect(outputs(findings) == ["2\n"])
    #expect(findings.report.schedules > 1)
    #expect(findings.isAllWell)
  }

  @Test func `finds a deadlock of two locks`() throws {
    let findings = try findings(
      """
      #include <threadbare.h>
      _Atomic int one, two;
      static void lock(_Atomic int *word) {
        while (atomic_exchange(word, 1) != 0) futex(word, FUTEX_WAIT, 1, 0, 0, 0);
      }
      static void unlock(_Atomic int *word) {
        atomic_store(word, 0);
        futex(word, FUTEX_WAKE, 1, 0, 0, 0);
      }
      static int other(long n) {
        lock(&two);
        lock(&one);
        unlock(&one);
        unlock(&two);
        return 0;
      }
      int main(void) {
        task_clone(CLONE_VM | SIGCHLD, other, 0, 0, 0, 0);
        lock(&one);
        lock(&two);
        unlock(&two);
        unlock(&one);
        wait(0);
        return 0;
      }
      """)
    #expect(findings.report.isComplete)
    #expect(findings.report.outcomes.contains { $0.outcome.ending == .finished })
    #expect(findings.report.outcomes.contains { $0.isFailure })
    #expect(findings.report.failure?.preemptions == 1)
  }

  /// A word of a stack that another task is handed is shared after all.
  @Test func `sees a stack that is shared`() throws {
    let findings = try findings(
      """
      #include <threadbare.h>
      static int add(long place) {
        int *word = (int *)place;
        *word = *word + 1;
        return 0;
      }
      int main(void) {
        int word = 0;
        task_clone(CLONE_VM | SIGCHLD, add, (long)&word, 0, 0, 0);
        word = word + 1;
        wait(0);
        printf("%d\\n", word);
        return 0;
      }
      """)
    #expect(outputs(findings) == ["1\n", "2\n"])
    #expect(!findings.races.isEmpty)
  }

  @Test func `runs handlers of signals in every schedule`() throws {
    let findings = try findings(
      """
      #include <threadbare.h>
      int seen;
      static void note(int signal) { seen++; }
      int main(void) {
        signal(SIGUSR1, note);
        int parent = getpid();
        if (fork() == 0) {
          kill(parent, SIGUSR1);
          _exit(0);
        }
        while (wait(0) < 0) ;
        printf("%d\\n", seen);
        return 0;
      }
      """)
    #expect(findings.report.isComplete)
    #expect(outputs(findings) == ["1\n"])
  }

  /// The choice of who goes on next is one among tasks of which some never get to their own code.
  @Test func `plays every end of a process that kills its threads`() throws {
    let text = """
      #include <threadbare.h>
      static int ends(long unused) { return 0; }
      int main(void) {
        task_clone(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, ends, 0, 0, 0, 0);
        task_clone(SIGCHLD, ends, 0, 0, 0, 0);
        return 0;
      }
      """
    let reduced = try findings(text)
    let all = try findings(text, .all)
    #expect(reduced.report.isComplete && all.report.isComplete)
    #expect(reduced.report.outcomes.count == all.report.outcomes.count)
    for counted in all.report.outcomes {
      #expect(reduced.report.outcomes.contains { $0.outcome == counted.outcome })
    }
    #expect(reduced.report.outcomes.count > 1)
  }

  /// The second thread gets the memory of the first one, whose end the first task has seen.
  @Test func `takes memory that is used again for no race`() throws {
    let findings = try findings(
      """
      #include <threadbare.h>
      static void *nothing(void *unused) { return 0; }
      int main(void) {
        pthread_t thread;
        pthread_create(&thread, 0, nothing, 0);
        pthread_join(thread, 0);
        pthread_create(&thread, 0, nothing, 0);
        pthread_join(thread, 0);
        return 0;
      }
      """)
    #expect(findings.report.isComplete)
    #expect(findings.races.isEmpty)
    #expect(findings.isAllWell)
  }

  @Test func `says when a limit was reached`() throws {
    let findings = try findings(
      Self.counting("int counter;", "counter++;", "counter"), schedulesMax: 3)
    #expect(!findings.report.isComplete)
    #expect(findings.lines[0].contains("not all: a limit was reached"))
  }

  @Test func `writes what it has found`() throws {
    let findings = try findings(
      "#include <threadbare.h>\nint main(void) { puts(\"once\"); return 3; }")
    #expect(
      findings.lines.dropLast() == [
        "1 schedule explored (every schedule that differs), 1 outcome", "",
        "outcome 1: exited with 3, in 1 schedule", "  | once",
      ])
    let replay = findings.lines.last ?? ""
    #expect(replay.hasPrefix("  replay: threadbare run /"))
    #expect(replay.hasSuffix("/program.c --decisions 0"))
  }
}
