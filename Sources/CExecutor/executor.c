#define _GNU_SOURCE
#include "executor.h"

#include <dlfcn.h>
#include <stddef.h>

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

// Since Swift 6.3 a sleep asks no hook: the executor that libdispatch is behind calls it directly
// (stdlib/public/Concurrency/DispatchGlobalExecutor.cpp), which would start threads. Names of the
// program stand before those of libraries, so these are called in its place. A worker uses
// libdispatch for nothing else.

static void slept(void) {
  if (report != NULL) report("enqueueGlobalWithDelay");
}

void dispatch_after_f(unsigned long long when, void *queue, void *context, void (*work)(void *)) {
  (void)when, (void)queue, (void)context, (void)work;
  slept();
}

void *dispatch_source_create(const void *type, unsigned long handle, unsigned long mask, void *queue) {
  (void)type, (void)handle, (void)mask, (void)queue;
  slept();
  return NULL;
}

// The queue that a sleep makes and never uses.
void dispatch_queue_set_width(void *queue, long width) { (void)queue, (void)width; }

void dispatch_source_set_timer(void *source, unsigned long long start, unsigned long long interval,
                               unsigned long long leeway) {
  (void)source, (void)start, (void)interval, (void)leeway;
}

void dispatch_source_set_event_handler_f(void *source, void (*handler)(void *)) {
  (void)source, (void)handler;
}

void dispatch_set_context(void *object, void *context) { (void)object, (void)context; }

void dispatch_activate(void *object) { (void)object; }
