#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bad input and bad servers: each with its exit status, a message that says what and where, and nothing changed."""

import subprocess
import sys

from platform_lab import Lab, check, run_tests

lab = None


def edited(*replacements, name="edited.ini", append=""):
    """A copy of the platform file with something changed, beside it."""
    text = lab.platform.read_text()
    for old, new in replacements:
        check(old in text, f"{old!r} is not in the platform file")
        text = text.replace(old, new)
    path = lab.state / name
    path.write_text(text + append)
    return path


def refuse(status, *words, pipeline="install", platform=None, only=None, timeout=300):
    """`run` must end with that status, name each of the words, and leave every server as it was."""
    before = {server: lab.fingerprint(server) for server in only or lab.servers}
    result = lab.expect(status, "run", pipeline, "-y", platform=platform, timeout=timeout)
    for word in words:
        check(word in result.stderr, f"“{word}” is not in the message:\n{result.stderr}")
    for server, was in before.items():
        now = lab.fingerprint(server)
        check(now == was, f"{server} was changed:\n" + "\n".join(sorted(set(now.splitlines()) ^ set(was.splitlines()))[:20]))
    return result


def back_to_fresh(*servers):
    for server in servers or lab.servers:
        lab.lab("restore", server, "fresh")


# --- the platform file ---

def platform_file_is_missing():
    refuse(2, "no-such.ini", platform=lab.state / "no-such.ini")


def platform_file_is_not_utf8():
    path = lab.state / "latin1.ini"
    path.write_bytes(b"[platform]\nname=caf\xe9\n")
    refuse(2, "latin1.ini", "UTF-8", platform=path)


def unknown_key():
    refuse(2, "[server shard]", "adress", "address", platform=edited(("address=198.18.0.11", "adress=198.18.0.11")))


def unknown_plugin_setting():
    refuse(2, "[setup-wizard]", "external-ulr", "external-url", platform=edited(("external-url=", "external-ulr=")))


def two_servers_with_one_address():
    refuse(2, "main", "shard", "198.18.0.10", platform=edited(("address=198.18.0.11", "address=198.18.0.10")))


def unknown_role():
    refuse(2, "mailbx", "mailbox", platform=edited(("roles=mailbox", "roles=mailbx")))


def no_main_server():
    refuse(2, "main", platform=edited(("roles=main\n", "roles=mailbox\n")))


def unknown_server_name():
    result = lab.slipway("run", "install", "shrad", "-y")
    check(result.returncode == 2 and "shard" in result.stderr, result.stderr)


def readable_secret():
    path = lab.state / "secrets" / "admin-password"
    path.chmod(0o644)
    try:
        refuse(2, "admin-password", "chmod")
    finally:
        path.chmod(0o600)


# --- getting in ---

def wrong_ssh_key():
    key = lab.work / "other-key"
    if not key.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    refuse(3, "shard", "other-key", platform=edited(
        ("roles=mailbox\nuser=root\nidentity=id_ed25519", f"roles=mailbox\nuser=root\nidentity={key}")))


def changed_host_key():
    path = lab.state / "changed_hosts"
    lines = (lab.state / "known_hosts").read_text().splitlines()
    keys = {line.split()[0].split(",")[0]: line.split(None, 1)[1] for line in lines if "198.18.0.1" in line}
    swapped = [f"198.18.0.11 {keys['198.18.0.10']}", f"198.18.0.10 {keys['198.18.0.10']}"]
    path.write_text("\n".join(swapped) + "\n")
    result = refuse(3, "shard", "SHA256:", "slipway servers trust",
                    platform=edited(("known-hosts=known_hosts", "known-hosts=changed_hosts")))
    check(result.stderr.count("SHA256:") >= 2, "both fingerprints are wanted:\n" + result.stderr)


def unknown_host_key():
    (lab.state / "empty_hosts").write_text("")
    refuse(3, "shard", "SHA256:", "slipway servers trust",
           platform=edited(("known-hosts=known_hosts", "known-hosts=empty_hosts")))


def trust_then_in():
    (lab.state / "new_hosts").unlink(missing_ok=True)
    platform = edited(("known-hosts=known_hosts", "known-hosts=new_hosts"), name="trust.ini")
    shown = lab.expect(0, "servers", "trust", "-y", platform=platform)
    check("SHA256:" in shown.stdout + shown.stderr, shown.stdout)
    lab.expect(0, "exec", "--", "true", platform=platform)


