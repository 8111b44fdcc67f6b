// shmctl: what is told of System V segments, and what of them can be changed.
#include "check.h"
#include <sys/ipc.h>
#include <sys/shm.h>

#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif

static void state(const char *what, int segment, int command) {
  struct shmid_ds is;
  int result = shmctl(segment, command, &is);
  if (result < 0) printf("%s: %s\n", what, strerrorname_np(errno));
  else printf("%s: mode %o, %zu bytes, %d mapped, user %u %u, changed %d\n", what,
      is.shm_perm.mode, is.shm_segsz, (int)is.shm_nattch, is.shm_perm.uid, is.shm_perm.cuid,
      is.shm_ctime != 0);
}

static void facts(const char *what) {
  struct shm_info is;
  int last = shmctl(0, SHM_INFO, (void *)&is);
  printf("%s: %d, %d segments, %lu pages, %lu touched, %lu swapped\n", what, last, is.used_ids,
      is.shm_tot, is.shm_rss, is.shm_swp);
}

int main(void) {
  struct shminfo limits;
  struct shmid_ds is;
  facts("none");
  int segment = shmget(9, 5000, IPC_CREAT | 0600);
  char *place = shmat(segment, NULL, 0);
  place[0] = 1;
  facts("one");
  VALUE(shmctl(0, IPC_INFO, (void *)&limits));
  printf("%lx %lu %lu %lu %lx\n", limits.shmmax, limits.shmmin, limits.shmmni, limits.shmseg,
      limits.shmall);
  TRY(shmctl(segment, SHM_LOCK, NULL));
  state("locked", segment, IPC_STAT);
  TRY(shmctl(segment, SHM_UNLOCK, NULL));
  shmctl(segment, IPC_STAT, &is);
  is.shm_perm.mode = 01640;
  is.shm_segsz = 1;
  TRY(shmctl(segment, IPC_SET, &is));
  CHECK(shmctl(segment & 32767, SHM_STAT, &is) == segment);
  state("by index", segment & 32767, SHM_STAT);
  state("by index", segment & 32767, SHM_STAT_ANY);
  state("nobody's index", 999, SHM_STAT);
  TRY(shmctl(segment, IPC_SET, NULL));
  is.shm_perm.gid = -1;
  TRY(shmctl(segment, IPC_SET, &is));
  TRY(shmctl(4711, IPC_SET, &is));
  TRY(shmctl(-1, IPC_STAT, &is));
  TRY(shmctl(segment, 99, &is));
  TRY(shmctl(segment, SHM_INFO, NULL));
  TRY(shmctl(segment, IPC_RMID, NULL));
  state("removed", segment, IPC_STAT);
  state("removed", segment & 32767, SHM_STAT);
  is.shm_perm.gid = 0;
  TRY(shmctl(segment, IPC_SET, &is));
  TRY(shmctl(segment, IPC_RMID, NULL));
  TRY(shmget(9, 0, 0));
  shmdt(place);
  state("gone", segment, IPC_STAT);
  // Without power.
  segment = shmget(IPC_PRIVATE, 1, 0400);
  unsigned header[2] = {0x20080522, 0}, none[6] = {0};
  TRY(syscall(SYS_capset, header, none));
  TRY(shmat(segment, NULL, 0) == (void *)-1 ? -1 : 0);
  TRY(shmat(segment, NULL, SHM_RDONLY) == (void *)-1 ? -1 : 0);
  TRY(shmctl(segment, SHM_LOCK, NULL));
  TRY(shmctl(segment, IPC_RMID, NULL));
  facts("none left");
  return 0;
}
