/* The boundary between an Amends host and a stage plugin: plain C11, nothing else. A plugin is a shared library that exports two symbols,
 * `amends_abi_version` and `amends_plugin_entry`; a host reads the first before it calls anything.
 *
 * Rules that hold everywhere
 * - A struct that is passed by pointer begins with `uint32_t struct_size` (sizeof, as its maker was compiled). New members are added at the end; a
 *   reader looks at a member only when struct_size covers it. `amends_str` is passed by value and never changes.
 * - Text is UTF-8, a pointer and a length, not null-terminated; data may be NULL when size is 0. JSON is I-JSON (RFC 7493): no duplicate keys,
 *   integers within +-(2^53-1), no NaN.
 * - A view that a function receives is borrowed until that function returns, unless its comment says more. No side frees the other's memory.
 * - Enumerations cross as int32_t. A value that a reader does not know is an error to report, never a reason to abort.
 * - No exception, longjmp or thread exit crosses the boundary.
 * - Thread tags: [any-thread] at any time from any thread; [call-thread] only on the thread that is inside create() or handle(), while it is inside;
 *   [host-thread] the host calls it, on a thread of its choice, never at the same time for one object.
 * - Optional things are extensions with a name and a header of their own: amends_packs.h, amends_text.h, amends_calendar.h, amends_table.h, amends_log.h. */
#ifndef AMENDS_PLUGIN_H
#define AMENDS_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rises only when an old plugin can no longer be served. */
#define AMENDS_ABI_VERSION 1u

#if defined(__GNUC__)
#define AMENDS_EXPORT __attribute__((visibility("default")))
#else
#define AMENDS_EXPORT
#endif

/* Text by value. */
typedef struct amends_str {
  const char *data; /* may be NULL when size is 0 */
  uint64_t size;    /* bytes */
} amends_str;

/* How a call ended. What exactly went wrong is said by set_error; the status alone says who has to act. */
typedef int32_t amends_status;
#define AMENDS_OK ((amends_status)0)
#define AMENDS_INVALID_ARGUMENT ((amends_status)1) /* the input is wrong: the same call fails again */
#define AMENDS_UNAVAILABLE ((amends_status)2)      /* not now: the same call may go through later */
#define AMENDS_NEEDS_PERSON ((amends_status)3)     /* only a person can go on: the step's on_error route, or the case parks */
#define AMENDS_DEADLINE ((amends_status)4)         /* stopped because the time limit had passed */
#define AMENDS_CANCELLED ((amends_status)5)        /* stopped because the host asked for it */
#define AMENDS_INTERNAL ((amends_status)6)         /* a broken promise of the plugin */
#define AMENDS_UNSUPPORTED ((amends_status)7)      /* this plugin or host does not offer it */
#define AMENDS_NOT_FOUND ((amends_status)8)        /* a pack, file or table of that name does not exist */

/* What the host offers for as long as the plugin is loaded. Owned by the host; valid until the process ends. */
typedef struct amends_host {
  uint32_t struct_size;
  uint32_t abi_version; /* AMENDS_ABI_VERSION of the host */
  void *context;        /* the host's own; a plugin does not look inside */

  /* The table of an extension, for example of "amends.packs/1", or NULL when this host does not offer it.
   * Lifetime: the table is valid until the process ends. Errors: none; an unknown name answers NULL. Thread: [any-thread]. */
  const void *(*extension)(const struct amends_host *self, amends_str name);
} amends_host;

