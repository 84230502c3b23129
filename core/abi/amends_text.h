/* Extension amends.text/1: the text kit of the catalogue (0.2), the same for plugins in every language. All offsets count code points of the
 * original text. Requests and answers are JSON objects; an answer is borrowed until handle() (or create()) returns. On a status other than
 * AMENDS_OK it is {"code": "error...", "message": "..."}. */
#ifndef AMENDS_TEXT_H
#define AMENDS_TEXT_H

#include "amends_plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AMENDS_EXTENSION_TEXT "amends.text/1"

typedef struct amends_text {
  uint32_t struct_size;
  uint32_t reserved;

  /* Finds a lexicon's terms in documents.
   * request: {"lexicon": "lex/emotion", "docs": [{"doc": "t1", "text": "..."}], "options": {"kept_only": false, "rows": true}}, options may be left out.
   * answer:  {"hits": [{"id", "doc", "start", "end", "quote", "weight", "negated", "intensified", "counts", "row": {...}}], "total", "exclamations",
   *           "lexicon", "hash"}, hits in document and text order. A negated hit has weight 0 (kept_only leaves it out). counts is true for the first two
   *           kept hits of a row; total adds the weights of those and, for lex/emotion, 2 for each exclamation mark, at most 6.
   * Errors: AMENDS_NOT_FOUND (no such lexicon), AMENDS_INVALID_ARGUMENT (request, bytes that are not UTF-8, text too long, a lexicon that the manifest does
   * not name). Thread: [call-thread]. */
  amends_status (*match)(const amends_call *call, amends_str request, amends_str *answer);

  /* Normalises one text. request: {"text": "..."}
   * answer: {"text": "...", "starts": [..], "ends": [..]}: code point i of the normalised text comes from [starts[i], ends[i]) of the original.
   * Errors: AMENDS_INVALID_ARGUMENT. Thread: [call-thread]. */
  amends_status (*normalise)(const amends_call *call, amends_str request, amends_str *answer);

  /* What documents state: money, dates, ages, people, reach, contract and telephone numbers. Locale and currency are those of the case's institution.
   * request: {"docs": [{"doc": "t1", "text": "..."}], "options": {"currency": "CNY", "locale": "zh-CN"}}, options may be left out.
   * answer:  {"money": [{"doc", "start", "end", "quote", "minor", "currency", "approx", "assumed"}], "dates": [{..., "value", "year", "month", "day"}],
   *           "ages": [{..., "value", "approx"}], "group_sizes": [the same], "reach": [{..., "value", "approx", "what"}], "contracts": [{..., "value"}],
   *           "phones": [{..., "value"}], "bare": [like money]}; what is not stated is null. bare: numbers that nothing says to be money, read as sums of
   *           the institution's currency, for a stage that finds one beside a demand (refund 199); no money by themselves.
   * Errors: AMENDS_INVALID_ARGUMENT. Thread: [call-thread]. */
  amends_status (*numbers)(const amends_call *call, amends_str request, amends_str *answer);

  /* How alike two texts are. request: {"a": "...", "b": "...", "removed": ["names and codes that do not count"]}, removed may be left out.
   * answer: {"similarity": 0..100}. Errors: AMENDS_INVALID_ARGUMENT. Thread: [call-thread]. */
  amends_status (*similarity)(const amends_call *call, amends_str request, amends_str *answer);
} amends_text;

#ifdef __cplusplus
}
#endif

#endif
