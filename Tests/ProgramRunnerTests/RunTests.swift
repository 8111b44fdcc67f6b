import KernelCore
import LinuxABI
import ProgramRunner
import Testing
import Tracing
import UserSpace

struct `A program that runs` {
  /// Handlers, their frames, masks and restarts; the same however the turns fall.
  private static let signals = """
    #include <threadbare.h>
    int count, order[8];
    static void note(int signal) { order[count++] = signal; }
    static void nest(int signal) {
      order[count++] = signal;
      kill(getpid(), SIGUSR2);
      order[count++] = -signal;
    }
    static void alarmed(int signal) { order[count++] = signal; }
    int main(void) {
      struct sigaction action;
      memset(&action, 0, sizeof action);
      action.sa_handler = nest;
      sigaction(SIGUSR1, &action, 0);
      signal(SIGUSR2, note);
      kill(getpid(), SIGUSR1);
      signal(SIGALRM, alarmed);
      alarm(1);
      pause();
      for (int i = 0; i < count; i++) printf("%d ", order[i]);
      printf("errno %d\\n", errno == EINTR);
      return count;
    }
    """

  @Test(arguments: [1, 3, 1_000, 100_000])
  func `has its handlers run at any instruction`(turn: Int) throws {
    var options = ProgramOptions()
    options.turn = turn
    let shown = try run([try program(Self.signals)], options)
    #expect(
      shown
        == Shown(
          output: "10 12 -10 14 errno 1\n", end: .finished(.exited(4))))
  }

  @Test(arguments: [1, 2, 4])
  func `adds up on any number of processors`(processors: Int) throws {
    var options = ProgramOptions()
    options.processors = processors
    if processors > 1 { options.scheduler = .policy(nil) }
    options.turn = 50
    let shown = try run(
      [
        try program(
          """
          #include <threadbare.h>
          _Atomic int sum;
          static int add(long n) {
            for (int i = 0; i < 200; i++) atomic_fetch_add(&sum, n);
            return 0;
          }
          int main(void) {
            for (int i = 1; i <= 3; i++) task_clone(CLONE_VM | SIGCHLD, add, i, 0, 0, 0);
            for (int i = 0; i < 3; i++) wait(0);
            printf("%d\\n", atomic_load(&sum));
            return 0;
          }
          """)
      ], options)
    #expect(shown.output == "1200\n")
    #expect(shown.end == .finished(.exited(0)))
  }

  @Test func `executes the programs that come with it`() throws {
    let first = try program(
      """
      #include <threadbare.h>
      int main(int argc, char **argv) {
        char *arguments[3];
        arguments[0] = "other";
        arguments[1] = "word";
        arguments[2] = 0;
        if (fork() == 0) {
          execve("./other", arguments, 0);
          _exit(99);
        }
        int status;
        wait(&status);
        printf("%d\\n", WEXITSTATUS(status));
        return execve("/nowhere", arguments, 0) == -1 && errno == ENOENT ? 0 : 1;
      }
      """, named: "first")
    let other = try program(
      """
      #include <threadbare.h>
      int main(int argc, char **argv) {
        printf("%d %s %s\\n", argc, argv[0], argv[1]);
        return 5;
      }
      """, named: "other")
    let shown = try run([first, other])
    #expect(shown.output == "2 other word\n5\n")
    #expect(shown.end == .finished(.exited(0)))
  }

  @Test func `has a trace by time, with the processors that tasks were on`() throws {
    var options = ProgramOptions()
    options.processors = 2
    options.scheduler = .policy(.eevdf)
    let text = """
      #include <threadbare.h>
      int main(void) {
        if (fork() == 0) _exit(0);
        wait(0);
        return 0;
      }
      """
    let outcome = ProgramRun([try program(text)], options).run(output: { _, _ in }, calls: { _ in })
    let trace = outcome.trace(of: "program")
    #expect(trace.processorCount == 2)
    let times = trace.events.map(\.timeNanoseconds)
    #expect(times == times.sorted())
    #expect(times.count == outcome.kernel.trace.eventCount)
  }

  /// The thread gets the process's number, and its end is the process's.
  @Test(arguments: [1, 2])
  func `ends as the program does that another thread has executed`(processors: Int) throws {
    var options = ProgramOptions()
    options.processors = processors
    if processors > 1 { options.scheduler = .policy(nil) }
    let shown = try run(
      [
        try program(
          """
          #include <threadbare.h>
          static char *arguments[3];
          static int executes(long unused) {
            arguments[0] = "again";
            arguments[1] = "new";
            execve("/proc/self/exe", arguments, 0);
            return 1;
          }
          int main(int count, char **words) {
            if (count > 1) return 5;
            task_clone(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, executes, 0,
                       0, 0, 0);
            pause();
            return 0;
          }
          """)
      ], options)
    #expect(shown.end == .finished(.exited(5)))
  }

  @Test func `ends by the signal of its fault`() throws {
    let shown = try run([try program("int main(void) { int *p = 0; return *p; }")])
    #expect(shown.end == .finished(.signaled(.segmentationFault)))
  }

  // MARK: - Limits

  @Test func `is stopped when its time is over`() throws {
    var options = ProgramOptions()
    options.limits.seconds = 0.001
    let shown = try run([try program("int main(void) { for (;;) ; }")], options)
    #expect(shown.end == .timeLimit)
  }

  @Test func `is stopped when its calls are without end`() throws {
    var options = ProgramOptions()
    options.limits.seconds = 0.01
    let shown = try run(
      [
        try program(
          "#include <threadbare.h>\nint main(void) { for (;;) usleep(1000000); }")
      ], options)
    #expect(shown.end == .timeLimit)
  }

  @Test func `is stopped when it has written too much`() throws {
    var options = ProgramOptions()
    options.limits.outputBytes = 1_000
    let shown = try run(
      [
        try program(
          "#include <threadbare.h>\nint main(void) { for (;;) puts(\"again\"); }")
      ], options)
    #expect(shown.end == .outputLimit)
    #expect(shown.output.utf8.count == 1_000)
  }

  @Test func `gets no more tasks and no more memory than it may have`() throws {
    var options = ProgramOptions()
    options.limits.tasks = 20
    options.limits.memoryBytes = 4 << 20
    let shown = try run(
      [
        try program(
          """
          #include <threadbare.h>
          int main(void) {
            int children = 0;
            for (;;) {
              int child = fork();
              if (child == 0) { pause(); _exit(0); }
              if (child < 0) break;
              children++;
            }
            printf("%d\\n", errno == EAGAIN || errno == ENOMEM);
            kill(-1, SIGKILL);
            return children > 3 ? 0 : 1;
          }
          """)
      ], options)
    #expect(shown.output == "1\n")
    #expect(shown.end == .finished(.exited(0)))
  }

  @Test func `is told to wait for ever`() throws {
    let shown = try run(
      [
        try program(
          """
          #include <threadbare.h>
          int word;
          int main(void) { futex(&word, FUTEX_WAIT, 0, 0, 0, 0); return 0; }
          """)
      ])
    #expect(shown.end == .deadlock)
  }

  // MARK: - What is shown

  @Test func `shows its calls as strace does`() throws {
    var options = ProgramOptions()
    options.showsCalls = true
    let shown = try run(
      [
        try program(
          """
          #include <threadbare.h>
          int main(void) {
            if (fork() == 0) _exit(3);
            int status;
            wait(&status);
            kill(999, SIGTERM);
            return 0;
          }
          """)
      ], options)
    #expect(
      shown.calls == """
        clone(SIGCHLD, NULL, NULL, NULL, NULL) = 3
        wait4(-1 <unfinished ...>
        [pid 3] exit_group(3) = ?
        [pid 3] +++ exited with 3 +++
        [pid 2] <... wait4 resumed>, [exited with 3], 0, NULL) = 3
        [pid 2] kill(999, SIGTERM) = -1 ESRCH (No such process)
        [pid 2] exit_group(0) = ?
        [pid 2] +++ exited with 0 +++

        """)
  }
}
