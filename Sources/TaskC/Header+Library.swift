/// Headers of the C library.
extension Header {
  static var stddefText: String {
    """
    #define NULL ((void *)0)
    typedef unsigned long size_t;
    typedef long ptrdiff_t;
    """
  }

  static var stdintText: String {
    """
    typedef signed char int8_t;
    typedef short int16_t;
    typedef int int32_t;
    typedef long int64_t;
    typedef unsigned char uint8_t;
    typedef unsigned short uint16_t;
    typedef unsigned uint32_t;
    typedef unsigned long uint64_t;
    typedef long intptr_t;
    typedef unsigned long uintptr_t;
    #define INT32_MIN (-2147483647 - 1)
    #define INT32_MAX 2147483647
    #define UINT32_MAX 4294967295U
    #define INT64_MIN (-9223372036854775807L - 1)
    #define INT64_MAX 9223372036854775807L
    #define UINT64_MAX 18446744073709551615UL
    """
  }

  static var limitsText: String {
    """
    #define CHAR_BIT 8
    #define CHAR_MIN (-128)
    #define CHAR_MAX 127
    #define INT_MIN (-2147483647 - 1)
    #define INT_MAX 2147483647
    #define UINT_MAX 4294967295U
    #define LONG_MIN (-9223372036854775807L - 1)
    #define LONG_MAX 9223372036854775807L
    #define ULONG_MAX 18446744073709551615UL
    #define PATH_MAX 4096
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
    for (name, number) in errorNumbers { text += "#define " + name + " " + String(number) + "\n" }
    return text
  }

  /// Source: `include/uapi/asm-generic/errno-base.h` and `errno.h`, Linux 6.18.
  private static var errorNumbers: [(String, Int)] {
    [
      ("EPERM", 1), ("ENOENT", 2), ("ESRCH", 3), ("EINTR", 4), ("EIO", 5), ("ENXIO", 6),
      ("E2BIG", 7), ("ENOEXEC", 8), ("EBADF", 9), ("ECHILD", 10), ("EAGAIN", 11),
      ("EWOULDBLOCK", 11), ("ENOMEM", 12), ("EACCES", 13), ("EFAULT", 14), ("EBUSY", 16),
      ("EEXIST", 17), ("ENOTDIR", 20), ("EISDIR", 21), ("EINVAL", 22), ("ENFILE", 23),
      ("EMFILE", 24), ("ENOTTY", 25), ("EFBIG", 27), ("ENOSPC", 28), ("ESPIPE", 29),
      ("EROFS", 30), ("EPIPE", 32), ("EDOM", 33), ("ERANGE", 34), ("EDEADLK", 35),
      ("ENAMETOOLONG", 36), ("ENOSYS", 38), ("ENOTEMPTY", 39), ("ELOOP", 40), ("ENOMSG", 42),
      ("EIDRM", 43), ("EOVERFLOW", 75), ("EOPNOTSUPP", 95), ("ETIMEDOUT", 110),
    ]
  }
}
