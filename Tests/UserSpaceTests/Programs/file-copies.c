// Bytes from file to file: sendfile, copy_file_range, splice, tee, vmsplice, fallocate, preadv2 and their errors.
#include "check.h"
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

static int in, out, only_reads, appends, ends[2], others[2];
static char buffer[64];

static void sending(void) {
  off_t place = 2;
  VALUE(sendfile(out, in, &place, 5));
  VALUE(place);
  VALUE(lseek(in, 0, SEEK_CUR));
  VALUE(lseek(out, 0, SEEK_CUR));
  lseek(in, 0, SEEK_SET);
  VALUE(sendfile(out, in, NULL, 4));
  VALUE(lseek(in, 0, SEEK_CUR));
  VALUE(sendfile(out, in, NULL, 100));
  VALUE(sendfile(out, in, NULL, 100));
  place = 0;
  VALUE(sendfile(ends[1], in, &place, 3));
  VALUE(read(ends[0], buffer, sizeof buffer));
  TRY(sendfile(only_reads, in, NULL, 1));
  TRY(sendfile(out, ends[0], NULL, 1));
  TRY(sendfile(appends, in, NULL, 1));
  TRY(sendfile(out, -1, NULL, 1));
  place = -1;
  TRY(sendfile(out, in, &place, 1));
  TRY(sendfile(out, in, (off_t *)8, 1));
}

static void copying(void) {
  off64_t from = 0, to = 0;
  VALUE(copy_file_range(in, &from, out, &to, 5, 0));
  CHECK(from == 5 && to == 5);
  lseek(in, 0, SEEK_SET);
  VALUE(copy_file_range(in, NULL, out, NULL, 100, 0));
  VALUE(copy_file_range(in, NULL, out, NULL, 100, 0));
  TRY(copy_file_range(in, NULL, out, NULL, 1, 1));
  TRY(copy_file_range(in, NULL, appends, NULL, 1, 0));
  TRY(copy_file_range(in, NULL, only_reads, NULL, 1, 0));
  TRY(copy_file_range(in, NULL, ends[1], NULL, 1, 0));
  from = 0, to = 5;
  VALUE(copy_file_range(in, &from, in, &to, 4, 0));
  from = 0, to = 2;
  TRY(copy_file_range(in, &from, in, &to, 4, 0));
  from = -1;
  TRY(copy_file_range(in, &from, out, NULL, 1, 0));
}

static void splicing(void) {
  off64_t place = 0;
  VALUE(splice(in, &place, ends[1], NULL, 5, 0));
  VALUE(place);
  VALUE(tee(ends[0], others[1], 100, 0));
  VALUE(read(others[0], buffer, sizeof buffer));
  VALUE(splice(ends[0], NULL, others[1], NULL, 2, 0));
  VALUE(read(others[0], buffer, sizeof buffer));
  VALUE(splice(ends[0], NULL, out, NULL, 100, 0));
  TRY(splice(ends[0], NULL, out, NULL, 100, SPLICE_F_NONBLOCK));
  TRY(splice(in, NULL, out, NULL, 1, 0));
  TRY(splice(ends[0], &place, out, NULL, 1, 0));
  TRY(splice(in, NULL, ends[1], &place, 1, 0));
  TRY(splice(ends[0], NULL, ends[1], NULL, 1, 0));
  TRY(splice(in, NULL, ends[0], NULL, 1, 0));
  TRY(splice(in, NULL, ends[1], NULL, 1, 0x100));
  VALUE(splice(in, NULL, ends[1], NULL, 0, 0));
  TRY(tee(in, ends[1], 1, 0));
  TRY(tee(ends[0], ends[1], 1, 0));
  struct iovec pieces[2] = {{"abc", 3}, {"de", 2}};
  VALUE(vmsplice(ends[1], pieces, 2, 0));
  struct iovec room = {buffer, sizeof buffer};
  VALUE(vmsplice(ends[0], &room, 1, 0));
  CHECK(memcmp(buffer, "abcde", 5) == 0);
  TRY(vmsplice(in, pieces, 1, 0));
  // Somebody writes while the call waits, and reads while it waits for room.
  pid_t pid = fork();
  if (pid == 0) {
    sleep_milliseconds(20);
    write(ends[1], "later", 5);
    sleep_milliseconds(20);
    _exit(splice(ends[0], NULL, others[1], NULL, 3, 0));
  }
  VALUE(splice(ends[0], NULL, others[1], NULL, 2, 0));
  reap("splicing child", pid);
  VALUE(read(others[0], buffer, sizeof buffer));
  fcntl(others[0], F_SETPIPE_SZ, 4096);
  write(others[1], "full", 4);
  TRY(splice(in, NULL, others[1], NULL, 1, SPLICE_F_NONBLOCK));
  pid = fork();
  if (pid == 0) {
    sleep_milliseconds(20);
    _exit(read(others[0], buffer, 4));
  }
  place = 0;
  VALUE(splice(in, &place, others[1], NULL, 1, 0));
  reap("reading child", pid);
}

static void room(void) {
  struct stat status;
  int file = open("room", O_RDWR | O_CREAT, 0600);
  TRY(fallocate(file, 0, 0, 1000));
  TRY(fallocate(file, FALLOC_FL_KEEP_SIZE, 1000, 5000));
  fstat(file, &status);
  VALUE(status.st_size);
  write(file, "abcdef", 6);
  TRY(fallocate(file, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 1, 3));
  pread(file, buffer, 6, 0);
  CHECK(memcmp(buffer, "a\0\0\0ef", 6) == 0);
  TRY(fallocate(file, FALLOC_FL_PUNCH_HOLE, 0, 1));
  TRY(fallocate(file, FALLOC_FL_COLLAPSE_RANGE, 0, 4096));
  TRY(fallocate(file, 0, -1, 5));
  TRY(fallocate(file, 0, 0, 0));
  TRY(fallocate(only_reads, 0, 0, 1));
  TRY(fallocate(ends[1], 0, 0, 1));
  TRY(fallocate(file, 0, 1L << 62, 1L << 62));
  CODE(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED));
  CODE(posix_fadvise(file, 0, 0, 99));
  CODE(posix_fadvise(ends[0], 0, 0, 0));
  TRY(readahead(ends[0], 0, 1));
  TRY(sync_file_range(file, 0, 10, 0));
  TRY(sync_file_range(ends[0], 0, 1, 0));
  TRY(sync_file_range(file, -1, 1, 0));
  TRY(syncfs(file));
}

static void flags(void) {
  struct iovec piece = {buffer, 5};
  VALUE(preadv2(in, &piece, 1, 0, 0));
  lseek(in, 3, SEEK_SET);
  VALUE(preadv2(in, &piece, 1, -1, 0));
  VALUE(lseek(in, 0, SEEK_CUR));
  TRY(preadv2(in, &piece, 1, 0, 0x10000));
  TRY(preadv2(in, &piece, 1, -2, 0));
  long end = lseek(out, 0, SEEK_END);
  VALUE(pwritev2(out, &piece, 1, 0, RWF_APPEND));
  VALUE(lseek(out, 0, SEEK_END) - end);
}

int main(void) {
  in = open("in", O_RDWR | O_CREAT, 0600);
  out = open("out", O_RDWR | O_CREAT, 0600);
  only_reads = open("in", O_RDONLY);
  appends = open("out", O_WRONLY | O_APPEND);
  write(in, "0123456789", 10);
  pipe(ends);
  pipe(others);
  sending();
  copying();
  splicing();
  room();
  flags();
  return 0;
}
