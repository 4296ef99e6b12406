#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong with an update: each is refused or reported with what to do, and afterwards a clean run succeeds. One of the four
chapters, which a seed draws; `--all` runs all of them."""

import datetime
import json
import os
import random
import re
import sys
import threading

from platform_lab import INSTALLED, UPDATE, Lab, check, run_tests, wait_for

FIRST, SECOND, LAST_OF_4, FIFTH = "4.1.47249", "4.1.48891", "4.1.64887", "5.0.1000"
VHOST = "server { listen 127.0.0.1:8999; server_name intranet.lab.test; return 204; }"
NEXT_RELEASE = "Types: deb\\nURIs: http://198.18.0.1:9/debian\\nSuites: trixie trixie-updates\\nComponents: main\\n"

lab = None
allowing = None    # the platform file that allows what version 5 removes


def version_of(server):
    return lab.on(server, "dpkg-query -W -f '${Version}' bm-node")


def state():
    return lab.api("GET", "/system/installation/state")


def back_to_installed():
    for server in lab.servers:
        lab.lab("restore", server, "installed")
    lab.lab("release", FIRST)
    lab.wait_for_core()


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


def refused(status, *words, platform=None):
    """Refused with these words, and nothing changed."""
    before = changes()
    result = lab.expect(status, *UPDATE, platform=platform)
    for word in words:
        check(word in result.stderr, f"{word!r} is not said:\n{result.stderr}")
    check("Nothing was changed" in result.stderr, result.stderr)
    check(before == changes(), "a server was changed")
    return result


def edited(*replacements, name="edited.ini"):
    """A copy of the platform file with something changed, beside it."""
    text = lab.platform.read_text()
    for old, new in replacements:
        check(old in text, f"{old!r} is not in the platform file")
        text = text.replace(old, new)
    path = lab.state / name
    path.write_text(text)
    return path


def twin(**settings):
    lab.lab("twin", "main", *(f"{name.replace('_', '-')}={value}" for name, value in settings.items()))


def zones_differ():
    """Far from GMT, and from one another: logs are in GMT all the same. The servers are booted before the first test."""
    lab.on("main", "ln -sf /usr/share/zoneinfo/Pacific/Auckland /etc/localtime")
    lab.on("shard", "ln -sf /usr/share/zoneinfo/America/Los_Angeles /etc/localtime")
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


def check_names_all_that_is_wrong():
    """One look finds them all, and changes nothing."""
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    twin(job_running="DataprotectJob,SystemAccountJob", subscription_ends=tomorrow.strftime("%Y-%m-%d"))
    lab.on("shard", f"printf '{NEXT_RELEASE}' > /etc/apt/sources.list.d/next.sources")
    lab.on("main", "echo 'deb http://198.18.0.1:9/third stable main' > /etc/apt/sources.list.d/third.list")
    before = changes()
    try:
        result = lab.expect(3, "run", "check")
        said = result.stdout + result.stderr
        for words in ("next.sources has the suite trixie, and the server is bookworm", "/etc/apt/sources.list.d/third.list",
                      "the job DataprotectJob is running", "the job SystemAccountJob is running", "the subscription ends on"):
            check(words in said, f"{words!r} is not said:\n{said}")
        check(before == changes(), "a server was changed")
    finally:
        twin(job_running="", subscription_ends="")
        lab.on("shard", "rm -f /etc/apt/sources.list.d/next.sources")
        lab.on("main", "rm -f /etc/apt/sources.list.d/third.list")
    lab.expect(0, "run", "check")


def subscription_has_expired():
    twin(subscription_ends="2020-01-01")
    try:
        refused(3, "subscription", "expired", "Renew it")
    finally:
        twin(subscription_ends="")


def core_is_down():
    lab.on("main", "systemctl stop bm-core")
    try:
        refused(3, "bmctl start",
                platform=edited(("[setup-wizard]", "[admin-api]\napi-timeout=5\n\n[setup-wizard]\napi-timeout=5")))
    finally:
        lab.on("main", "systemctl start bm-core")
        lab.wait_for_core()


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
        check("check.memory" in refused_target.stderr and "reason.low.memory" in refused_target.stderr
              and "the main server needs more memory" in refused_target.stderr, refused_target.stderr)
    finally:
        lab.lab("twin", "main", "refuse-version=")


def setup_takes(password):
    """Whether the set-up wizard lets one in with it."""
    return lab.on("main", f"""python3 - <<'END'
