/* A wrong clock for tests: OTHER_CLOCK seconds off, jumping an hour back and forth.
   Preloaded into every process of a run; what measures spans of time is left alone. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t off(void) {
    static unsigned int calls;
    const char *given = getenv("OTHER_CLOCK");
    time_t jump = (calls++ / 5) % 2 ? -3600 : 0;
    return (given ? (time_t)atoll(given) : 0) + jump;
}

int clock_gettime(clockid_t which, struct timespec *moment) {
    int failed = (int)syscall(SYS_clock_gettime, which, moment);
    if (!failed && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        moment->tv_sec += off();
    return failed;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    moment->tv_sec = now.tv_sec;
    moment->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *moment) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return (time_t)-1;
    if (moment) *moment = now.tv_sec;
    return now.tv_sec;
}
