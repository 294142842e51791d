/*
 * What Node cannot do and Windows needs while a drive is written: keep its volumes locked and dismounted, drop the layout
 * that Windows remembers, tell it to look again, and eject.
 *
 *   lock(volumePath: string): Promise<External>   `\\?\Volume{...}` without a final backslash; locked, then dismounted.
 *                                                 Both last until `release`.
 *   release(lock: External): void
 *   dropLayout(fd: number): Promise<void>         DANGER: the partition table is gone
 *   lookAgain(fd: number): Promise<void>          Windows reads the new table
 *   eject(drivePath: string): Promise<void>       `\\.\PhysicalDriveN`
 *
 * Errors carry `code`, "WIN32_5" for error number 5. Sources: winioctl.h; FSCTL_LOCK_VOLUME and FSCTL_DISMOUNT_VOLUME,
 * "Blocking Direct Write Operations to Volumes and Disks" (Microsoft).
 */
#include <uv.h> /* first: it wants winsock2.h before windows.h */
#include <windows.h>
#include <winioctl.h>
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH_MAX_UNITS = 512 };

typedef struct Task Task;
struct Task {
  napi_async_work work;
  napi_deferred deferred;
  DWORD (*run)(Task *task);
  WCHAR path[PATH_MAX_UNITS];
  HANDLE handle;
  DWORD error;
};

static DWORD control(HANDLE handle, DWORD code, void *input, DWORD length) {
  DWORD returned = 0;
  return DeviceIoControl(handle, code, input, length, NULL, 0, &returned, NULL) ? ERROR_SUCCESS : GetLastError();
}

static HANDLE open_path(const WCHAR *path) {
  return CreateFileW(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
}

static DWORD lock_now(Task *task) {
  HANDLE handle = open_path(task->path);
  if (handle == INVALID_HANDLE_VALUE) return GetLastError();
  DWORD error = control(handle, FSCTL_LOCK_VOLUME, NULL, 0);
  /* a lock that nothing dismounts would leave the file system's memory of what was there */
  if (error == ERROR_SUCCESS) error = control(handle, FSCTL_DISMOUNT_VOLUME, NULL, 0);
  if (error != ERROR_SUCCESS) {
    CloseHandle(handle);
    return error;
  }
  task->handle = handle;
  return ERROR_SUCCESS;
}

static DWORD drop_layout_now(Task *task) {
  DWORD error = control(task->handle, IOCTL_DISK_DELETE_DRIVE_LAYOUT, NULL, 0);
  if (error != ERROR_SUCCESS) return error;
  return control(task->handle, IOCTL_DISK_UPDATE_PROPERTIES, NULL, 0);
}

static DWORD look_again_now(Task *task) { return control(task->handle, IOCTL_DISK_UPDATE_PROPERTIES, NULL, 0); }

static DWORD eject_now(Task *task) {
  PREVENT_MEDIA_REMOVAL allow = {FALSE};
  HANDLE handle = open_path(task->path);
  if (handle == INVALID_HANDLE_VALUE) return GetLastError();
  control(handle, IOCTL_STORAGE_MEDIA_REMOVAL, &allow, sizeof allow); /* many sticks know no such thing */
  DWORD error = control(handle, IOCTL_STORAGE_EJECT_MEDIA, NULL, 0);
  CloseHandle(handle);
  return error;
}

static napi_value make_error(napi_env env, DWORD number) {
  napi_value code, message, error;
  char text[64];
  snprintf(text, sizeof text, "WIN32_%lu", (unsigned long)number);
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &code);
  snprintf(text, sizeof text, "Windows error %lu", (unsigned long)number);
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
  napi_create_error(env, code, message, &error);
  return error;
}

static void execute(napi_env env, void *data) {
  Task *task = data;
  (void)env;
  task->error = task->run(task);
}

static void close_lock(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  HANDLE *lock = data;
  if (*lock != NULL) CloseHandle(*lock);
  free(lock);
}

