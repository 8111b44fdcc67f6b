// A timerfd of a time long past: all its periods count since then.
#include "check.h"
#include <sys/timerfd.h>

int main(void) {
  long every[] = {100, 1, 0};
  for (int i = 0; i < 3; i++) {
    int timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
    struct itimerspec set = {{every[i], every[i] == 0}, {1, 0}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &set, 0);
    unsigned long count = 0;
    read(timer, &count, 8);
    long now = time(0);
    if (every[i]) CHECK(labs((long)count - ((now - 1) / every[i] + 1)) <= 1);
    else CHECK(count > 1000000000000000000);
    timerfd_gettime(timer, &set);
    CHECK(set.it_value.tv_sec <= every[i] && set.it_interval.tv_sec == every[i]);
  }
  // Once is once.
  int timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
  struct itimerspec set = {{0, 0}, {1, 0}};
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &set, 0);
  unsigned long count = 0;
  read(timer, &count, 8);
  VALUE(count);
  // Set anew, to a time from now on, it counts from there.
  set = (struct itimerspec){{0, 1000000}, {0, 1000000}};
  timerfd_settime(timer, 0, &set, 0);
  sleep_milliseconds(20);
  read(timer, &count, 8);
  CHECK(count >= 19 && count < 20000);
  return 0;
}
