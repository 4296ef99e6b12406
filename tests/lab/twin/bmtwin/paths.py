# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where things are. BM_TWIN_ROOT puts the whole product below another folder (tests)."""
import os
import tempfile

ROOT = os.environ.get("BM_TWIN_ROOT", "")

TOKEN = "/etc/bm/bm-core.tok"
INI = "/etc/bm/bm.ini"
MCAST = "/etc/bm/mcast.id"
SERVER_UID = "/etc/bm/server.uid"
CA = "/var/lib/bm-ca/cacert.pem"
CERTIFICATE = "/etc/ssl/certs/bm_cert.pem"
APT_REPOSITORY = "/etc/apt/sources.list.d/bm.list"
DNF_REPOSITORY = "/etc/yum.repos.d/bm.repo"
HTPASSWD = "/etc/nginx/sw.htpasswd"


def at(path):
    """The place of an absolute product path."""
    return ROOT + path


def exists(path):
    return os.path.exists(at(path))


def repository(there=exists):
    """The repository file of a host, by what package manager it has; there () looks for a path on it."""
    return DNF_REPOSITORY if there(os.path.dirname(DNF_REPOSITORY)) else APT_REPOSITORY


def read(path, default=None):
    """The trimmed text of a file; default when it is absent."""
    try:
        with open(at(path), encoding="utf-8") as stream:
            return stream.read().strip()
    except (FileNotFoundError, NotADirectoryError):
        return default


def write(path, data, mode=0o644, group=None):
    """Write a file atomically, with its folder."""
    target = at(path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    content = data.encode() if isinstance(data, str) else data
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".bm-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(temporary, mode)
    if group and os.geteuid() == 0 and not ROOT:
        import grp
        os.chown(temporary, 0, grp.getgrnam(group).gr_gid)
    os.replace(temporary, target)


def remove(path):
    try:
        os.remove(at(path))
    except FileNotFoundError:
        pass
