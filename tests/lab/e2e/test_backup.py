#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Backups of the configuration: made, verified against the servers' files, compared, restored; and what forbids a change."""

import base64
import gzip
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from platform_lab import Lab, check, run_tests

LABS_GROUP = "[config-backup]\ncommand=true\n"

lab = None


def store():
    return lab.work / "backups"


def platform(*lines, name="backup.ini"):
    """The platform file with the store in the test's folder, and more settings of the plugin."""
    return write_platform(name, f"folder={store()}", *lines)


def write_platform(name, *lines):
    """The lab's platform file with a group of the plugin's own."""
    text = lab.platform.read_text()
    check(text.count(LABS_GROUP) == 1, text)
    path = lab.state / name
    path.write_text(text.replace(LABS_GROUP, "[config-backup]\n" + "".join(f"{line}\n" for line in lines)))
    return path


def slipway(status, *words, **kwargs):
    if "platform" not in kwargs:
        kwargs["platform"] = platform()
    return lab.expect(status, *words, **kwargs)


def backups(server):
    document = json.loads(slipway(0, "--json", "backups", "list", server).stdout)
    check(document["schema"] == "slipway.backups/1", document)
    return [each["backup"] for each in document["backups"]]


def entries(server, backup):
    document = json.loads(slipway(0, "--json", "backups", "show", server, "--backup", backup).stdout)
    return {each["path"]: each for each in document["entries"]}


def objects():
    return {path.parent.name + path.name: path for path in store().glob("platforms/*/objects/*/*")}


def differences(server, *words):
    return json.loads(slipway(0, "--json", "backups", "diff", server, *words).stdout)["differences"]


def write_pipeline(text):
    path = lab.work / "own.pipeline"
    path.write_text("[pipeline]\nDescription=Somebody's own\n" + text)
    return str(path)


def install_makes_one_before_the_first_change():
    slipway(0, "run", "install", "-y")
    for server in lab.servers:
        first = backups(server)
        check(len(first) == 1, first)
        check("/etc/hosts" in entries(server, first[0]), "/etc/hosts is not in it")
        check("/etc/bm/bm.ini" not in entries(server, first[0]), "it was made after the installation")
    again = slipway(0, "run", "install", "-y", "--json")
    check(json.loads(again.stdout)["changes"] == 0, again.stdout)
    print(f"# a second install with its backup: {again.seconds:.1f} s")


def every_file_is_the_servers():
    for server in lab.servers:
        newest = backups(server)[-1]
        kept = entries(server, newest)
        there = lab.on(server, "cd / && find etc/bm etc/nginx etc/postfix etc/hosts -type f -exec sha256sum {} + 2>/dev/null || true")
        lines = [line.split(None, 1) for line in there.splitlines()]
        check(len(lines) > 10, there)
        known = objects()
        manifest = (next(store().glob(f"platforms/*/servers/{server}/{newest}.manifest"))).read_text()
        for digest, path in lines:
            entry = kept.get("/" + path)
            check(entry is not None, f"{server}: /{path} is not in the backup")
            check(digest in manifest and digest in known, f"{server}: /{path} is not what the server has")
            check(hashlib.sha256(gzip.decompress(known[digest].read_bytes())).hexdigest() == digest, f"/{path}")
            mode, owner = lab.on(server, f"stat -c '%a %U:%G' '/{path}'").split()
            check(int(entry["mode"], 8) == int(mode, 8) and entry["owner"] == owner, f"{path}: {entry}, {mode} {owner}")
        for state in ("packages", "services", "postconf"):
            check(f"/@state/{state}" in kept, f"{server} has no {state}: {sorted(kept)[:10]}")
        links = lab.on(server, "find /etc/nginx/sites-enabled -type l 2>/dev/null || true").split()
        for link in links:
            check(kept[link]["type"] == "l" and kept[link]["target"], link)


