// Loaded before the C library: writes down what a program does to the files below LINNET_RECORD_ROOT, with the bytes,
// in the order in which it happens. What is not synced then can be taken away again, see disk.rs.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int journal = -1;
static const char *root;
static size_t root_length;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

struct head {
    uint32_t kind, first_length, second_length, bytes_length;
    uint64_t inode, offset;
};

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, REMOVE, LINK };

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("LINNET_RECORD_JOURNAL");
    root = getenv("LINNET_RECORD_ROOT");
    if (!path || !root) return;
    root_length = strlen(root);
    journal = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) {
    return journal >= 0 && strncmp(path, root, root_length) == 0;
}

static void note(uint32_t kind, const char *first, const char *second, uint64_t inode, uint64_t offset,
                 const void *bytes, size_t length) {
    struct head head = {kind, strlen(first), second ? strlen(second) : 0, length, inode, offset};
    struct iovec parts[4] = {{&head, sizeof head},
                             {(void *)first, head.first_length},
                             {(void *)second, head.second_length},
                             {(void *)bytes, length}};
    if (syscall(SYS_writev, journal, parts, 4) < 0) abort();
}

// The file behind a descriptor, when it is one of ours.
static int file(int fd, char *name, struct stat *about) {
    if (journal < 0) return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, 1023);
    if (length <= 0) return 0;
    name[length] = 0;
    return ours(name) && fstat(fd, about) == 0;
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
    if (!ours(path)) return syscall(SYS_openat, folder, path, flags, mode);
    pthread_mutex_lock(&turn);
    struct stat about;
    int there = stat(path, &about) == 0;
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    int kept = errno;
    if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
        if (!there) note(CREATE, path, 0, about.st_ino, 0, 0, 0);
        else if (flags & O_TRUNC) note(TRUNCATE, path, 0, about.st_ino, 0, 0, 0);
    }
    errno = kept;
    pthread_mutex_unlock(&turn);
    return fd;
}

#define OPEN(name, folder, ...)                                \
    int name(__VA_ARGS__, int flags, ...) {                    \
        mode_t mode = 0;                                       \
        if (flags & (O_CREAT | O_TMPFILE)) {                   \
            va_list rest;                                      \
            va_start(rest, flags);                             \
            mode = va_arg(rest, mode_t);                       \
            va_end(rest);                                      \
        }                                                      \
        return opened(folder, path, flags, mode);              \
    }
OPEN(open, AT_FDCWD, const char *path)
OPEN(open64, AT_FDCWD, const char *path)
OPEN(openat, folder, int folder, const char *path)
OPEN(openat64, folder, int folder, const char *path)

// `at` is -1 for the place of the descriptor.
static ssize_t written(int fd, const struct iovec *parts, int count, off_t at) {
    char name[1024];
    struct stat about;
    int mine = file(fd, name, &about) && S_ISREG(about.st_mode);
    if (mine) pthread_mutex_lock(&turn);
    ssize_t result = at < 0 ? syscall(SYS_writev, fd, parts, count)
                            : syscall(SYS_pwrite64, fd, parts[0].iov_base, parts[0].iov_len, at);
    if (mine) {
        int kept = errno;
        if (result > 0) {
            uint64_t offset = at < 0 ? lseek(fd, 0, SEEK_CUR) - result : at;
            size_t left = result;
            for (int part = 0; part < count && left > 0; part++) {
                size_t length = parts[part].iov_len < left ? parts[part].iov_len : left;
                if (length) note(WRITE, name, 0, about.st_ino, offset, parts[part].iov_base, length);
                offset += length;
                left -= length;
            }
        }
        pthread_mutex_unlock(&turn);
        errno = kept;
    }
    return result;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    struct iovec part = {(void *)bytes, count};
    return written(fd, &part, 1, -1);
}
ssize_t writev(int fd, const struct iovec *parts, int count) { return written(fd, parts, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    struct iovec part = {(void *)bytes, count};
    return written(fd, &part, 1, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return pwrite(fd, bytes, count, at); }

int ftruncate(int fd, off_t length) {
    char name[1024];
    struct stat about;
    int mine = file(fd, name, &about);
    if (mine) pthread_mutex_lock(&turn);
    int result = syscall(SYS_ftruncate, fd, length);
    if (mine) {
        if (result == 0) note(TRUNCATE, name, 0, about.st_ino, length, 0, 0);
        pthread_mutex_unlock(&turn);
    }
    return result;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static int synced(int fd, long call) {
    char name[1024];
    struct stat about;
    int mine = file(fd, name, &about);
    if (mine) pthread_mutex_lock(&turn);
    int result = syscall(call, fd);
    if (mine) {
        if (result == 0) note(S_ISDIR(about.st_mode) ? SYNC_FOLDER : SYNC, name, 0, about.st_ino, 0, 0, 0);
        pthread_mutex_unlock(&turn);
    }
    return result;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

// Copies inside the kernel would bring bytes that are not seen here: the C library's callers fall back to writing.
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
    char name[1024];
    struct stat about;
    if (file(out, name, &about)) {
        errno = EXDEV;
        return -1;
    }
    return syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}

static int named(uint32_t kind, long call, const char *from, const char *to) {
    if (!ours(from)) return syscall(call, from, to);
    pthread_mutex_lock(&turn);
    struct stat about = {0};
    if (lstat(from, &about) != 0) about.st_ino = 0;
    int result = syscall(call, from, to);
    int kept = errno;
    if (result == 0 && !S_ISDIR(about.st_mode)) note(kind, from, to, about.st_ino, 0, 0, 0);
    errno = kept;
    pthread_mutex_unlock(&turn);
    return result;
}
int rename(const char *from, const char *to) { return named(RENAME, SYS_rename, from, to); }
int link(const char *from, const char *to) { return named(LINK, SYS_link, from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
    if (ours(from)) return named(LINK, SYS_link, from, to);
    return syscall(SYS_linkat, a, from, b, to, flags);
}
int unlink(const char *path) { return named(REMOVE, SYS_unlink, path, 0); }
