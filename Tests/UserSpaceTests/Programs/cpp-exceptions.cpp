// C++ exceptions: types, bases, rethrown, through destructors, noexcept, in threads and nested.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <sys/wait.h>

struct Noise {
  const char *name;
  ~Noise() { std::printf("~%s\n", name); }
};
struct Base { virtual ~Base() = default; virtual const char *what() const { return "base"; } };
struct Derived : Base { const char *what() const override { return "derived"; } };

static void deep(int depth) {
  Noise noise{depth == 0 ? "bottom" : "frame"};
  if (depth == 0) throw Derived();
  deep(depth - 1);
}

static void throw_one() { throw 1; }

int main() {
  try { deep(2); } catch (const Base &error) { std::printf("caught %s\n", error.what()); }
  try {
    try { throw std::runtime_error("first"); }
    catch (...) { std::throw_with_nested(std::logic_error("second")); }
  } catch (const std::logic_error &error) {
    std::printf("%s\n", error.what());
    try { std::rethrow_if_nested(error); }
    catch (const std::exception &inner) { std::printf("in it: %s\n", inner.what()); }
  }
  std::exception_ptr kept;
  std::thread([&] { try { throw 42; } catch (...) { kept = std::current_exception(); } }).join();
  try { std::rethrow_exception(kept); } catch (int number) { std::printf("%d\n", number); }
  try { std::string("abc").at(10); } catch (const std::out_of_range &) { std::puts("out of range"); }
  std::fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    std::set_terminate([] { _exit(9); });
    []() noexcept { throw_one(); }();
  }
  int status;
  waitpid(pid, &status, 0);
  std::printf("terminate: %d\n", WEXITSTATUS(status));
  return 0;
}
