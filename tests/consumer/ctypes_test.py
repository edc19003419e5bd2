"""The C interface through Python's ctypes. usage: ctypes_test.py LIBTRAVELER_SO"""

import ctypes
import json
import sys
import tempfile

library = ctypes.CDLL(sys.argv[1])
library.traveler_version.restype = ctypes.c_char_p
library.traveler_error_text.restype = ctypes.c_char_p
library.traveler_free.argtypes = [ctypes.c_void_p]
library.traveler_free.restype = None
library.traveler_close.argtypes = [ctypes.c_void_p]
library.traveler_close.restype = None
library.traveler_replayed.argtypes = [ctypes.c_void_p]
library.traveler_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)]
library.traveler_init.argtypes = [ctypes.c_char_p] * 3 + [ctypes.POINTER(ctypes.c_void_p)]
library.traveler_execute.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]


class Refused(Exception):
    def __init__(self, exit_code, error):
        super().__init__(error["message"])
        self.exit_code = exit_code
        self.error = error


class Workspace:
    def __init__(self, folder, actor):
        self.handle = ctypes.c_void_p()
        self.actor = actor
        exit_code = library.traveler_open(folder.encode(), -1, ctypes.byref(self.handle))
        if exit_code == 3:
            exit_code = library.traveler_init(folder.encode(), b"alice", "Alice Ångström".encode(),
                                              ctypes.byref(self.handle))
        assert exit_code == 0, library.traveler_error_text()

    def execute(self, op, key=None, dry_run=False, **args):
        request = {"op": op, "args": args, "as": self.actor, "key": key, "dry_run": dry_run}
        answer = ctypes.c_void_p()
        exit_code = library.traveler_execute(self.handle, json.dumps(request).encode(), ctypes.byref(answer))
        value = json.loads(ctypes.string_at(answer).decode())
        library.traveler_free(answer)
        if exit_code != 0:
            raise Refused(exit_code, value["error"])
        return value

    def close(self):
        library.traveler_close(self.handle)


def refused(workspace, op, **args):
    try:
        workspace.execute(op, **args)
    except Refused as refusal:
        return refusal
    raise AssertionError(f"{op} was not refused")


PROCEDURE = """
procedure: small
title: Small
parts: [P]
steps:
  - id: torque
    title: Torque
    fields: [{id: nm, title: Torque, type: number, unit: N.m, min: 9, max: 11, required: true}]
"""

with tempfile.TemporaryDirectory() as folder:
    shop = Workspace(folder, "alice")
    assert shop.execute("user.show", user="alice")["printed_name"] == "Alice Ångström"
    shop.execute("part.add", part="P", name="A part", tracking="serial")
    shop.execute("procedure.add", files={"text": PROCEDURE})
    shop.execute("procedure.release", procedure="small")
    run = shop.execute("run.create", part="P", procedure="small", serial="auto")["runs"][0]["id"]
    step = f"{run}/torque"

    assert shop.execute("step.start", step=step, dry_run=True)["seq"] is None
    assert refused(shop, "step.complete", step=step).exit_code == 4
    shop.execute("step.start", step=step)
    # Numbers among readings are taken as they are written.
    shop.execute("step.record", step=step, set={"nm": 10})
    assert shop.execute("step.show", step=step)["fields"][0]["value"] == "10"
    unmet = refused(shop, "step.record", step=step, set=["nm=10"])
    assert (unmet.exit_code, unmet.error["code"]) == (2, "usage")
    first = shop.execute("step.complete", step=step, key="once")
    assert not library.traveler_replayed(shop.handle)
    assert shop.execute("step.complete", step=step, key="once") == first
    assert library.traveler_replayed(shop.handle)
    assert refused(shop, "step.start", step="R-9/torque").error["code"] == "not_found"
    assert library.traveler_error_text().startswith(b"not_found: ")
    shop.close()

    again = Workspace(folder, "alice")
    assert again.execute("run.show", run=run)["status"] == "complete"
    assert again.execute("verify")["ok"]
    again.close()

print("traveler", library.traveler_version().decode(), "from Python")
