// setitimer with no time: what the three timers keep of their interval, and how long times may be.
#include "check.h"

static void told(const char *name, int which) {
  struct itimerval now;
  TRY(getitimer(which, &now));
  printf("%s: every %ld.%06ld s, %s\n", name, (long)now.it_interval.tv_sec, (long)now.it_interval.tv_usec,
         now.it_value.tv_sec || now.it_value.tv_usec ? "it runs" : "it does not run");
}

int main(void) {
  const char *names[] = {"real", "virtual", "profile"};
  for (int which = 0; which < 3; which++) {
    const char *name = names[which];
    told(name, which);
    struct itimerval kept = {{10, 20000}, {0, 0}}, none = {{0, 0}, {0, 0}};
    TRY(setitimer(which, &kept, NULL));
    told(name, which);
    kept.it_value.tv_sec = 100;
    TRY(setitimer(which, &kept, NULL));
    told(name, which);
    kept.it_value.tv_sec = 0;
    TRY(setitimer(which, &kept, NULL));
    told(name, which);
    kept.it_interval.tv_sec = 0x1ffffffffL;
    TRY(setitimer(which, &kept, NULL));
    told(name, which);
    kept.it_interval.tv_sec = 12000000000L;
    TRY(setitimer(which, &kept, NULL));
    told(name, which);
    kept.it_interval.tv_sec = LONG_MAX;
    kept.it_value.tv_sec = 12000000000L;
    TRY(setitimer(which, &kept, NULL));
    told(name, which);
    TRY(setitimer(which, &none, NULL));
    told(name, which);
    kept.it_interval.tv_usec = 1000000;
    TRY(setitimer(which, &kept, NULL));
  }
  return 0;
}
