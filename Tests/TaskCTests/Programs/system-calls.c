#include "threadbare.h"

static volatile int handled;
static _Atomic int ready = 0;
__thread int mine = 4;

static void handler(int sig) { handled = sig; }
static void info_handler(int sig, siginfo_t *info, void *context) {
  if (info->si_pid == getpid()) handled = sig + info->si_value.sival_int;
}
static int worker(long arg) {
  atomic_fetch_add(&ready, (int)arg);
  int expected = 1;
  while (!atomic_compare_exchange_strong(&ready, &expected, 2)) expected = 1;
  return 0;
}
static void *thread(void *arg) { *(int *)arg += 1; return arg; }

int main(int argc, char *argv[]) {
  struct sigaction sa = {0}, old;
  sigset_t set;
  sa.sa_handler = handler;
  sigemptyset(&sa.sa_mask);
  sa.sa_flags = SA_RESTART;
  if (sigaction(SIGUSR1, &sa, &old) == -1) { perror("sigaction"); exit(1); }
  sa.sa_sigaction = info_handler;
  sa.sa_flags |= SA_SIGINFO;
  sigaction(SIGUSR2, &sa, NULL);
  sigemptyset(&set); sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  kill(getpid(), SIGUSR1);
  sigpending(&set);
  if (sigismember(&set, SIGUSR1)) puts("pending");
  sigsuspend(&old.sa_mask);
  union sigval v; v.sival_int = 3;
  sigqueue(getpid(), SIGUSR2, v);
  signal(SIGCHLD, SIG_IGN);
  if (signal(SIGINT, handler) == SIG_ERR) abort();

  int parent_tid, child_tid;
  int tid = task_clone(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM
      | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID, worker, 1L, &parent_tid, NULL, &child_tid);
  if (tid < 0 && errno == EAGAIN) return 1;
  while (child_tid != 0) futex(&child_tid, FUTEX_WAIT, tid, NULL, NULL, 0);

  pthread_t t[3];
  int n[3] = {1, 2, 3};
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  for (int i = 0; i < 3; i++)
    if (pthread_create(&t[i], NULL, thread, &n[i]) != 0) return 1;
  void *result;
  for (int i = 0; i < 3; i++) pthread_join(t[i], &result);
  pthread_mutex_lock(&lock); pthread_mutex_unlock(&lock);

  int fds[2];
  char buffer[64];
  if (pipe(fds) < 0) return 1;
  switch (fork()) {
  case -1: perror("fork"); exit(1);
  case 0:
    close(fds[0]);
    write(fds[1], "hello", 5);
    _exit(3);
  default: break;
  }
  close(fds[1]);
  ssize_t got = read(fds[0], buffer, sizeof buffer - 1);
  buffer[got] = '\0';
  int status;
  pid_t pid = waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL);
  siginfo_t info;
  waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
  struct rusage usage;
  wait4(pid, &status, 0, &usage);
  if (WIFSIGNALED(status)) printf("signal %d\n", WTERMSIG(status));
  printf("%s %ld %d %p\n", buffer, (long)got, info.si_status, (void *)buffer);

  struct clone_args args;
  memset(&args, 0, sizeof args);
  args.flags = CLONE_VM | CLONE_VFORK; args.exit_signal = SIGCHLD;
  args.stack = (unsigned long)buffer; args.stack_size = sizeof(buffer);
  clone3(&args, sizeof args);

  char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) return 1;
  mprotect(map, 4096, PROT_READ); munmap(map, 4096);
  int fd = open("/tmp/x", O_CREAT | O_RDWR, 0644);
  fcntl(fd, F_SETFD, FD_CLOEXEC); lseek(fd, 0, SEEK_SET); dup2(fd, 10); unlink("/tmp/x"); mkdir("d", 0755); umask(022);
  struct timespec ts = {1, 500000}; nanosleep(&ts, NULL); clock_gettime(CLOCK_MONOTONIC, &ts);
  prctl(PR_SET_NAME, "x"); prctl(PR_SET_CHILD_SUBREAPER, 1); ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  struct sched_param sp = {0}; sched_setscheduler(0, SCHED_FIFO, &sp);
  int sem = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
  struct sembuf op = {0, -1, SEM_UNDO}; semop(sem, &op, 1);
  union semun arg; arg.val = 1; semctl(sem, 0, SETVAL, arg);
  char *const args2[] = {"other", NULL}, *envp[] = {NULL};
  execve("./other", args2, envp);
  stack_t st; st.ss_sp = map; st.ss_size = SIGSTKSZ; st.ss_flags = 0; sigaltstack(&st, 0);
  unsigned left = alarm(3); left += sleep(1); usleep(10); pause(); nice(5); setsid(); setpgid(0, 0);
  struct robust_list_head head = {{&head.list}, 0, NULL}; set_robust_list(&head, sizeof head);
  int pidfd = pidfd_open(getpid(), 0); setns(pidfd, CLONE_NEWPID); unshare(CLONE_NEWNS);
  tgkill(getpid(), gettid(), 0);
  exit_group(mine + (int)left + argc + (argv[1] ? 1 : 0));
  return 0;
}
