/* Extension amends.packs/1: reads the knowledge and rule packs that are in force for the case at hand. */
#ifndef AMENDS_PACKS_H
#define AMENDS_PACKS_H

#include "amends_plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AMENDS_EXTENSION_PACKS "amends.packs/1"

typedef struct amends_packs {
  uint32_t struct_size;
  uint32_t reserved;

  /* One logical file ("tables/severity", "lex/nature", "org") as a JSON object, overlays applied. A stage sees the files its manifest names.
   * answer: borrowed until handle() (or create()) returns. On another status it is {"code": "error.pack_missing", "message": "..."}.
   * Errors: AMENDS_NOT_FOUND, AMENDS_INVALID_ARGUMENT. Thread: [call-thread]. */
  amends_status (*read)(const amends_call *call, amends_str name, amends_str *answer);

  /* The content hash of a logical file ("sha256:..."), to know whether what was read before still holds.
   * answer: borrowed until handle() returns. Errors: as of read. Thread: [call-thread]. */
  amends_status (*hash)(const amends_call *call, amends_str name, amends_str *answer);
} amends_packs;

#ifdef __cplusplus
}
#endif

#endif
