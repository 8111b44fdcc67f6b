#define _GNU_SOURCE
#include "sandbox.h"

#include <dlfcn.h>

// The Swift runtime asks a hook before it puts a job on the global executor,
// with or without delay, or on the main actor's (stdlib/public/Concurrency/
// GlobalExecutor.cpp). A worker has one executor of its own, and every job
// that goes elsewhere left it.

static void (*report)(const char *hook);

#define HOOK(name, ...)                                                       \
  static __attribute__((swiftcall)) void escaped_##name(__VA_ARGS__) {        \
    report(#name);                                                            \
  }
HOOK(enqueueGlobal, void *job, void *original)
HOOK(enqueueGlobalWithDelay, unsigned long long delay, void *job, void *original)
HOOK(enqueueGlobalWithDeadline, long long s, long long ns, long long ts, long long tns, int clock,
     void *job, void *original)
HOOK(enqueueMainExecutor, void *job, void *original)

static int install(const char *symbol, void *hook) {
  void **slot = dlsym(RTLD_DEFAULT, symbol);
  if (slot == NULL) return 0;
  *slot = hook;
  return 1;
}

int threadbare_catch_escaping_jobs(void (*escaped)(const char *hook)) {
  report = escaped;
  return install("swift_task_enqueueGlobal_hook", (void *)escaped_enqueueGlobal)
    + install("swift_task_enqueueGlobalWithDelay_hook", (void *)escaped_enqueueGlobalWithDelay)
    + install("swift_task_enqueueGlobalWithDeadline_hook",
              (void *)escaped_enqueueGlobalWithDeadline)
    + install("swift_task_enqueueMainExecutor_hook", (void *)escaped_enqueueMainExecutor);
}
