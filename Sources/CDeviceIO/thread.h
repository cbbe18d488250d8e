// Threads beside the loop.
#pragma once
#include <pthread.h>

// Starts a thread of ordinary priority that takes no signals; 0 or -errno.
int thread_start(pthread_t *thread, const char *name, void *(*run)(void *), void *argument);
