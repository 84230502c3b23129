/* Extension amends.table/1: evaluates decision tables of the packs, with the rows that fired and their reasons. */
#ifndef AMENDS_TABLE_H
#define AMENDS_TABLE_H

#include "amends_plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AMENDS_EXTENSION_TABLE "amends.table/1"

typedef struct amends_table {
  uint32_t struct_size;
  uint32_t reserved;

  /* request: {"table": "tables/crisis.levels", "inputs": {"reach": 120000}}; an input that is left out is null.
   * answer:  {"matched": [{"id": "CL3", "then": {...}, "because": {"zh": "...", "en": "..."}}], "output": {...}, "default": false, "hash": "sha256:..."},
   *          borrowed until handle() returns; on another status {"code": "error...", "message": "..."}. "output" follows the table's hit policy: the
   *          `then` of the row that fired, a list of them under `collect`, the table's default when none did ("default" is true then).
   * Errors: AMENDS_NOT_FOUND (no such table), AMENDS_INVALID_ARGUMENT (unknown input, bad type). Thread: [call-thread]. */
  amends_status (*evaluate)(const amends_call *call, amends_str request, amends_str *answer);
} amends_table;

#ifdef __cplusplus
}
#endif

#endif
