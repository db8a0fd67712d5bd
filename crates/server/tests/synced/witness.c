// Loaded into the server before the C library: writes a line after every sync of a file and
// before every write to a socket, in the order in which they happen.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int journal = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("LINNET_SYNC_WITNESS");
    if (path) journal = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(const char *what, int fd) {
    int kept = errno;
    char link[64], name[512], line[640];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    name[length > 0 ? length : 0] = 0;
    int bytes = snprintf(line, sizeof line, "%s %s\n", what, name);
    if (journal >= 0 && syscall(SYS_write, journal, line, bytes) < 0) abort();
    errno = kept;
}

static void note_socket(int fd) {
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode)) note("sends", fd);
}

int fsync(int fd) {
    int result = syscall(SYS_fsync, fd);
    note("synced", fd);
    return result;
}

int fdatasync(int fd) {
    int result = syscall(SYS_fdatasync, fd);
    note("synced", fd);
    return result;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    note_socket(fd);
    return syscall(SYS_write, fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    note_socket(fd);
    return syscall(SYS_writev, fd, parts, count);
}

ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    note_socket(fd);
    return syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    note_socket(fd);
    return syscall(SYS_sendmsg, fd, message, flags);
}