import base64, ssl, urllib.error, urllib.request
request = urllib.request.Request("https://127.0.0.1/setup/index.html")
request.add_header("Authorization", "Basic " + base64.b64encode(b"admin:{password}").decode())
try:
    urllib.request.urlopen(request, timeout=20, context=ssl._create_unverified_context())
    print("yes")
except urllib.error.HTTPError as error:
    print("no" if error.code == 401 else f"yes, {{error.code}}")
END""").startswith("yes")


def administrator_was_here():
    """A host and edited files of the administrator's, a password that nobody knows, a subscription that ends tomorrow."""
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    twin(subscription_ends=tomorrow.strftime("%Y-%m-%d"))
    lab.on("main", f"echo '{VHOST}' > /etc/nginx/sites-available/intranet && "
                   "ln -s ../sites-available/intranet /etc/nginx/sites-enabled/intranet && "
                   "echo '# edited by hand' >> /etc/nginx/global.d/events.conf && "
                   "htpasswd -b -c /etc/nginx/sw.htpasswd admin lost && nginx -t && nginx -s reload")
    lab.on("shard", "echo '# edited by hand' >> /etc/bm-node/rsync.excludes")
    wait_for(lambda: setup_takes("lost"), "the lost password")


def postinst_fails_on_one_server():
    lab.lab("postinst", "shard", "bm-mailbox-role", "fail")
    result = lab.expect(4, *UPDATE)
    check("shard" in result.stderr and "bm-mailbox-role" in result.stderr, result.stderr)
    check(version_of("main") == INSTALLED, "the main server was updated although a storage server failed")
    lab.lab("postinst", "shard", "bm-mailbox-role")


def all_of_it_is_kept():
    result = lab.expect(0, *UPDATE)
    then_clean()
    said = result.stdout + result.stderr
    for words in ("the subscription ends on", "/etc/bm-node/rsync.excludes stays as it was", "slipway backups diff",
                  "/etc/nginx/global.d/events.conf stays as it was"):
        check(words in said, f"{words!r} is not said:\n{said}")
    check("intranet" in lab.on("main", "ls /etc/nginx/sites-enabled").split(), "the administrator's web host is not enabled")
    check("edited by hand" in lab.on("shard", "cat /etc/bm-node/rsync.excludes"), "rsync.excludes was replaced")
    check("edited by hand" in lab.on("main", "cat /etc/nginx/global.d/events.conf"), "events.conf was replaced")
    check(not setup_takes("lost") and setup_takes(lab.secret("wizard-password")), "the wizard's password")
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
    lab.on("main", "sed -i 's/^# made .*/# made 1700000000/' /var/lib/slipway/prepared")
    result = lab.expect(0, *UPDATE)
    check("damaged" in result.stdout, result.stdout)
    check("days old; it was compared with the index anew" in result.stdout, "what was fetched long ago is not told\n" + result.stdout)
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


def last_run_has_nothing_to_do(platform=None):
    check(json.loads(lab.expect(0, *UPDATE, "--json", platform=platform).stdout)["changes"] == 0, "changes")


def version_5_removes_packages():
    """Only what the platform file allows; the refusal has the line to write."""
    global allowing
    lab.lab("release", FIFTH)
    result = refused(3, "is installed and would be removed", "bm-locator")
    lines = re.findall(r"\[apt-debian\] (allow-remove=\S+)", result.stderr)
    check(lines, f"no line to write:\n{result.stderr}")
    print(f"# {lines[0]}")
    allowing = edited(("[apt-debian]", f"[apt-debian]\n{lines[0]}"), name="allowing.ini")


def version_5_only_from_the_latest_4():
    refused(3, "version 5 can only be reached from the latest 4.9", "--set target=4.9", platform=allowing)


