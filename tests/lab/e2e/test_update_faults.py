#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong with an update: each is refused or reported with what to do, and afterwards a clean run succeeds."""

import json
import sys
import threading

from platform_lab import UPDATE, Lab, check, run_tests, wait_for

INSTALLED, FIRST, SECOND = "4.1.47224", "4.1.47249", "4.1.48891"

lab = None


def version_of(server):
    return lab.on(server, "dpkg-query -W -f '${Version}' bm-node")


def state():
    return lab.api("GET", "/system/installation/state")


def back_to_installed():
    for server in lab.servers:
        lab.lab("restore", server, "installed")
    lab.lab("release", FIRST)


def then_clean(release=FIRST):
    """What the same command makes of it once the fault is gone."""
    lab.expect(0, *UPDATE)
    check({version_of(server) for server in lab.servers} == {release}, "versions differ")
    check(state() == "CORE_STATE_RUNNING", "state")
    check(not lab.api("GET", "/system/installation/version")["needsUpgrade"], "the platform's own update is missing")


def changes():
    """Packages and configuration; which version the repository offers may have been chosen by then."""
    return [lab.on(server, "dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\\n'; find /etc -xdev -type f "
                           "! -path '/etc/apt/*' ! -path '/etc/.updated' -exec sha256sum {} + | sort -k 2")
            for server in lab.servers]


def refused(status, *words):
    """Refused with these words, and nothing changed."""
    before = changes()
    result = lab.expect(status, *UPDATE)
    for word in words:
        check(word in result.stderr, f"{word!r} is not said:\n{result.stderr}")
    check("Nothing was changed" in result.stderr, result.stderr)
    check(before == changes(), "a server was changed")


def install():
    lab.expect(0, "run", "install", "-y")
    for server in lab.servers:
        lab.lab("snapshot", server, "installed")
    lab.lab("release", FIRST)


def server_is_down():
    lab.lab("power-off", "shard")
    try:
        result = lab.expect(3, *UPDATE)
        check("shard" in result.stderr and "Nothing was changed" in result.stderr, result.stderr)
        check(version_of("main") == INSTALLED, "the main server was updated")
    finally:
        lab.lab("power-on", "shard")


def package_is_held():
    lab.on("shard", "apt-mark hold bm-node")
    try:
        refused(3, "bm-node is held", "apt-mark unhold bm-node")
    finally:
        lab.on("shard", "apt-mark unhold bm-node")


def subscription_is_refused():
    lab.lab("repo", "401")
    try:
        refused(3, "/etc/apt/sources.list.d/bm.list")
    finally:
        lab.lab("repo", "ok")


def no_full_backup():
    text = lab.platform.read_text()
    path = lab.state / "no-backup.ini"
    path.write_text(text.replace("[config-backup]\ncommand=true\n", ""))
    check(path.read_text() != text, "the platform file has no [config-backup] to take out")
    before = changes()
    result = lab.expect(3, *UPDATE, platform=path)
    check("--accept-no-backup" in result.stderr and "Nothing was changed" in result.stderr, result.stderr)
    check(before == changes(), "a server was changed")


def version_is_refused():
    """An earlier run may have chosen the version, so another one is asked for."""
    lab.lab("twin", "main", "refuse-version=1")
    try:
        refused_target = lab.slipway(*UPDATE, "--set", "target=current")
        check(refused_target.returncode != 0 and "Nothing was changed" in refused_target.stderr, refused_target.stderr)
        check("core.log" in refused_target.stderr or "check" in refused_target.stderr, refused_target.stderr)
    finally:
        lab.lab("twin", "main", "refuse-version=")


def postinst_fails_on_one_server():
    lab.lab("postinst", "shard", "bm-mailbox-role", "fail")
    result = lab.expect(4, *UPDATE)
    check("shard" in result.stderr and "bm-mailbox-role" in result.stderr, result.stderr)
    check(version_of("main") == INSTALLED, "the main server was updated although a storage server failed")
    lab.lab("postinst", "shard", "bm-mailbox-role")
    then_clean()
    back_to_installed()


def release_comes_out_between():
    lab.expect(0, "run", "update", "--download-only", "-y")
    lab.lab("release", SECOND)
    result = lab.expect(0, *UPDATE)
    check("not what is wanted any more" in result.stdout, "nothing is said about the newer release\n" + result.stdout)
    check({version_of(server) for server in lab.servers} == {SECOND}, "versions differ")
    back_to_installed()


def file_was_changed_after_it_was_fetched():
    lab.expect(0, "run", "update", "--download-only", "-y")
    lab.on("shard", "file=$(ls /var/cache/apt/archives/bm-node_*.deb | tail -n 1); size=$(stat -c %s \"$file\"); "
                    "head -c \"$size\" /dev/zero > \"$file\"")
    result = lab.expect(0, *UPDATE)
    check("damaged" in result.stdout, result.stdout)
    check(version_of("shard") == FIRST, "the storage server was not updated")


def server_is_lost_in_the_middle():
    lab.lab("release", SECOND)
    lab.lab("postinst", "shard", "bm-node", "slow=15")
    results = []
    runner = threading.Thread(target=lambda: results.append(lab.slipway(*UPDATE)))
    runner.start()
    try:
        wait_for(lambda: "bm-node" in lab.on("shard", "pgrep -af postinst || true", check_status=False), "bm-node's postinst", 120)
        lab.lab("power-off", "shard")
    finally:
        runner.join()
    check(results[0].returncode in (4, 5), f"{results[0].returncode}\n{results[0].stderr}")
    check(version_of("main") == FIRST, "the main server went on alone")
    lab.lab("power-on", "shard")
    lab.lab("postinst", "shard", "bm-node")
    then_clean(SECOND)


def last_run_has_nothing_to_do():
    check(json.loads(lab.expect(0, *UPDATE, "--json").stdout)["changes"] == 0, "changes")


def main():
    global lab
    with Lab("e2e-upfaults", ["main", "shard"]) as lab:
        return run_tests([install, server_is_down, package_is_held, subscription_is_refused, no_full_backup, version_is_refused,
                          postinst_fails_on_one_server, release_comes_out_between,
                          file_was_changed_after_it_was_fetched, server_is_lost_in_the_middle,
                          last_run_has_nothing_to_do])


if __name__ == "__main__":
    sys.exit(main())
