/* The C interface of libtraveler: requests and answers are JSON.
 *
 * A request is what one line of `apply` is, {"op": "step.start", "args": {"step": "R-1/kit"}, "as": "bob"},
 * and may have "reason", "key", "at", "if_revision" and "dry_run" besides; a change needs "as". The schema
 * `operations` describes every request, the schema `answers` every answer. Sources: cli.md sections 2 and 3.
 *
 * Texts are UTF-8 and end with NUL. A text handed out through a `char **` belongs to the caller and goes back
 * to traveler_free. No function throws or prints, and none reads the environment. A workspace is not for use
 * by two threads at once; any number of them and of processes may work on one folder.
 */
#ifndef TRAVELER_TRAVELER_H
#define TRAVELER_TRAVELER_H

#include "traveler/export_macro.h"

#ifdef __cplusplus
#define TRAVELER_NOEXCEPT noexcept
extern "C" {
#else
#define TRAVELER_NOEXCEPT
#endif

/* An open workspace. */
typedef struct traveler_workspace traveler_workspace;

/* The version of the library, "0.1.0". Never freed. */
TRAVELER_API const char* traveler_version(void) TRAVELER_NOEXCEPT;

/* Opens the workspace in `path`: a .traveler folder or the folder that holds one. `lock_timeout_ms`: how long
 * a change waits for another writer; negative: the usual ten seconds.
 * Returns 0 and the workspace, or an exit code of cli.md section 1 (3 when there is none, 6 when it cannot be
 * read) and NULL. */
TRAVELER_API int traveler_open(const char* path, int lock_timeout_ms,
                               traveler_workspace** workspace) TRAVELER_NOEXCEPT;

/* Makes `directory`/.traveler with `actor` as its admin, and opens it. Returns as traveler_open does; 4 when
 * there is one already. */
TRAVELER_API int traveler_init(const char* directory, const char* actor, const char* printed_name,
                               traveler_workspace** workspace) TRAVELER_NOEXCEPT;

/* Carries out one request. Returns 0 and the answer as JSON: an object, or an array for a list. Otherwise an
 * exit code of cli.md section 1 and {"error": {...}}, the error object of that section; nothing was written,
 * but for 7. `answer` is NULL only when there is no memory for one (70). */
TRAVELER_API int traveler_execute(traveler_workspace* workspace, const char* request,
                                  char** answer) TRAVELER_NOEXCEPT;

/* 1 when the last answer was the one kept under the request's key and nothing was done, else 0. */
TRAVELER_API int traveler_replayed(const traveler_workspace* workspace) TRAVELER_NOEXCEPT;

/* What the last failure in this thread was, for people: "not_found: there is no run R-9". Empty when there
 * was none. Holds until the next call in this thread. */
TRAVELER_API const char* traveler_error_text(void) TRAVELER_NOEXCEPT;

/* Gives back a text; NULL does nothing. */
TRAVELER_API void traveler_free(char* text) TRAVELER_NOEXCEPT;

/* Closes a workspace; NULL does nothing. */
TRAVELER_API void traveler_close(traveler_workspace* workspace) TRAVELER_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
