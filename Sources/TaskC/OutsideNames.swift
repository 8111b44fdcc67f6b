/// Names of C's library that programs often use and Task C does not have.
enum OutsideNames {
  /// What is nearest in Task C to a function or a type of C's library; nil for other words.
  static func nearest(to word: ArraySlice<UInt8>) -> String? {
    for line in table.utf8.split(separator: 10) {
      let parts = line.split(separator: 58, maxSplits: 1)
      if parts.count == 2, parts[0].split(separator: 32).contains(where: { matches(word, $0) }) {
        return String(decoding: parts[1].dropFirst(), as: UTF8.self)
      }
    }
    return nil
  }

  /// A star stands for any end.
  private static func matches(_ word: ArraySlice<UInt8>, _ name: Substring.UTF8View) -> Bool {
    name.last == 42 ? word.starts(with: name.dropLast()) : word.elementsEqual(name)
  }

  /// A line has names, a colon, and what is nearest to them.
  private static var table: String {
    """
    fprintf dprintf sprintf snprintf vprintf fputs fputc putc fwrite fflush setbuf setvbuf FILE \
    stdout: `printf` and `puts` write to standard output at once, `write` to any descriptor
    stderr: `perror` writes there, and `write` to STDERR_FILENO
    scanf sscanf fscanf getchar gets fgets fgetc getc getline fread stdin: `read` reads from a \
    descriptor
    fopen fdopen fclose creat openat stat fstat pread pwrite: `open`, `read`, `write`, `lseek` \
    and `close` are there
    atoi atol atoll strtol strtoul strtoll strtoull: a loop makes a number of digits: `n = n * \
    10 + (*text++ - '0')`
    calloc realloc aligned_alloc posix_memalign reallocarray alloca: `malloc` gives memory, and \
    `memset` clears it
    strcpy strncpy strcat strncat strdup strndup memmove stpcpy bcopy bzero: `strlen` and \
    `memcpy` copy strings; `memset` clears memory
    strncmp strcasecmp strchr strrchr strstr strtok strnlen memcmp memchr: `strcmp` compares, \
    and a loop over the bytes finds them
    strsignal psignal: `printf` with `%d` prints a signal's number
    assert assert.h: `if` and `abort` test what must be true
    qsort bsearch abs labs rand srand random srandom isdigit isalpha isspace toupper tolower ctype.h: \
    write a function of your own
    atexit on_exit: call it before `exit`
    getenv setenv environ: `main` may have a third parameter `char **envp`
    system popen execl execlp execle execv execvp execvpe posix_spawn posix_spawnp: `fork` and \
    `execve` are there
    clone: `task_clone` gives the child a stack
    syscall: the system calls are functions of `threadbare.h`
    sem_* semaphore.h pthread_barrier_* pthread_rwlock_* pthread_spin_*: `pthread_mutex_t` with \
    `pthread_cond_t`, or `semop`
    pthread_key_* pthread_getspecific pthread_setspecific pthread_once*: `__thread int` is each \
    thread's own
    pthread_sigmask: `sigprocmask` does it for the calling thread
    pthread_kill: `tgkill` sends a signal to a thread
    pthread_cond_timedwait pthread_mutex_timedlock: `futex` waits for a limited time
    pthread_cancel pthread_testcancel pthread_setcancel* pthread_cleanup_* pthread_attr_* \
    pthread_mutexattr_* pthread_atfork threads.h: `pthread_create`, \
    `pthread_join` and `pthread_exit` are there
    sigwait sigwaitinfo sigtimedwait signalfd: `sigsuspend` waits for a signal
    setitimer getitimer timer_create timerfd_create ualarm: `alarm` sends SIGALRM
    time gettimeofday clock times getrusage localtime gmtime ctime strftime sys/time.h: `clock_gettime` tells the time, `wait4` what a \
    child used
    clock_nanosleep: `nanosleep` waits
    select poll ppoll pselect epoll_create epoll_create1 epoll_wait poll.h sys/poll.h sys/select.h sys/epoll.h: a thread for each \
    descriptor can wait in `read`
    socket socketpair eventfd pipe2 mkfifo sys/socket.h sys/eventfd.h: `pipe` connects two tasks
    shmget shmat shm_open msgget mq_open memfd_create sys/shm.h sys/msg.h mqueue.h: `mmap` with MAP_SHARED gives memory to \
    share
    setjmp longjmp sigsetjmp siglongjmp jmp_buf setjmp.h: `return` leads back, with a value that tells \
    why
    bool true false stdbool.h: `int` holds 0 and 1
    va_list va_start va_arg va_end stdarg.h: a function has a fixed number of parameters, up to 8
    atomic_flag* atomic_bool atomic_long atomic_uint atomic_fetch_or* atomic_fetch_and* \
    atomic_load_explicit atomic_store_explicit atomic_init atomic_thread_fence \
    atomic_compare_exchange_weak*: `_Atomic int` with `atomic_load`, `atomic_exchange` and the \
    like
    tkill: `tgkill` sends a signal to a thread
    getpriority setpriority: `nice` changes it
    __func__ __FUNCTION__ __FILE__ __LINE__: a string or a number of your own tells where it is
    err errx warn warnx err.h: `perror` says what an error was, and `exit` ends the program
    getopt getopt_long optarg optind getopt.h: the words of the command are in `argv`
    sysconf getpagesize: a page has 4,096 bytes
    offsetof: the address of a member, less that of its structure
    atof strtod math.h: numbers are whole
    setlocale locale.h: a text is bytes
    killpg: `kill` with a negative number sends to a group
    """
  }
}
