/* Extension amends.log/1: a plugin's log goes through the host. Never log what a customer said or who a customer is. */
#ifndef AMENDS_LOG_H
#define AMENDS_LOG_H

#include "amends_plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AMENDS_EXTENSION_LOG "amends.log/1"

#define AMENDS_LOG_DEBUG ((int32_t)0)
#define AMENDS_LOG_INFO ((int32_t)1)
#define AMENDS_LOG_WARN ((int32_t)2)
#define AMENDS_LOG_ERROR ((int32_t)3)

typedef struct amends_log {
  uint32_t struct_size;
  uint32_t reserved;

  /* Writes one line with the stage's id and the case's id in front; text is cut at 4,096 bytes. An unknown level counts as AMENDS_LOG_INFO.
   * Errors: none. Thread: [call-thread]. */
  void (*write)(const amends_call *call, int32_t level, amends_str text);
} amends_log;

#ifdef __cplusplus
}
#endif

#endif
