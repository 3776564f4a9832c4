/* Makes calls on files fail: preloaded into a program, it stands between it and the system (ld.so(8)).
 *
 * Armed by FAULTS="PATH CALLS AFTER COUNT ERRNO" in the environment, or by faults_arm(): the first AFTER of the
 * named calls on files whose path contains PATH are made, the next COUNT fail with ERRNO (-1: all from then on).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char wanted[256], named[64];
static int after, count, error, failed;

void faults_arm(const char *path, const char *calls, int skipped, int failing, int with)
{
    snprintf(wanted, sizeof wanted, "%s", path);
    snprintf(named, sizeof named, ",%s,", calls);
    failed = 0;
    after = skipped;
    error = with;
    count = failing;
}

int faults_failed(void) { return failed; }

__attribute__((constructor)) static void from_the_environment(void)
{
    char path[256], calls[60];
    int skipped, failing, with;
    const char *told = getenv("FAULTS");
    if (told && sscanf(told, "%255s %59s %d %d %d", path, calls, &skipped, &failing, &with) == 5)
        faults_arm(path, calls, skipped, failing, with);
}

static int fails(const char *call, const char *path)
{
    char with_commas[32];
    snprintf(with_commas, sizeof with_commas, ",%s,", call);
    if (!count || !strstr(named, with_commas) || !strstr(path, wanted))
        return 0;
    if (__atomic_fetch_sub(&after, 1, __ATOMIC_SEQ_CST) > 0)
        return 0;
    if (count > 0 && __atomic_fetch_sub(&count, 1, __ATOMIC_SEQ_CST) <= 0)
        return 0;
    __atomic_fetch_add(&failed, 1, __ATOMIC_SEQ_CST);
    errno = error;
    return 1;
}

static int fails_on(const char *call, int descriptor)
{
    char link[64], path[4096];
    int saved = errno;
    if (!count)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(call, path);
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                                                              \
    int name(const char *path, int flags, ...)                                                                  \
    {                                                                                                           \
        va_list rest;                                                                                           \
        va_start(rest, flags);                                                                                  \
        int mode = va_arg(rest, int);                                                                           \
        va_end(rest);                                                                                           \
        return fails("open", path) ? -1 : REAL(name)(path, flags, mode);                                        \
    }
OPEN(open)
OPEN(open64)

#define WRITE(name, offset)                                                                                     \
    ssize_t name(int descriptor, const void *data, size_t size, offset at)                                      \
    {                                                                                                           \
        return fails_on("write", descriptor) ? -1 : REAL(name)(descriptor, data, size, at);                     \
    }
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

ssize_t write(int descriptor, const void *data, size_t size)
{
    return fails_on("write", descriptor) ? -1 : REAL(write)(descriptor, data, size);
}

#define READ(name, offset)                                                                                      \
    ssize_t name(int descriptor, void *data, size_t size, offset at)                                            \
    {                                                                                                           \
        return fails_on("read", descriptor) ? -1 : REAL(name)(descriptor, data, size, at);                      \
    }
READ(pread, off_t)
READ(pread64, off64_t)

int fsync(int descriptor) { return fails_on("fsync", descriptor) ? -1 : REAL(fsync)(descriptor); }
int fdatasync(int descriptor) { return fails_on("fsync", descriptor) ? -1 : REAL(fdatasync)(descriptor); }
int unlink(const char *path) { return fails("unlink", path) ? -1 : REAL(unlink)(path); }
