// Tells ThreadSanitizer of a Swift Mutex that two threads want at once. Its slow path is in a library that
// is not instrumented, and there the kernel hands the lock over, so that what it guards looked like races.
// The names are those of the library's own functions, which are called from here.
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define CONTEXT __attribute__((swift_context))
#define SWIFT __attribute__((swiftcall))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*Lock)(uint32_t thread, CONTEXT void *handle);
typedef SWIFT void (*Unlock)(CONTEXT void *handle);

SWIFT void quarry_lock_slowly(uint32_t thread, CONTEXT void *handle) __asm__(LOCK);
SWIFT void quarry_unlock_slowly(CONTEXT void *handle) __asm__(UNLOCK);

SWIFT void quarry_lock_slowly(uint32_t thread, CONTEXT void *handle) {
  ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, handle);
  __tsan_acquire(handle);
}

SWIFT void quarry_unlock_slowly(CONTEXT void *handle) {
  __tsan_release(handle);
  ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(handle);
}
