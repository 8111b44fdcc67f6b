extension Library {
  static var pthreadText: String {
    #"""
    // Threads over clone and futexes.
    //
    // A thread is a task that shares nearly all with the one that makes it. What makes it a thread
    // of POSIX is memory: a stack, its `__thread` variables, and a record of what others must know
    // to wait for it. All three are one mapping:
    //
    //     | stack (grows down)          | __thread variables | record |
    //     stack                                              ^ thread pointer
    //
    // The thread pointer is the record's address; it is also the `pthread_t`.
    #include <pthread.h>
    #include <errno.h>
    #include <stdatomic.h>
    #include <string.h>
    #include <unistd.h>
    #include <sys/mman.h>
    #include <linux/futex.h>

    #define STACK_SIZE 0x20000
    #define RECORD_SIZE 128

    // The record at the thread pointer; the first task has one too, all zero.
    struct thread {
      // The task's number; the kernel clears it when the task ends, and wakes who waits for that.
      _Atomic int tid;
      _Atomic int is_detached;
      void *(*start)(void *);
      void *argument;
      void *result;
      char *memory;
      long size;
    };

    extern char __tls_template[1];
    extern long __tls_size;

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __clone(long flags, void *stack, int *parent, void *tls, int *child, int (*function)(long),
                 long argument);
    void *get_tls(void);

    static void wait_while(_Atomic int *word, int value) {
      __syscall(98, (long)word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, value, 0, 0, 0);
    }

    static void wake(_Atomic int *word, int count) {
      __syscall(98, (long)word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count, 0, 0, 0);
    }

    // Making and ending

    static int run(long number) {
      struct thread *thread = (struct thread *)number;
      thread->result = thread->start(thread->argument);
      return 0;
    }

    int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                       void *(*start)(void *), void *argument) {
      long size = STACK_SIZE + __tls_size + RECORD_SIZE;
      size = (size + 4095) / 4096 * 4096;
      char *memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (memory == MAP_FAILED) return EAGAIN;
      struct thread *new_thread = (struct thread *)(memory + size - RECORD_SIZE);
      char *variables = (char *)new_thread - __tls_size;
      memcpy(variables, __tls_template, (size_t)__tls_size);
      new_thread->start = start;
      new_thread->argument = argument;
      new_thread->memory = memory;
      new_thread->size = size;
      // The kernel stores the number before either task goes on, so a join finds it there.
      long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM
                   | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
      long task = __clone(flags, variables, (int *)&new_thread->tid, new_thread,
                          (int *)&new_thread->tid, run, (long)new_thread);
      if (task < 0) {
        munmap(memory, (size_t)size);
        return (int)-task;
      }
      *thread = (pthread_t)new_thread;
      return 0;
    }

    pthread_t pthread_self(void) { return (pthread_t)get_tls(); }

    int pthread_equal(pthread_t left, pthread_t right) { return left == right; }

    // The raw exit ends one task, not the process.
    void pthread_exit(void *result) {
      struct thread *self = get_tls();
      self->result = result;
      __syscall(93, 0, 0, 0, 0, 0, 0);
    }

    int pthread_join(pthread_t thread, void **result) {
      struct thread *other = (struct thread *)thread;
      if (other == (struct thread *)get_tls()) return EDEADLK;
      if (other->is_detached) return EINVAL;
      int tid;
      // The kernel's wake at a task's end is for waiters of any process, so it is no private one.
      while ((tid = other->tid) != 0) __syscall(98, (long)&other->tid, FUTEX_WAIT, tid, 0, 0, 0);
      if (result) *result = other->result;
      munmap(other->memory, (size_t)other->size);
      return 0;
    }

    // Nobody knows when its stack is no longer used, so the memory of a detached thread stays.
    int pthread_detach(pthread_t thread) {
      struct thread *other = (struct thread *)thread;
      if (other->is_detached) return EINVAL;
      other->is_detached = 1;
      return 0;
    }

    // Mutexes: 0 is free, 1 is taken, 2 is taken and somebody may be waiting.
    //
    // Source: Ulrich Drepper, "Futexes Are Tricky", the second mutex.

    static _Atomic int *state(pthread_mutex_t *mutex) { return (_Atomic int *)&mutex->__word[0]; }

    int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
      memset(mutex, 0, sizeof(pthread_mutex_t));
      return 0;
    }

    int pthread_mutex_trylock(pthread_mutex_t *mutex) {
      int free = 0;
      return atomic_compare_exchange_strong(state(mutex), &free, 1) ? 0 : EBUSY;
    }

    int pthread_mutex_lock(pthread_mutex_t *mutex) {
      if (pthread_mutex_trylock(mutex) == 0) return 0;
      // Who finds it free here takes it as 2: there may be others who wait.
      while (atomic_exchange(state(mutex), 2) != 0) wait_while(state(mutex), 2);
      return 0;
    }

    int pthread_mutex_unlock(pthread_mutex_t *mutex) {
      if (atomic_exchange(state(mutex), 0) == 2) wake(state(mutex), 1);
      return 0;
    }

    int pthread_mutex_destroy(pthread_mutex_t *mutex) {
      return atomic_load(state(mutex)) ? EBUSY : 0;
    }

    // Condition variables: a number that each signal counts up. Who waits sleeps while the number is what
    // it was under the mutex, so that no signal between unlocking and sleeping is lost.

    static _Atomic int *count(pthread_cond_t *condition) {
      return (_Atomic int *)&condition->__word[0];
    }

    int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes) {
      memset(condition, 0, sizeof(pthread_cond_t));
      return 0;
    }

    int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
      int seen = atomic_load(count(condition));
      pthread_mutex_unlock(mutex);
      wait_while(count(condition), seen);
      // Others may have been woken too, so the mutex is taken as one that somebody waits for.
      while (atomic_exchange(state(mutex), 2) != 0) wait_while(state(mutex), 2);
      return 0;
    }

    int pthread_cond_signal(pthread_cond_t *condition) {
      atomic_fetch_add(count(condition), 1);
      wake(count(condition), 1);
      return 0;
    }

    int pthread_cond_broadcast(pthread_cond_t *condition) {
      atomic_fetch_add(count(condition), 1);
      wake(count(condition), 0x7fffffff);
      return 0;
    }

    int pthread_cond_destroy(pthread_cond_t *condition) { return 0; }
    """#
  }
}