def errors_after_the_upgrade():
    """30 of them in core.log as soon as the platform's own update is complete, in GMT, of the second after it."""
    marker = "/var/lib/slipway/upgrade-pending"
    lab.on("main", "systemd-run --collect --quiet sh -c '"
                   f"until [ -e {marker} ]; do sleep 0.1; done; while [ -e {marker} ]; do sleep 0.1; done; "
                   "for i in $(seq 30); do echo \"$(date -u -d \"1 second\" \"+%Y-%m-%d %H:%M:%S\"),000 [lab] x ERROR - planted\"; done "
                   ">> /var/log/bm/core.log'")


def platform_s_own_update_fails():
    """Packages are of the new version by then; the state lasts until the same command goes on."""
    lab.lab("release", LAST_OF_4)
    twin(task_fail_at="50:upgrade")
    result = lab.expect(4, *UPDATE)
    check("core.log" in result.stderr and "run again" in result.stderr, result.stderr)
    check(state() == "CORE_STATE_UPGRADE", state())
    twin(task_fail_at="")


def latest_4_by_bm_cli():
    """Its exit status 3 is a success, what the platform says of itself decides; and errors after it fail the run."""
    twin(upgrade_rc3="1")
    platform = edited(("[setup-wizard]", "[admin-api]\nupgrade-way=bm-cli\n\n[setup-wizard]"))
    errors_after_the_upgrade()
    result = lab.expect(12, *UPDATE, platform=platform)
    print(f"# updated to {LAST_OF_4} in {result.seconds:.1f} s")
    check("/var/log/bm/core.log has 30 errors since then" in result.stderr, result.stderr)
    twin(upgrade_rc3="")
    then_clean(LAST_OF_4)


def version_5_needs_room():
    """A file system of its own for the data bases, first with little room, then with plenty."""
    lab.lab("release", FIFTH)
    for server, free in (("shard", "10"), ("main", "1500")):
        lab.on(server, "systemctl stop postgresql")
        lab.lab("fill", server, "/var/lib/postgresql", free)
        lab.on(server, "systemctl start postgresql")
    result = lab.expect(3, "run", "check", platform=allowing)
    check("/var/lib/postgresql must be free (not so on shard)" in result.stderr, result.stderr)
    lab.on("shard", "systemctl stop postgresql")
    lab.lab("unfill", "shard")
    lab.lab("fill", "shard", "/var/lib/postgresql", "1500")
    lab.on("shard", "systemctl start postgresql")


def version_5():
    result = lab.expect(0, *UPDATE, platform=allowing)
    print(f"# updated to {FIFTH} in {result.seconds:.1f} s")
    check({version_of(server) for server in lab.servers} == {FIFTH}, "versions differ")
    version = lab.api("GET", "/system/installation/version")
    check(version["databaseVersion"] == FIFTH and not version["needsUpgrade"], str(version))
    left = lab.on("main", "dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n' 'bm-*' | grep ^ii")
    check("bm-locator" not in left and "bm-keycloak" in left, left)
    last_run_has_nothing_to_do(allowing)


REFUSALS = [server_is_down, check_names_all_that_is_wrong, subscription_has_expired, core_is_down, package_is_held,
            subscription_is_refused, no_full_backup, version_is_refused]
MIDDLE = [administrator_was_here, postinst_fails_on_one_server, all_of_it_is_kept]
BETWEEN = [release_comes_out_between, file_was_changed_after_it_was_fetched, server_is_lost_in_the_middle, last_run_has_nothing_to_do]
VERSION_5 = [version_5_removes_packages, version_5_only_from_the_latest_4, platform_s_own_update_fails, latest_4_by_bm_cli,
             version_5_needs_room, version_5]


def draw():
    chapters = [REFUSALS, MIDDLE, BETWEEN, VERSION_5]
    if "--all" in sys.argv or "--only" in sys.argv:
        return chapters
    seed = int(os.environ.get("SLIPWAY_SEED", random.randrange(1 << 32)))
    print(f"# seed {seed}", flush=True)
    return [random.Random(seed).choice(chapters)]


def main():
    global lab
    with Lab("e2e-upfaults", ["main", "shard"], installed=True) as lab:
        tests = [zones_differ]
        for chapter in draw():
            tests += [back_to_installed, *chapter]
        return run_tests(tests)


if __name__ == "__main__":
    sys.exit(main())
