/* A C program of somebody else: makes a workspace, changes it, is refused, and reads an answer. */
#include <stdio.h>
#include <string.h>
#include <traveler/traveler.h>

static int failures = 0;

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "not so: %s (%s)\n", what, traveler_error_text());
  ++failures;
}

/* Carries out a request, whose answer must hold `part`. */
static void execute(traveler_workspace *workspace, const char *request, int exit_code, const char *part) {
  char *answer = NULL;
  const int exit = traveler_execute(workspace, request, &answer);
  expect(exit == exit_code, request);
  expect(answer != NULL && strstr(answer, part) != NULL, part);
  traveler_free(answer);
}

int main(int argc, char **argv) {
  traveler_workspace *workspace = NULL;
  static const char *const add =
      "{\"op\": \"part.add\", \"args\": {\"part\": \"P\", \"name\": \"A part\", \"tracking\": \"lot\"}, "
      "\"as\": \"alice\", \"key\": \"k\"}";
  if (argc != 2) return 2;
  expect(traveler_open(argv[1], -1, &workspace) == 3, "there is no workspace yet");
  expect(workspace == NULL, "no workspace, no handle");
  expect(traveler_init(argv[1], "alice", "Alice", &workspace) == 0, "init");
  execute(workspace, add, 0, "\"parts\":[{\"number\":\"P\"");
  expect(traveler_replayed(workspace) == 0, "done now");
  execute(workspace, add, 0, "\"parts\":[{\"number\":\"P\"");
  expect(traveler_replayed(workspace) == 1, "done before");
  execute(workspace, "{\"op\": \"part.list\"}", 0, "[{\"number\":\"P\"");
  execute(workspace, "{\"op\": \"part.show\", \"args\": {\"part\": \"Q\"}}", 3, "{\"error\":{\"code\":\"not_found\"");
  expect(strstr(traveler_error_text(), "not_found: ") == traveler_error_text(), "the text of the error");
  traveler_close(workspace);
  expect(traveler_open(argv[1], 500, &workspace) == 0, "open");
  execute(workspace, "{\"op\": \"verify\"}", 0, "\"ok\":true");
  traveler_close(workspace);
  printf("traveler %s from C\n", traveler_version());
  return failures == 0 ? 0 : 1;
}