def sudo_refused():
    refuse(3, "shard", "sudo", platform=edited(
        ("roles=mailbox\nuser=root", "roles=mailbox\nuser=operator")))


def sudo_with_password():
    platform = edited(("roles=mailbox\nuser=root", "roles=mailbox\nuser=operator\n"
                       "sudo-password=file:secrets/operator-password"), name="sudo.ini")
    result = lab.expect(0, "exec", "--sudo", "shard", "--", "id", "-un", platform=platform)
    check("root" in result.stdout, result.stdout)
    wrong = lab.state / "secrets" / "wrong-password"
    wrong.write_text("not-the-password\n")
    wrong.chmod(0o600)
    refuse(3, "shard", "sudo", platform=edited(("roles=mailbox\nuser=root", "roles=mailbox\nuser=operator\n"
                                                "sudo-password=file:secrets/wrong-password")))


def server_is_down():
    lab.lab("cut", "shard")
    try:
        refuse(3, "shard", "198.18.0.11", only=["main"])
    finally:
        lab.lab("mend", "shard")


# --- the repository ---

def repository_answers_401():
    with_repository("401", "bm.list", "401")


def repository_is_expired():
    with_repository("expired", "bm.list", "expired")


def repository_has_another_key():
    with_repository("wrong-key", "bm.list", "key")


def repository_is_unsigned():
    with_repository("unsigned", "bm.list", "not signed")


def repository_is_gone():
    with_repository("gone", "bm.list")


def with_repository(state, *words):
    lab.lab("repo", state)
    try:
        refuse(3, *words)
    finally:
        lab.lab("repo", "ok")


def another_fingerprint():
    text = lab.platform.read_text().split("fingerprint=")[1].split()[0]
    refuse(3, "keyring", "0" * 40, platform=edited((text, "0" * 40)))


# --- the servers ---

def apt_lock_is_held():
    lab.lab("lock", "shard", "/var/lib/dpkg/lock-frontend", "60")
    try:
        refuse(3, "shard", "lock-frontend", platform=edited(append="lock-wait=4\n"))
    finally:
        back_to_fresh("shard")


def exim4_is_installed():
    lab.on("shard", "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install exim4-daemon-light >/dev/null 2>&1")
    try:
        refuse(3, "shard", "exim4", "allow-remove")
    finally:
        back_to_fresh("shard")


def disk_is_full():
    lab.lab("fill", "shard", "/var/cache/apt/archives", "2")
    try:
        refuse(3, "shard", "/var/cache/apt/archives")
    finally:
        lab.lab("unfill", "shard")


def host_name_is_not_qualified():
    lab.on("shard", "sed -i 's/shard.lab.test//' /etc/hosts; echo shard > /etc/hostname; hostname shard")
    try:
        refuse(3, "shard", "qualified")
    finally:
        back_to_fresh("shard")


def system_is_not_supported():
    lab.on("shard", "rm -f /etc/os-release; sed -e 's/^VERSION_ID=.*/VERSION_ID=\"7\"/' "
                    "-e 's/^VERSION_CODENAME=.*/VERSION_CODENAME=wheezy/' /usr/lib/os-release > /etc/os-release")
    try:
        refuse(3, "shard", "Debian")
    finally:
        back_to_fresh("shard")


def main():
    global lab
    with Lab("e2e-refusals", ["main", "shard"]) as lab:
        for server in lab.servers:
            lab.lab("snapshot", server, "fresh")
        return run_tests([
            platform_file_is_missing, platform_file_is_not_utf8, unknown_key, unknown_plugin_setting,
            two_servers_with_one_address, unknown_role, no_main_server, unknown_server_name, readable_secret,
            wrong_ssh_key, changed_host_key, unknown_host_key, trust_then_in, sudo_refused, sudo_with_password,
            server_is_down, repository_answers_401, repository_is_expired, repository_has_another_key,
            repository_is_unsigned, repository_is_gone, another_fingerprint, apt_lock_is_held, exim4_is_installed,
            disk_is_full, host_name_is_not_qualified, system_is_not_supported])


if __name__ == "__main__":
    sys.exit(main())