def the_store_is_private():
    for path in [store(), *store().rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        check(path.stat().st_mode & 0o777 == wanted, f"{path}: {path.stat().st_mode:o}")
    check(not list((store() / "incoming").iterdir()), "an archive was left")
    token = lab.on("main", "cat /etc/bm/bm-core.tok").strip()
    journal = b"".join(path.read_bytes() for path in lab.work.glob("journal.db*"))
    check(token and token.encode() not in journal, "the core's token is in the journal")
    check(b"virtual_mailbox" not in journal, "a configuration is in the journal")


def a_second_one_costs_nothing():
    before = objects()
    count = len(backups("main"))
    slipway(0, "run", "install", "-y")
    check(len(backups("main")) == count + 1, "there is no second backup")
    added = set(objects()) - set(before)
    check(not added, f"{len(added)} contents were kept twice")


def a_plan_and_a_download_change_nothing():
    count = len(backups("main"))
    result = slipway(0, "plan", "install")
    check("config.backup" in result.stdout, result.stdout)
    check(len(backups("main")) == count, "a plan made a backup")
    pipeline = write_pipeline("[step backup]\nKind=config.backup\n")
    slipway(0, "run", pipeline, "--download-only", "-y")
    check(len(backups("main")) == count + 1, "--download-only made none")


def edits_are_shown_and_secrets_are_not():
    lab.on("main", "echo '# mine' >>/etc/postfix/main.cf; rm /etc/bm/mcast.id; echo new >/etc/bm/new.ini; "
                   "echo other-token >/etc/bm/bm-core.tok; printf 'db-password = hunter2\\n' >>/etc/bm/bm.ini; "
                   "chmod 600 /etc/hosts; ln -sf nowhere /etc/postfix/a-link")
    text = slipway(0, "backups", "diff", "main").stdout
    for part in ("+# mine", "removed /etc/bm/mcast.id", "added /etc/bm/new.ini", "0600", "changed /etc/bm/bm-core.tok"):
        check(part in text, f"“{part}” is not in:\n{text}")
    check("other-token" not in text and "hunter2" not in text, text)
    check("+db-password = [secret]" in text, text)
    check({each["path"] for each in differences("main")} >= {"/etc/postfix/main.cf", "/etc/bm/new.ini"}, "the document")
    two = backups("main")[-2:]
    check(differences("main", "--backup", two[0], "--with", two[1]) == [], "two backups of the same state differ")


def one_file_comes_back():
    backup = backups("main")[-1]
    before = lab.on("main", "stat -c '%a %U:%G' /etc/postfix/main.cf")
    lab.on("main", "chown nobody /etc/postfix/main.cf; chmod 604 /etc/postfix/main.cf")
    slipway(2, "backups", "restore", "main", "/etc/postfix/main.cf", "-y")
    result = slipway(2, "backups", "restore", "main", "/etc/postfix/main.fc", "--backup", backup, "-y")
    check("/etc/postfix/main.cf" in result.stderr, result.stderr)
    result = slipway(2, "backups", "restore", "main", "/etc/postfix/main.cf", "--backup", backup, "--no-input")
    check("write /etc/postfix/main.cf" in result.stdout, "there is no plan before the question:\n" + result.stdout)
    check("# mine" in lab.on("main", "cat /etc/postfix/main.cf"), "it was restored without a yes")
    slipway(0, "backups", "restore", "main", "/etc/postfix/main.cf", "--backup", backup, "-y")
    check("# mine" not in lab.on("main", "cat /etc/postfix/main.cf"), "it was not restored")
    check(lab.on("main", "stat -c '%a %U:%G' /etc/postfix/main.cf") == before, "its owner or mode was not")
    check("new.ini" in lab.on("main", "ls /etc/bm"), "more than the one file was touched")
    one_file_comes_back.backup = backup


def a_whole_server_comes_back():
    backup = one_file_comes_back.backup
    lab.on("main", "rm -rf /etc/bm/local /etc/postfix/a-link; find /etc/nginx/sites-enabled -type l -delete")
    result = json.loads(slipway(0, "backups", "restore", "main", "--backup", backup, "-y", "--json").stdout)
    check(result["schema"] == "slipway.restore/1" and result["changes"] >= 5, result)
    left = [each for each in differences("main", "--backup", backup) if each["change"] != "added" and "/@state/" not in each["path"]]
    check(left == [], f"not all is as it was: {left}")
    check("new.ini" in lab.on("main", "ls /etc/bm"), "what is not in the backup was removed")
    check(lab.on("main", "stat -c %a /etc/hosts").strip() == "644", "the mode of /etc/hosts")
    check(json.loads(slipway(0, "backups", "restore", "main", "--backup", backup, "-y", "--json").stdout)["changes"] == 0,
          "a second restoration changes something")
    check(not list(store().glob("platforms/*/staging/*")), "contents were left unpacked")
    lab.on("main", "rm -f /etc/bm/new.ini")


def without_a_backup_nothing_is_changed():
    text = "[step refresh]\nKind=packages.refresh\n[step hold]\nKind=packages.hold\nParam.packages=bm-conf\n"
    before = {server: lab.fingerprint(server) for server in lab.servers}
    result = slipway(3, "run", write_pipeline(text), "-y")
    check("config.backup" in result.stderr and "required=no" in result.stderr, result.stderr)
    check(before == {server: lab.fingerprint(server) for server in lab.servers}, "a server was changed")
    check(lab.on("main", "apt-mark showhold").strip() == "", "it is held")
    slipway(0, "run", write_pipeline("[step backup]\nKind=config.backup\n" + text), "-y")
    check("bm-conf" in lab.on("main", "apt-mark showhold"), "it is not held")
    lab.on("main", "apt-mark unhold bm-conf")
    slipway(0, "run", write_pipeline(text), "-y", platform=platform("required=no"))
    check("bm-conf" in lab.on("shard", "cat /etc/dnf/plugins/versionlock.list"), "it is not held on the dnf family")
    slipway(0, "run", write_pipeline("[step unhold]\nKind=packages.hold\nParam.packages=bm-conf\nParam.state=unhold\n"), "-y",
            platform=platform("required=no"))


def the_same_on_the_dnf_family():
    slipway(0, "run", write_pipeline("[step backup]\nKind=config.backup\n"), "-y")
    backup = backups("shard")[-1]
    before = lab.on("shard", "cd /etc && find bm postfix -type f -exec sha256sum {} + | sort; stat -c '%a %U:%G %n' bm/* postfix/*")
    lab.on("shard", "echo '# mine' >>/etc/postfix/main.cf; chmod 600 /etc/postfix/main.cf; rm -r /etc/bm/local /etc/postfix/master.cf; "
                    "printf 'bm-conf-0:1-1.*\\n' >>/etc/dnf/plugins/versionlock.list; postconf -e smtpd_banner=mine")
    there = {each["path"]: each for each in differences("shard")}
    check({"/etc/postfix/main.cf", "/etc/bm/local", "/etc/postfix/master.cf", "/@state/holds", "/@state/postconf"} <= set(there), there)
    check("bm-conf-0:1-1" in there["/@state/holds"]["diff"], there)
    slipway(0, "backups", "restore", "shard", "/etc/postfix/main.cf", "--backup", backup, "-y")
    check("# mine" not in lab.on("shard", "cat /etc/postfix/main.cf"), "it was not restored")
    check("master.cf\n" not in lab.on("shard", "ls /etc/postfix"), "more than the one file was touched")
    result = slipway(2, "backups", "restore", "shard", "--backup", backup, "--no-input")
    check("write /etc/postfix/master.cf" in result.stdout, "there is no plan before the question:\n" + result.stdout)
    slipway(0, "backups", "restore", "shard", "--backup", backup, "-y")
    after = lab.on("shard", "cd /etc && find bm postfix -type f -exec sha256sum {} + | sort; stat -c '%a %U:%G %n' bm/* postfix/*")
    check(after == before, f"not all is as it was:\n{before}\n{after}")
    check(differences("shard", "--backup", backup) == [], "there are differences")


def lists_attributes_and_contexts_come_back():
    # the lab has no SELinux; what would be done is written down by a stand-in
    for tool in ("setfacl", "setfattr"):
        binary = base64.b64encode(Path(f"/usr/bin/{tool}").read_bytes()).decode()
        lab.on("shard", f"echo {binary} | base64 -d >/usr/local/bin/{tool}; chmod 755 /usr/local/bin/{tool}")
    lab.on("shard", "printf '#!/bin/sh\\necho Permissive\\n' >/usr/sbin/getenforce; "
                    "printf '#!/bin/sh\\ntr \"\\\\0\" \"\\\\n\" >/root/contexts\\n' >/usr/sbin/restorecon; "
                    "chmod 755 /usr/sbin/getenforce /usr/sbin/restorecon; cd /etc/bm; mkdir -m 750 shared; echo in >shared/file; "
                    "setfacl -m u:nobody:r bm.ini; setfattr -n user.note -v mine bm.ini; setfacl -d -m u:nobody:rx shared")
    look = ("cd / && tar -c --format=posix --acls --xattrs etc/bm/bm.ini etc/bm/shared | python3 -c \"import sys, tarfile\n"
            "for each in tarfile.open(fileobj=sys.stdin.buffer, mode='r|'): print(each.name, oct(each.mode), each.uname, each.gname,\n"
            "    sorted(pair for pair in each.pax_headers.items() if 'acl.' in pair[0] or '.user.' in pair[0]))\"")
    before = lab.on("shard", look)
    check("user:nobody:r--" in before and "user.note', 'mine'" in before and "acl.default" in before, before)
    slipway(0, "run", write_pipeline("[step backup]\nKind=config.backup\n"), "-y")
    backup = backups("shard")[-1]
    lab.on("shard", "cd /etc/bm; setfacl -b bm.ini; setfattr -x user.note bm.ini; rm -r shared")
    changed = {each["path"] for each in differences("shard")}
    check(changed == {"/etc/bm/bm.ini", "/etc/bm/shared", "/etc/bm/shared/file"}, changed)
    lab.on("shard", "mv /usr/local/bin/setfacl /root")
    result = slipway(3, "backups", "restore", "shard", "--backup", backup, "-y")
    check("install the package “acl”" in result.stderr, result.stderr)
    check("shared" not in lab.on("shard", "ls /etc/bm"), "half of it was done")
    lab.on("shard", "mv /root/setfacl /usr/local/bin")
    slipway(0, "backups", "restore", "shard", "--backup", backup, "-y")
    after = lab.on("shard", look)
    check(after == before, f"{before}\n{after}")
    check("/etc/bm/bm.ini\n" in lab.on("shard", "cat /root/contexts"), "contexts were not restored")
    check(differences("shard", "--backup", backup) == [], "there are differences")
    lab.on("shard", "rm /usr/sbin/getenforce /usr/sbin/restorecon")


def with_a_public_key_the_controller_cannot_read_them():
    for name in ("ours", "other"):
        subprocess.run(["age-keygen", "-o", str(lab.work / name)], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", str(lab.work / "ours")], check=True, capture_output=True, text=True).stdout.strip()
    path = write_platform("sealed.ini", f"folder={lab.work / 'sealed'}", f"encrypt-to={public}")
    key = ("--identity", str(lab.work / "ours"))
    before = {server: lab.fingerprint(server) for server in lab.servers}
    own = write_pipeline("[step backup]\nKind=config.backup\n")
    for words, line, what in ((("plan", own), f"encrypt-to={public[:-1]}", "recipient"),
                              (("run", "install", "-y"), "encrypt-to-file=/nonexistent", "/nonexistent")):
        result = lab.expect(4, *words, platform=write_platform("bad.ini", f"folder={lab.work / 'sealed'}", line))
        check(what in result.stderr, result.stderr)
    check(before == {server: lab.fingerprint(server) for server in lab.servers}, "a server was changed")
    lab.expect(0, "run", own, "-y", platform=path)
    token = lab.on("main", "cat /etc/bm/bm-core.tok").strip()
    kept = [each for each in (lab.work / "sealed").rglob("*") if each.is_file()]
    check(kept and not any(token.encode() in each.read_bytes() or b"main.cf" in each.read_bytes() for each in kept), kept)
    check(all(each.stat().st_mode & 0o777 == 0o600 for each in kept), "files of the store are not private")
    document = json.loads(lab.expect(0, "--json", "backups", "list", "main", platform=path).stdout)["backups"]
    check(len(document) == 1 and document[0]["encrypted"], document)
    print(f"# encrypted: {sum(each.stat().st_size for each in kept if each.suffix == '.age')} bytes for "
          f"{len(lab.servers)} servers; contents of main: {document[0]['bytes']} bytes")
    lab.on("main", "echo '# mine' >>/etc/postfix/main.cf")
    result = lab.slipway("backups", "diff", "main", platform=path)
    check(result.returncode == 3 and "--identity FILE" in result.stderr, result.stderr)
    result = lab.slipway("backups", "show", "main", "--identity", str(lab.work / "other"), platform=path)
    check(result.returncode == 4 and "no identity matched" in result.stderr, result.stderr)
    check("+# mine" in lab.expect(0, "backups", "diff", "main", *key, platform=path).stdout, "the difference is not shown")
    lab.expect(0, "backups", "restore", "main", "/etc/postfix/main.cf", "--backup", document[0]["backup"], "-y", *key, platform=path)
    check("# mine" not in lab.on("main", "cat /etc/postfix/main.cf"), "it was not restored")
    check(not list((lab.work / "sealed").glob("platforms/*/staging/*")) and not list(Path("/dev/shm").glob("slipway-opened-*")),
          "contents were left unpacked")
    lab.expect(0, "run", own, "-y", platform=write_platform("few.ini", f"folder={lab.work / 'sealed'}", f"encrypt-to={public}", "keep=1", "keep-days=0"))
    check(len(list((lab.work / "sealed").glob("platforms/*/servers/main/2*.age"))) == 1, "old ones did not go")


def the_controllers_disk_is_full():
    full = lab.work / "full"
    full.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(full)], check=True)
    try:
        path = write_platform("full.ini", f"folder={full}")
        before = {server: lab.fingerprint(server) for server in lab.servers}
        result = lab.expect(4, "run", "install", "-y", platform=path)
        check("space" in result.stderr.lower(), result.stderr)
        check("Nothing was changed" in result.stderr, result.stderr)
        check(before == {server: lab.fingerprint(server) for server in lab.servers}, "a server was changed")
        check(not list(full.rglob("*.manifest")) or lab.expect(0, "backups", "list", platform=path), "half a backup")
    finally:
        subprocess.run(["umount", "-l", str(full)], check=True)


