/*
 * What Node cannot do and macOS needs: take over an open file that another program (authopen) hands us, read and write a
 * drive past the cache, and have it store what it holds. On Linux it is built for the tests only.
 *
 *   pair(): [number, number]            two ends of a local socket, closed on exec
 *   receive(fd: number): Promise<number>  the descriptor that arrives there; rejects when the other end is closed without one
 *   bypassCache(fd: number): void       F_NOCACHE
 *   synchronize(fd: number): Promise<void>  everything written is on the medium
 *
 * Errors carry `code`, such as "EIO". Sources: unix(4) and unix(7), SCM_RIGHTS; fcntl(2), F_NOCACHE; <sys/disk.h>,
 * DKIOCSYNCHRONIZECACHE.
 */
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/disk.h>
#endif

typedef struct {
  napi_async_work work;
  napi_deferred deferred;
  int fd;
  int result; /* a descriptor, 0, or a negative errno */
} Task;

static const char *error_name(int number) {
  switch (number) {
    case EACCES: return "EACCES";
    case EBADF: return "EBADF";
    case EBUSY: return "EBUSY";
    case EINVAL: return "EINVAL";
    case EIO: return "EIO";
    case EMFILE: return "EMFILE";
    case ENODEV: return "ENODEV";
    case ENOMSG: return "ENOMSG";
    case ENOTTY: return "ENOTTY";
    case ENXIO: return "ENXIO";
    case EPERM: return "EPERM";
    default: return "UNKNOWN";
  }
}

static napi_value make_error(napi_env env, int number) {
  napi_value code, message, error;
  char text[128];
  snprintf(text, sizeof text, "%s (%d): %s", error_name(number), number, strerror(number));
  napi_create_string_utf8(env, error_name(number), NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
  napi_create_error(env, code, message, &error);
  return error;
}

static int get_descriptor(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  int32_t fd = -1;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count < 1 || napi_get_value_int32(env, argument, &fd) != napi_ok || fd < 0) {
    napi_throw_type_error(env, "EINVAL", "A descriptor is a whole number from 0");
    return -1;
  }
  return fd;
}

static napi_value pair(napi_env env, napi_callback_info info) {
  int ends[2];
  napi_value result, value;
  (void)info;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
    napi_throw(env, make_error(env, errno));
    return NULL;
  }
  napi_create_array_with_length(env, 2, &result);
  for (uint32_t index = 0; index < 2; index += 1) {
    fcntl(ends[index], F_SETFD, FD_CLOEXEC);
    napi_create_int32(env, ends[index], &value);
    napi_set_element(env, result, index, value);
  }
  return result;
}

static int receive_now(int fd) {
  char byte;
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec data = {&byte, 1};
  struct msghdr message;
  ssize_t got;
  memset(&message, 0, sizeof message);
  memset(&control, 0, sizeof control);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.room;
  message.msg_controllen = sizeof control.room;
  do {
    got = recvmsg(fd, &message, 0);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return -errno;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (got == 0 || header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(sizeof(int)))
    return -ENOMSG;
  int received;
  memcpy(&received, CMSG_DATA(header), sizeof received);
  fcntl(received, F_SETFD, FD_CLOEXEC);
  return received;
}

static int synchronize_now(int fd) {
#ifdef __APPLE__
  if (ioctl(fd, DKIOCSYNCHRONIZECACHE) == 0) return 0;
  if (errno != ENOTTY && errno != EINVAL && errno != ENOTSUP) return -errno; /* a plain file is no disk */
  if (fcntl(fd, F_FULLFSYNC) == 0) return 0;
#endif
  return fsync(fd) == 0 ? 0 : -errno;
}

static void run_receive(napi_env env, void *data) {
  Task *task = data;
  (void)env;
  task->result = receive_now(task->fd);
}

static void run_synchronize(napi_env env, void *data) {
  Task *task = data;
  (void)env;
  task->result = synchronize_now(task->fd);
}

static void settle(napi_env env, napi_status status, void *data) {
  Task *task = data;
  napi_value value;
  if (status != napi_ok || task->result < 0) {
    napi_reject_deferred(env, task->deferred, make_error(env, status == napi_ok ? -task->result : EINVAL));
  } else {
    napi_create_int32(env, task->result, &value);
    napi_resolve_deferred(env, task->deferred, value);
  }
  napi_delete_async_work(env, task->work);
  free(task);
}

static napi_value start(napi_env env, napi_callback_info info, napi_async_execute_callback execute) {
  napi_value promise, name;
  int fd = get_descriptor(env, info);
  if (fd < 0) return NULL;
  Task *task = calloc(1, sizeof *task);
  if (task == NULL) {
    napi_throw_error(env, "ENOMEM", "No memory for a task");
    return NULL;
  }
  task->fd = fd;
  napi_create_promise(env, &task->deferred, &promise);
  napi_create_string_utf8(env, "stickwright descriptor", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, settle, task, &task->work);
  napi_queue_async_work(env, task->work);
  return promise;
}

static napi_value receive(napi_env env, napi_callback_info info) { return start(env, info, run_receive); }

static napi_value synchronize(napi_env env, napi_callback_info info) { return start(env, info, run_synchronize); }

static napi_value bypass_cache(napi_env env, napi_callback_info info) {
  int fd = get_descriptor(env, info);
#ifdef F_NOCACHE
  if (fd >= 0 && fcntl(fd, F_NOCACHE, 1) != 0) napi_throw(env, make_error(env, errno));
#else
  (void)fd;
#endif
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"pair", NULL, pair, NULL, NULL, NULL, napi_enumerable, NULL},
      {"receive", NULL, receive, NULL, NULL, NULL, napi_enumerable, NULL},
      {"bypassCache", NULL, bypass_cache, NULL, NULL, NULL, napi_enumerable, NULL},
      {"synchronize", NULL, synchronize, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}
