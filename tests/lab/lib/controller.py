# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the controller's side has: keys, secrets, known_hosts and the platform file."""

import secrets

from . import definition
from .run import run

SECRETS = ("admin-password", "wizard-password", "operator-password")


def write_private(path, text):
    """A file that nobody else may read, from its first byte on."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="ascii")


def make_keys(lab):
    """The lab's ssh key and passwords; those that are there stay."""
    folder = lab.state / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in SECRETS:
        if not (folder / name).exists():
            write_private(folder / name, secrets.token_urlsafe(18) + "\n")
    identity = lab.state / "id_ed25519"
    if not identity.exists():
        run("ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-C", f"controller@{definition.DOMAIN}", "-f", identity)


def personalise(server):
    """What a new server knows of its lab: our key, the lab's CA, the password of the user who has one."""
    lab, root = server.lab, server.root
    key = (lab.state / "id_ed25519.pub").read_text(encoding="ascii")
    for home, owner in (("root", "root"), ("home/admin", "admin"), ("home/operator", "operator")):
        folder = root / home / ".ssh"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "authorized_keys").write_text(key, encoding="ascii")
        run("chroot", root, "chown", "-R", f"{owner}:", f"/{home}/.ssh")
    password = (lab.state / "secrets" / "operator-password").read_text(encoding="ascii").strip()
    hashed = run("openssl", "passwd", "-6", "-stdin", stdin=password).stdout.strip()
    run("chroot", root, "chpasswd", "--encrypted", stdin=f"operator:{hashed}\n")
    _trust(root, lab.state / "lab-ca.pem")


def _trust(root, authority):
    """What update-ca-certificates would do in a second and a half: the file it starts from, and its two results."""
    text = authority.read_text(encoding="ascii")
    (root / "usr/local/share/ca-certificates/lab-ca.crt").write_text(text, encoding="ascii")
    certs = root / "etc/ssl/certs"
    with open(certs / "ca-certificates.crt", "a", encoding="ascii") as bundle:
        bundle.write(text)
    (certs / "lab-ca.pem").symlink_to("/usr/local/share/ca-certificates/lab-ca.crt")
    name = run("openssl", "x509", "-noout", "-subject_hash", "-in", authority).stdout.strip()
    (certs / f"{name}.0").symlink_to("lab-ca.pem")


def write_known_hosts(lab, servers):
    """The servers' true keys, in plain entries."""
    lines = [f"{server.address},{server.definition.fqdn},{server.name} {key}" for server in servers for key in server.host_keys()]
    (lab.state / "known_hosts").write_text("\n".join(lines) + "\n", encoding="ascii")


def _settings(families, fingerprints):
    """How the packages of each family that there is are reached; the names of the settings are the same."""
    plugins = {"debian": ("apt-debian", "bm.list", "lab-archive.asc"), "redhat": ("yum-redhat", "bm.repo", "lab-rpm.asc")}
    return "".join(f"""
[{plugin}]
subscription=file:secrets/{subscription}
keyring={keyring}
fingerprint={fingerprints[family]}
""" for family, (plugin, subscription, keyring) in plugins.items() if family in families)


def write_platform(lab, fingerprints):
    """The platform file, ready for the product."""
    servers = "".join(f"""
[server {server.name}]
address={server.address}
roles={server.roles}
user=root
identity=id_ed25519
""" for server in lab.definitions)
    main = next((server for server in lab.definitions if "main" in server.roles.split(",")), lab.definitions[0])
    (lab.state / "platform.ini").write_text(f"""[platform]
name=lab
known-hosts=known_hosts
{servers}
[config-backup]
command=true

[setup-wizard]
external-url={main.fqdn}
domain={definition.DOMAIN}
contact=admin@{definition.DOMAIN}
admin-password=file:secrets/admin-password
wizard-password=file:secrets/wizard-password
{_settings({server.family for server in lab.definitions}, fingerprints)}""", encoding="ascii")
