#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server that means harm: what it says is escaped, bounded, or refused."""

import json
import os
import subprocess
import sys

from platform_lab import LAB, SLIPWAY, Lab, check, run_tests

lab = None


def escapes_in_output():
    result = lab.expect(4, "exec", "shard", "--",
                        "printf '\\033]0;title\\007\\033[2J\\033[31mred\\r\\n'; printf '\\302\\233A' >&2; exit 7")
    check("\033" not in result.stdout and "\007" not in result.stdout and "\u009b" not in result.stdout, repr(result.stdout))
    check("\\x1b[31mred" in result.stdout, repr(result.stdout))


def escapes_in_file_names():
    lab.on("shard", "mkdir -p /tmp/names && touch \"$(printf '/tmp/names/a\\033[31m\\nb')\"")
    result = lab.expect(0, "exec", "shard", "--json", "--", "ls -N /tmp/names")
    check("\033" not in result.stdout, repr(result.stdout))
    json.loads(result.stdout)


def a_line_of_one_gib():
    """Bounded in memory: measured at the program itself, without the freed memory that a sanitizer keeps."""
    env = {**lab.env, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=4"}
    command = "head -c 1073741824 /dev/zero | tr '\\0' a"
    line = [str(LAB), "controller", "--", "sh", "-c", 'exec "$@" >/dev/null', "sh", "/usr/bin/env", "python3", "-c",
            "import resource, subprocess, sys\n"
            "status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
            "print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)",
            SLIPWAY, "-p", str(lab.platform), "exec", "shard", "--", command]
    result = subprocess.run(line, env=env, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    status, megabytes = result.stderr.split()[-2:]
    print(f"# 1 GiB in one line: {megabytes} MiB")
    check(status == "0", result.stderr)
    check(int(megabytes) < 256, f"{megabytes} MiB")


def facts_are_garbage():
    evil = ("#!/bin/sh\n"
            "head -c 3000000 /dev/urandom\n")
    lab.on("shard", f"printf '%s' '{evil}' > /usr/local/bin/evil && chmod 755 /usr/local/bin/evil && "
                    "usermod -s /usr/local/bin/evil root")
    try:
        result = lab.expect(3, "run", "install", "-y")
        check("shard" in result.stderr and "Nothing was changed" in result.stderr, result.stderr)
        check("\033" not in result.stdout + result.stderr, "control characters came through")
        lab.expect(5, "servers", "facts", "shard")
    finally:
        lab.on("shard", "usermod -s /bin/bash root")


def facts_are_cut_off():
    evil = "#!/bin/sh\necho os.id=debian\n"
    lab.on("shard", f"printf '%s' '{evil}' > /usr/local/bin/evil && chmod 755 /usr/local/bin/evil && "
                    "usermod -s /usr/local/bin/evil root")
    try:
        lab.expect(3, "plan", "install")
    finally:
        lab.on("shard", "usermod -s /bin/bash root")


def main():
    global lab
    with Lab("e2e-hostile", ["main", "shard"]) as lab:
        return run_tests([escapes_in_output, escapes_in_file_names, a_line_of_one_gib, facts_are_garbage,
                          facts_are_cut_off])


if __name__ == "__main__":
    sys.exit(main())
