/* Extension amends.calendar/1: adds durations to instants by the calendar of the case's institution, with the day-by-day ledger. */
#ifndef AMENDS_CALENDAR_H
#define AMENDS_CALENDAR_H

#include "amends_plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AMENDS_EXTENSION_CALENDAR "amends.calendar/1"

typedef struct amends_calendar {
  uint32_t struct_size;
  uint32_t reserved;

  /* request: {"start": "2026-03-02T01:00:00Z", "duration": "15d"}, optional "calendar": "calendar.cn" and "zone": "Asia/Shanghai" (default: those of the
   *          case's institution). Durations: 15d calendar days, 8w, 6mo, 7wd working days, 4h, 2wh working hours, 90m, 2s.
   * answer:  {"due_at": "...Z", "local": "...", "text": {"zh", "en"}, "zone": "...", "calendar": {"id", "hash"}, "ledger": [{"date", "counted", "running",
   *           "measure", "kind", "reason": {"zh", "en"}}]}, borrowed until handle() returns; on another status {"code": "error...", "message": "..."}.
   * Errors: AMENDS_INVALID_ARGUMENT (instant, duration), AMENDS_NOT_FOUND (no such calendar or zone, or a date beyond the calendar). Thread: [call-thread]. */
  amends_status (*add)(const amends_call *call, amends_str request, amends_str *answer);

  /* The clock rules of the institution's clock pack that are in force at an instant, with their conditions evaluated.
   * request: {"at": "2026-03-02T01:00:00Z", "facts": {the record, as far as the stage reads it}}, optional "pack": "tables/clocks.cn". The conditions
   *          name facts by path and sections by short id: {"analysis": {"classify": {...}}} answers classify.complexity.
   * answer:  {"pack", "hash", "rules": [{"id", "kind", "applies": true | false, "nulls": ["paths that were not known"], "length": "15d" or null,
   *           "start_event", "extendable", "on_breach", "basis": {the rule behind the date}}]}, in the pack's order. A fact that is not known is compared as
   *           null, as the runtime does: a clock must run even then. "nulls" says which facts could change the answer.
   * Errors: AMENDS_INVALID_ARGUMENT, AMENDS_NOT_FOUND (no such pack). Thread: [call-thread]. */
  amends_status (*rules)(const amends_call *call, amends_str request, amends_str *answer);
} amends_calendar;

#ifdef __cplusplus
}
#endif

#endif
