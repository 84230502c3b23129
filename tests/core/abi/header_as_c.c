/* The headers as C11 with every warning an error: this file compiles or the build stops. */
#include "abi/amends_calendar.h"
#include "abi/amends_log.h"
#include "abi/amends_packs.h"
#include "abi/amends_plugin.h"
#include "abi/amends_table.h"
#include "abi/amends_text.h"

/* Sizes as a C compiler sees them, for the comparison with C++. */
const unsigned amends_sizes_in_c[] = {sizeof(amends_str),   sizeof(amends_host), sizeof(amends_call),     sizeof(amends_stage), sizeof(amends_plugin),
                                      sizeof(amends_packs), sizeof(amends_text), sizeof(amends_calendar), sizeof(amends_table), sizeof(amends_log)};