static void settle(napi_env env, napi_status status, void *data) {
  Task *task = data;
  napi_value value;
  DWORD error = status == napi_ok ? task->error : ERROR_CANCELLED;
  if (error != ERROR_SUCCESS) {
    napi_reject_deferred(env, task->deferred, make_error(env, error));
  } else if (task->run == lock_now) {
    HANDLE *lock = malloc(sizeof *lock);
    if (lock == NULL) abort(); /* an unreleased lock would outlive all knowledge of it */
    *lock = task->handle;
    napi_create_external(env, lock, close_lock, NULL, &value);
    napi_resolve_deferred(env, task->deferred, value);
  } else {
    napi_get_undefined(env, &value);
    napi_resolve_deferred(env, task->deferred, value);
  }
  napi_delete_async_work(env, task->work);
  free(task);
}

static napi_value start(napi_env env, Task *task) {
  napi_value promise, name;
  napi_create_promise(env, &task->deferred, &promise);
  napi_create_string_utf8(env, "stickwright volumes", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, settle, task, &task->work);
  napi_queue_async_work(env, task->work);
  return promise;
}

static Task *make_task(napi_env env, DWORD (*run)(Task *task)) {
  Task *task = calloc(1, sizeof *task);
  if (task == NULL) napi_throw_error(env, "ENOMEM", "No memory for a task");
  else task->run = run;
  return task;
}

static napi_value start_by_path(napi_env env, napi_callback_info info, DWORD (*run)(Task *task)) {
  napi_value argument;
  size_t count = 1, length = 0;
  Task *task = make_task(env, run);
  if (task == NULL) return NULL;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  /* a path that fills the room was cut */
  if (count < 1 ||
      napi_get_value_string_utf16(env, argument, (char16_t *)task->path, PATH_MAX_UNITS, &length) != napi_ok ||
      length == 0 || length >= PATH_MAX_UNITS - 1) {
    free(task);
    napi_throw_type_error(env, "EINVAL", "A path is a short text");
    return NULL;
  }
  return start(env, task);
}

static napi_value start_by_descriptor(napi_env env, napi_callback_info info, DWORD (*run)(Task *task)) {
  napi_value argument;
  size_t count = 1;
  int32_t fd = -1;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count < 1 || napi_get_value_int32(env, argument, &fd) != napi_ok || fd < 0) {
    napi_throw_type_error(env, "EINVAL", "A descriptor is a whole number from 0");
    return NULL;
  }
  Task *task = make_task(env, run);
  if (task == NULL) return NULL;
  task->handle = (HANDLE)uv_get_osfhandle(fd);
  return start(env, task);
}

static napi_value lock_volume(napi_env env, napi_callback_info info) { return start_by_path(env, info, lock_now); }
static napi_value eject(napi_env env, napi_callback_info info) { return start_by_path(env, info, eject_now); }
static napi_value drop_layout(napi_env env, napi_callback_info info) {
  return start_by_descriptor(env, info, drop_layout_now);
}
static napi_value look_again(napi_env env, napi_callback_info info) {
  return start_by_descriptor(env, info, look_again_now);
}

static napi_value release(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  void *data = NULL;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count < 1 || napi_get_value_external(env, argument, &data) != napi_ok) {
    napi_throw_type_error(env, "EINVAL", "Only what lock gave can be released");
    return NULL;
  }
  HANDLE *lock = data;
  if (*lock != NULL) CloseHandle(*lock);
  *lock = NULL;
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"lock", NULL, lock_volume, NULL, NULL, NULL, napi_enumerable, NULL},
      {"release", NULL, release, NULL, NULL, NULL, napi_enumerable, NULL},
      {"dropLayout", NULL, drop_layout, NULL, NULL, NULL, napi_enumerable, NULL},
      {"lookAgain", NULL, look_again, NULL, NULL, NULL, napi_enumerable, NULL},
      {"eject", NULL, eject, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}
