/// Headers that are mostly rows of numbers.
extension Header {
  static var resourceText: String {
    """
    #include <sys/types.h>
    struct timeval { time_t tv_sec; long tv_usec; };
    struct rusage {
      struct timeval ru_utime;
      struct timeval ru_stime;
      long ru_maxrss;
      long ru_ixrss;
      long ru_idrss;
      long ru_isrss;
      long ru_minflt;
      long ru_majflt;
      long ru_nswap;
      long ru_inblock;
      long ru_oublock;
      long ru_msgsnd;
      long ru_msgrcv;
      long ru_nsignals;
      long ru_nvcsw;
      long ru_nivcsw;
    };
    """
  }

  static var statText: String {
    """
    #include <sys/types.h>
    #define S_IRWXU 0700
    #define S_IRUSR 0400
    #define S_IWUSR 0200
    #define S_IXUSR 0100
    #define S_IRWXG 070
    #define S_IRGRP 040
    #define S_IWGRP 020
    #define S_IXGRP 010
    #define S_IRWXO 07
    #define S_IROTH 04
    #define S_IWOTH 02
    #define S_IXOTH 01
    #define S_ISUID 04000
    #define S_ISGID 02000
    #define S_ISVTX 01000
    int mkdir(const char *path, mode_t mode);
    mode_t umask(mode_t mask);
    """
  }

  /// Source: `include/uapi/linux/futex.h`, Linux 6.18.
  static var futexText: String {
    """
    #define FUTEX_WAIT 0
    #define FUTEX_WAIT_PRIVATE 128
    #define FUTEX_WAKE 1
    #define FUTEX_WAKE_PRIVATE 129
    #define FUTEX_FD 2
    #define FUTEX_REQUEUE 3
    #define FUTEX_REQUEUE_PRIVATE 131
    #define FUTEX_CMP_REQUEUE 4
    #define FUTEX_CMP_REQUEUE_PRIVATE 132
    #define FUTEX_WAKE_OP 5
    #define FUTEX_WAKE_OP_PRIVATE 133
    #define FUTEX_LOCK_PI 6
    #define FUTEX_LOCK_PI_PRIVATE 134
    #define FUTEX_UNLOCK_PI 7
    #define FUTEX_UNLOCK_PI_PRIVATE 135
    #define FUTEX_TRYLOCK_PI 8
    #define FUTEX_TRYLOCK_PI_PRIVATE 136
    #define FUTEX_WAIT_BITSET 9
    #define FUTEX_WAIT_BITSET_PRIVATE 137
    #define FUTEX_WAKE_BITSET 10
    #define FUTEX_WAKE_BITSET_PRIVATE 138
    #define FUTEX_WAIT_REQUEUE_PI 11
    #define FUTEX_WAIT_REQUEUE_PI_PRIVATE 139
    #define FUTEX_CMP_REQUEUE_PI 12
    #define FUTEX_CMP_REQUEUE_PI_PRIVATE 140
    #define FUTEX_LOCK_PI2 13
    #define FUTEX_LOCK_PI2_PRIVATE 141
    #define FUTEX_OP_SET 0
    #define FUTEX_OP_ADD 1
    #define FUTEX_OP_OR 2
    #define FUTEX_OP_ANDN 3
    #define FUTEX_OP_XOR 4
    #define FUTEX_OP_CMP_EQ 0
    #define FUTEX_OP_CMP_NE 1
    #define FUTEX_OP_CMP_LT 2
    #define FUTEX_OP_CMP_LE 3
    #define FUTEX_OP_CMP_GT 4
    #define FUTEX_OP_CMP_GE 5
    #define FUTEX_OP_OPARG_SHIFT 8
    #define FUTEX_PRIVATE_FLAG 128
    #define FUTEX_CLOCK_REALTIME 256
    #define FUTEX_BITSET_MATCH_ANY 0xffffffff
    #define FUTEX_WAITERS 0x80000000
    #define FUTEX_OWNER_DIED 0x40000000
    #define FUTEX_TID_MASK 0x3fffffff
    struct robust_list { struct robust_list *next; };
    struct robust_list_head {
      struct robust_list list;
      long futex_offset;
      struct robust_list *list_op_pending;
    };
    """
  }

  static var stdintText: String {
    var text = ""
    let types = ["char", "short", "int", "long"]
    /// A type of so many bytes with its name, and the numbers that it holds.
    func add(_ name: String, _ bytes: Int) {
      let word = bytes == 1 ? types[0] : bytes == 2 ? types[1] : bytes == 4 ? types[2] : types[3]
      let most = bytes == 8 ? Int64.max : 1 << (Int64(bytes) * 8 - 1) - 1
      let suffix = bytes == 8 ? "L" : ""
      var letters = ""
      for byte in name.utf8 {
        letters += String(decoding: [byte >= 97 ? byte - 32 : byte], as: UTF8.self)
      }
      text += "typedef " + (bytes == 1 ? "signed " : "") + word + " " + name + "_t;\n"
      text += "typedef unsigned " + word + " u" + name + "_t;\n"
      text += "#define " + letters + "_MIN (-" + String(most) + suffix + " - 1)\n"
      text += "#define " + letters + "_MAX " + String(most) + suffix + "\n"
      text += "#define U" + letters + "_MAX " + String(UInt64(most) * 2 + 1)
      text += (bytes < 4 ? "" : "U" + suffix) + "\n"
    }
    for bytes in [1, 2, 4, 8] {
      add("int" + String(bytes * 8), bytes)
      add("int_least" + String(bytes * 8), bytes)
      // Source: `stdint.h` of glibc on x86-64.
      add("int_fast" + String(bytes * 8), bytes == 1 ? 1 : 8)
    }
    add("intptr", 8)
    add("intmax", 8)
    return text + """
      #define SIZE_MAX 18446744073709551615UL
      #define PTRDIFF_MIN (-9223372036854775807L - 1)
      #define PTRDIFF_MAX 9223372036854775807L
      """
  }

  static var limitsText: String {
    """
    #define CHAR_BIT 8
    #define CHAR_MIN (-128)
    #define CHAR_MAX 127
    #define SCHAR_MIN (-128)
    #define SCHAR_MAX 127
    #define UCHAR_MAX 255
    #define SHRT_MIN (-32768)
    #define SHRT_MAX 32767
    #define USHRT_MAX 65535
    #define INT_MIN (-2147483647 - 1)
    #define INT_MAX 2147483647
    #define UINT_MAX 4294967295U
    #define LONG_MIN (-9223372036854775807L - 1)
    #define LONG_MAX 9223372036854775807L
    #define ULONG_MAX 18446744073709551615UL
    #define NAME_MAX 255
    #define PATH_MAX 4096
    """
  }
}