/* One call in progress: create() or handle(). Owned by the host; valid until that function returns. */
typedef struct amends_call {
  uint32_t struct_size;
  uint32_t reserved;
  void *context; /* the host's own */

  /* Hands over the answer of handle(): one JSON object, the result envelope. The host copies it before it returns.
   * Errors: AMENDS_INVALID_ARGUMENT for a second answer, for one after set_error, inside create(), from another thread, or larger than the host's
   * limit (8 MiB). Such a call makes the whole run fail. Thread: [call-thread]. */
  amends_status (*set_result)(const struct amends_call *self, amends_str json);

  /* Says why the call fails; the function then returns a status other than AMENDS_OK. All three are copied.
   * code: "error.range" and so on (core/sdk/failure.hpp lists them); unknown codes count as "error.internal".
   * text: one or two sentences for a person that end with what to do. details: a JSON object such as {"path": "money.claimed"}, or empty.
   * Errors: as of set_result. Thread: [call-thread]. */
  amends_status (*set_error)(const struct amends_call *self, amends_str code, amends_str text, amends_str details);

  /* Not 0 as soon as the time limit has passed or the host no longer wants the answer: stop and return AMENDS_DEADLINE or AMENDS_CANCELLED.
   * Poll it at least every 50 ms of work. Errors: none. Thread: [call-thread]. */
  int32_t (*is_cancelled)(const struct amends_call *self);

  /* Microseconds until the time limit, on a clock that never goes back; negative when it has passed. Errors: none. Thread: [call-thread]. */
  int64_t (*remaining_us)(const struct amends_call *self);
} amends_call;

/* The plugin's own state for one configuration of one stage. Opaque to the host. */
typedef struct amends_instance amends_instance;

/* One stage. Owned by the plugin; valid until the process ends. */
typedef struct amends_stage {
  uint32_t struct_size;
  uint32_t reserved;
  void *context;       /* the plugin's own; the host does not look inside */
  amends_str id;       /* as in the manifest: "amends.intake"; valid until the process ends */

  /* Makes an instance for a configuration. config: JSON object, defaults filled in, valid against the manifest's config_schema.
   * On AMENDS_OK *out is an instance that destroy() takes; else *out is left alone and set_error was called. Host services may be asked.
   * Errors: AMENDS_INVALID_ARGUMENT (the configuration makes no sense), any other status. Thread: [host-thread]; instances of one stage may be made
   * at the same time when the manifest says `"threads": "any"`. */
  amends_status (*create)(const struct amends_stage *self, const amends_host *host, const amends_call *call, amends_str config, amends_instance **out);

  /* Handles one case. document: the call document, I-JSON:
   *   {"case": {the record paths that the manifest reads}, "config": {...}, "run": 1, "now": "2026-03-02T01:00:00Z" or null,
   *    "case_id": "...", "locale": "zh-CN", "institution": "TESTBANK"}
   * "now" is the turn's recorded instant, null when the manifest says `"effects": "none"`. run counts how often the stage has run in this case.
   * Answer: exactly one set_result and AMENDS_OK, or exactly one set_error and another status.
   * Time: poll is_cancelled; past the limit answer AMENDS_DEADLINE. A pure stage answers the same bytes for the same document and packs.
   * Errors: any status. Thread: [host-thread]; never two at once on one stage unless the manifest says `"threads": "any"`. */
  amends_status (*handle)(amends_instance *instance, const amends_call *call, amends_str document);

  /* Ends an instance. No call on it is running. Errors: none. Thread: [host-thread]. */
  void (*destroy)(amends_instance *instance);
} amends_stage;

/* The plugin. Owned by the plugin; valid until the process ends. */
typedef struct amends_plugin {
  uint32_t struct_size;
  uint32_t stage_count;
  amends_str manifest;               /* the bytes of plugin.json, the same as of the file beside the library */
  const amends_stage *const *stages; /* stage_count pointers, one for each stage of the manifest, in any order */
} amends_plugin;

/* Exported by every plugin: AMENDS_ABI_VERSION as it was compiled. The host reads it before it calls anything. */
AMENDS_EXPORT extern const uint32_t amends_abi_version;

/* Exported by every plugin. Answers the same pointer each time, NULL when the plugin cannot work here.
 * Errors: NULL. Thread: [host-thread]. */
AMENDS_EXPORT const amends_plugin *amends_plugin_entry(void);

#ifdef __cplusplus
}
#endif

#endif
