// system(), popen() and scripts: commands of a shell, as the child of a program.
#include "check.h"
#include <spawn.h>

extern char **environ;

static void run(const char *command) {
  fflush(stdout);
  show_status(command, system(command));
}

static void show_output(const char *command) {
  FILE *pipe = popen(command, "r");
  char line[256];
  printf("from %s:\n", command);
  while (fgets(line, sizeof line, pipe)) printf("  %s", line);
  show_status("  and then", pclose(pipe));
}

static void give_input(const char *command, const char *text) {
  fflush(stdout);
  FILE *pipe = popen(command, "w");
  fputs(text, pipe);
  show_status(command, pclose(pipe));
}

static void *run_beside(void *result) {
  *(int *)result = system("exit 21");
  return NULL;
}

static void spawn(char *const arguments[]) {
  pid_t child;
  fflush(stdout);
  int code = posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ);
  int status;
  waitpid(child, &status, 0);
  CODE(code);
  show_status(arguments[0], status);
}

int main(void) {
  setenv("PATH", "/bin", 1);
  CHECK(system(NULL) != 0);
  run("exit 3");
  run("true && ! false");
  run("kill -9 $$");
  run("exit $((6 * 7))");
  run("nothing-of-this-name 2>/dev/null");
  run("/tmp 2>/dev/null");
  setenv("FRUIT", "an apple", 1);
  run("echo \"it is $FRUIT\"");
  run("for i in 1 2 3; do echo line $i; done | while read word number; do echo $number; done");
  run("trap 'echo at the end' EXIT; (exit 4) || echo \"failed with $?\"");
  run("sleep 0.01 & wait $! && echo waited");
  run("cd /tmp && echo kept > note && cat note && rm note && ls note 2>/dev/null || echo gone");
  show_output("echo hello; echo there; exit 5");
  show_output("printf '%s-%03d\\n' a 7 b 42");
  show_output("echo a word more | wc -w");
  show_output("kill -TERM $$");
  give_input("cat", "through cat\n");
  give_input("while read first rest; do echo \"$rest and $first\"; done", "1 2 3\n4 5\n");
  give_input("exit 6", "");
  int beside = -1;
  pthread_t thread;
  pthread_create(&thread, NULL, run_beside, &beside);
  run("exit 22");
  pthread_join(thread, NULL);
  show_status("beside", beside);
  FILE *script = fopen("/tmp/script", "w");
  fputs("#!/bin/sh\necho \"$# arguments: $1 and $2\"\nexit 9\n", script);
  fclose(script);
  chmod("/tmp/script", 0755);
  run("/tmp/script one 'two words'");
  spawn((char *[]){"/tmp/script", "x", "y", NULL});
  spawn((char *[]){"echo", "spawned", NULL});
  spawn((char *[]){"false", NULL});
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    execlp("env", "env", "-i", "/bin/sh", "-c", "echo \"${FRUIT-no fruit}\"", NULL);
    _exit(1);
  }
  int status;
  waitpid(child, &status, 0);
  show_status("env", status);
  TRY(wait(NULL));
  return 0;
}
