#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Landlock, by its numbers (landlock(7); include/uapi/linux/landlock.h, Linux 6.18): the headers of
// a distribution are older than the kernels that run it.

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
  VERSION_ONLY = 1,      // LANDLOCK_CREATE_RULESET_VERSION
  RULE_PATH_BENEATH = 1  // LANDLOCK_RULE_PATH_BENEATH
};

// LANDLOCK_ACCESS_FS_*: the rights of the first version, and what each later one added.
static const uint64_t execute = 1 << 0, read_file = 1 << 2, read_dir = 1 << 3;
static const uint64_t of_version_1 = (1 << 13) - 1;
static const uint64_t refer = 1 << 13;      // version 2
static const uint64_t truncate_ = 1 << 14;  // version 3
static const uint64_t ioctl_dev = 1 << 15;  // version 5
// What a right to a file, not a folder, may consist of.
static const uint64_t of_files = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14) | (1 << 15);

struct ruleset {
  uint64_t files;
  uint64_t network;  // version 4: TCP bind and connect
  uint64_t scoped;   // version 6: abstract sockets and signals to outside
};

struct path_beneath {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed));

int threadbare_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION_ONLY);
  return version < 0 ? 0 : (int)version;
}

static uint64_t file_rights(int version) {
  uint64_t all = of_version_1;
  if (version >= 2) all |= refer;
  if (version >= 3) all |= truncate_;
  if (version >= 5) all |= ioctl_dev;
  return all;
}

static int allow(int ruleset, const char *path, uint64_t rights) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return -errno;
  struct stat status;
  if (fstat(place, &status) != 0) status.st_mode = S_IFREG;
  struct path_beneath rule = {
      .allowed = S_ISDIR(status.st_mode) ? rights : rights & of_files, .parent = place};
  int result = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0 ? 0 : -errno;
  close(place);
  return result;
}

int threadbare_restrict_files(const char *const readable[], const char *const writable[]) {
  int version = threadbare_landlock_version();
  if (version == 0) return -ENOSYS;
  struct ruleset attributes = {.files = file_rights(version)};
  size_t size = sizeof attributes.files;
  if (version >= 4) {
    attributes.network = 3;
    size += sizeof attributes.network;
  }
  if (version >= 6) {
    attributes.scoped = 3;
    size += sizeof attributes.scoped;
  }
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return -errno;
  int result = 0;
  for (size_t i = 0; readable[i] != NULL && result == 0; i++)
    result = allow(ruleset, readable[i], execute | read_file | read_dir);
  for (size_t i = 0; writable[i] != NULL && result == 0; i++)
    result = allow(ruleset, writable[i], attributes.files);
  if (result == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) result = -errno;
  close(ruleset);
  return result;
}
