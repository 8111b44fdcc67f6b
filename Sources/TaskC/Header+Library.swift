/// Headers of the C library.
extension Header {
  static var stddefText: String {
    """
    #define NULL ((void *)0)
    typedef unsigned long size_t;
    typedef long ptrdiff_t;
    """
  }

  static var stdioText: String {
    """
    #include <stddef.h>
    #define EOF (-1)
    int printf(const char *format, ...);
    int puts(const char *text);
    int putchar(int byte);
    void perror(const char *text);
    """
  }

  static var stdlibText: String {
    """
    #include <stddef.h>
    #define EXIT_SUCCESS 0
    #define EXIT_FAILURE 1
    void exit(int status);
    void abort(void);
    void *malloc(size_t size);
    void free(void *memory);
    """
  }

  static var stringText: String {
    """
    #include <stddef.h>
    char *strerror(int error);
    int strcmp(const char *left, const char *right);
    size_t strlen(const char *text);
    void *memset(void *memory, int byte, size_t count);
    void *memcpy(void *to, const void *from, size_t count);
    """
  }

  static var atomicText: String {
    """
    typedef _Atomic int atomic_int;
    int atomic_load(const volatile _Atomic int *object);
    void atomic_store(volatile _Atomic int *object, int value);
    int atomic_fetch_add(volatile _Atomic int *object, int value);
    int atomic_fetch_sub(volatile _Atomic int *object, int value);
    int atomic_exchange(volatile _Atomic int *object, int value);
    int atomic_compare_exchange_strong(volatile _Atomic int *object, int *expected, int value);
    """
  }

  static var pthreadText: String {
    """
    #include <stddef.h>
    #include <sched.h>
    typedef unsigned long pthread_t;
    typedef struct __pthread_attr { long __word[7]; } pthread_attr_t;
    typedef struct __pthread_mutex { int __word[10]; } pthread_mutex_t;
    typedef struct __pthread_mutexattr { int __word; } pthread_mutexattr_t;
    typedef struct __pthread_cond { int __word[12]; } pthread_cond_t;
    typedef struct __pthread_condattr { int __word; } pthread_condattr_t;
    #define PTHREAD_MUTEX_INITIALIZER {{0}}
    #define PTHREAD_COND_INITIALIZER {{0}}
    int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                       void *(*start)(void *), void *argument);
    int pthread_join(pthread_t thread, void **result);
    int pthread_detach(pthread_t thread);
    int pthread_equal(pthread_t left, pthread_t right);
    pthread_t pthread_self(void);
    void pthread_exit(void *result);
    int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
    int pthread_mutex_lock(pthread_mutex_t *mutex);
    int pthread_mutex_trylock(pthread_mutex_t *mutex);
    int pthread_mutex_unlock(pthread_mutex_t *mutex);
    int pthread_mutex_destroy(pthread_mutex_t *mutex);
    int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
    int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
    int pthread_cond_signal(pthread_cond_t *condition);
    int pthread_cond_broadcast(pthread_cond_t *condition);
    int pthread_cond_destroy(pthread_cond_t *condition);
    """
  }

  static var errnoText: String {
    var text = "extern __thread int errno;\n"
    for (index, name) in errorNames.utf8.split(separator: 32).enumerated() where name.count > 1 {
      text += "#define " + String(decoding: name, as: UTF8.self) + " " + String(index + 1) + "\n"
    }
    return text + "#define EWOULDBLOCK 11\n#define EDEADLOCK 35\n#define ENOTSUP 95\n"
  }

  /// The names of the errors from 1 on.
  ///
  /// Source: `include/uapi/asm-generic/errno-base.h` and `errno.h`, Linux 6.18.
  private static var errorNames: String {
    """
    EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES \
    EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY \
    ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK \
    ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH \
    ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME \
    ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG \
    EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ \
    ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT \
    EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE \
    EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN \
    ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY \
    EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE \
    ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL \
    EHWPOISON
    """
  }
}
