#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An API that fails, hangs, forgets or lies; and after each, a clean run succeeds."""

import json
import sys

from platform_lab import HERE, Lab, check, run_tests, wait_for

lab = None


def edited(old, new):
    text = lab.platform.read_text()
    check(old in text, f"{old!r} is not in the platform file")
    path = lab.state / "edited.ini"
    path.write_text(text.replace(old, new))
    return path


def back_to_packages():
    for server in lab.servers:
        lab.lab("restore", server, "packages")


def then_clean():
    """What the same command makes of it once the fault is gone."""
    lab.expect(0, "run", "install", "-y")
    check(json.loads(lab.expect(0, "run", "install", "-y", "--json").stdout)["changes"] == 0, "a third run has changes")


def packages_of_all():
    """The first half of the installation, so that each fault below needs only the second."""
    text = (HERE.parents[2] / "plugins/setup-wizard/install.pipeline").read_text()
    first, _, second = text.partition("[step setup]")
    check(second, "install.pipeline has no step setup")
    path = lab.state / "packages.pipeline"
    path.write_text(first)
    lab.expect(0, "run", str(path), "-y")


def main_server_alone():
    result = lab.expect(0, "run", "install", "main", "-y")
    print(f"# main in {result.seconds:.1f} s")
    for server in lab.servers:
        lab.lab("snapshot", server, "packages")


def task_fails_at_99_percent():
    lab.lab("twin", "main", "task-fail-at=99")
    result = lab.expect(4, "run", "install", "-y")
    check("could not take in shard" in result.stderr and "core.log" in result.stderr, result.stderr)
    lab.lab("twin", "main", "task-fail-at=")
    then_clean()
    back_to_packages()


def task_hangs():
    lab.lab("twin", "main", "task-hang=1")
    result = lab.expect(4, "run", "install", "-y",
                        platform=edited("[setup-wizard]", "[admin-api]\ntask-timeout=8\n\n[setup-wizard]"))
    check("shard" in result.stderr and "8" in result.stderr, result.stderr)
    lab.lab("twin", "main", "task-hang=")
    lab.on("main", "systemctl restart bm-core")
    then_clean()
    back_to_packages()


def task_vanishes_with_a_restart():
    lab.lab("twin", "main", "task-vanish=1")
    result = lab.slipway("run", "install", "-y")
    check(result.returncode in (0, 4), f"{result.returncode}\n{result.stderr}")
    print(f"# ended with {result.returncode}")
    lab.lab("twin", "main", "task-vanish=")
    then_clean()


def wrong_admin_password():
    path = lab.state / "secrets" / "wrong-password"
    path.write_text("certainly-not-it\n")
    path.chmod(0o600)
    before = [lab.fingerprint(server) for server in lab.servers]
    result = lab.expect(3, "run", "install", "-y", platform=edited(
        "admin-password=file:secrets/admin-password", "admin-password=file:secrets/wrong-password"))
    check("password" in result.stderr, result.stderr)
    check(before == [lab.fingerprint(server) for server in lab.servers], "a server was changed")


def api_is_down():
    before = [lab.fingerprint(server) for server in lab.servers]
    lab.on("main", "systemctl stop bm-core")
    try:
        result = lab.slipway("run", "install", "-y",
                             platform=edited("[setup-wizard]", "[setup-wizard]\napi-timeout=10\n"))
        check(result.returncode in (3, 4, 5), f"{result.returncode}\n{result.stderr}")
        check("main" in result.stderr, result.stderr)
        check("Nothing was changed" in result.stderr, result.stderr)
        print(f"# ended with {result.returncode} after {result.seconds:.1f} s")
    finally:
        lab.on("main", "systemctl start bm-core")
    check(before == [lab.fingerprint(server) for server in lab.servers], "a server was changed")


def shown_certificate():
    return lab.on("main", "openssl s_client -connect 127.0.0.1:443 < /dev/null 2> /dev/null | openssl x509 -noout -fingerprint",
                  check_status=False)


def another_certificate_is_shown():
    true = shown_certificate()
    lab.lab("twin", "main", "false-certificate=1")
    try:
        wait_for(lambda: shown_certificate() != true, "nginx shows another certificate")
        result = lab.slipway("run", "verify", "-y")
        check(result.returncode != 0 and "certificate" in result.stderr, f"{result.returncode}\n{result.stderr}")
    finally:
        lab.lab("twin", "main", "false-certificate=")


def main():
    global lab
    with Lab("e2e-api", ["main", "shard"]) as lab:
        return run_tests([packages_of_all, main_server_alone, task_fails_at_99_percent, task_hangs, task_vanishes_with_a_restart,
                          wrong_admin_password, api_is_down, another_certificate_is_shown])


if __name__ == "__main__":
    sys.exit(main())