def the_full_backup_is_stale():
    pipeline = write_pipeline("[step full]\nKind=backup.external\nOnce=true\nParam.purpose=update\n"
                              "Param.accept=${set.accept-no-backup:-}\n[step backup]\nKind=config.backup\n")
    stamp = lab.work / "full-backup"
    result = slipway(3, "run", pipeline, "-y", platform=platform())
    check("--accept-no-backup" in result.stderr, result.stderr)
    stamp.write_text("")
    os.utime(stamp, (time.time() - 30 * 3600,) * 2)
    result = slipway(3, "run", pipeline, "-y", platform=platform(f"age-file={stamp}"))
    check("30.0 hours" in result.stderr, result.stderr)
    slipway(0, "run", pipeline, "-y", platform=platform(f"age-file={stamp}", "max-age=31"))
    slipway(3, "run", pipeline, "-y", platform=platform(f"age-file={stamp}", "command=true"))  # which made none
    slipway(4, "run", pipeline, "-y", platform=platform(f"age-file={stamp}", "command=false"))
    slipway(0, "run", pipeline, "-y", platform=platform(f"age-file={stamp}", f"command=touch {stamp}"))
    slipway(0, "run", pipeline, "-y", platform=platform("age-command=date +%s"))
    slipway(2, "run", pipeline, "-y", "--accept-no-backup=  ")
    slipway(0, "run", pipeline, "-y", "--accept-no-backup=the lab is thrown away", platform=platform())
    journal = b"".join(path.read_bytes() for path in lab.work.glob("journal.db*"))
    check(b"the lab is thrown away" in journal, "the reason is not in the journal")


def old_ones_go():
    for _ in range(3):
        slipway(0, "run", write_pipeline("[step backup]\nKind=config.backup\n"), "-y", platform=platform("keep=2", "keep-days=0"))
    check(len(backups("shard")) == 2 and len(backups("main")) == 2, backups("shard"))
    for server in lab.servers:
        check(entries(server, backups(server)[-1]), "the newest cannot be read")


def main():
    global lab
    with Lab("e2e-backup", ["main", "shard:redhat"]) as lab:
        return run_tests([
            install_makes_one_before_the_first_change, a_second_one_costs_nothing, every_file_is_the_servers,
            the_store_is_private, a_plan_and_a_download_change_nothing, edits_are_shown_and_secrets_are_not,
            one_file_comes_back, a_whole_server_comes_back, the_same_on_the_dnf_family,
            lists_attributes_and_contexts_come_back, with_a_public_key_the_controller_cannot_read_them, without_a_backup_nothing_is_changed,
            the_controllers_disk_is_full, the_full_backup_is_stale, old_ones_go])


if __name__ == "__main__":
    sys.exit(main())
