# SPDX-License-Identifier: LGPL-2.1-or-later
"""Faults and speeds on request: KEY=VALUE lines of /etc/bm-twin/settings.ini, read at each use."""
from . import paths

FILE = "/etc/bm-twin/settings.ini"

KNOWN = {
    "api-down": "1: the core takes connections and closes them without an answer (502 behind nginx)",
    "es-status": "what Elasticsearch says of its cluster: green, yellow or red",
    "false-certificate": "1: nginx shows another certificate than /etc/ssl/certs/bm_cert.pem",
    "hot-upgrade-blocked": "1: a mandatory hot upgrade has failed for good",
    "job-running": "names of scheduled jobs that are under way, by commas",
    "listen": "the one address that the programs listen on and call their own (tests); empty: all",
    "ping-fail": "1, or the address of one server: its node does not answer the core's ping",
    "refuse-version": "1: subscription/_version refuses, as after a check that ended with a warning",
    "restart-502-seconds": "how long a starting core waits before it listens",
    "session-seconds": "idle time after which a session is forgotten (1200)",
    "setup-all-in-one": "1: bm-cli setup install gives the main server mail/imap and bm/pgsql-data as well",
    "slow-ms": "the core waits that long before each answer",
    "subscription-ends": "YYYY-MM-DD instead of the date in bm.list",
    "subscription-kind": "NONE, FREE, TRIAL, PROD or HOST instead of the kind in bm.list",
    "task-fail-at": "PERCENT or PERCENT:LABEL: tasks fail there",
    "task-hang": "PERCENT or PERCENT:LABEL: tasks stop there until the setting changes",
    "task-seconds": "about how long _initialize and _upgrade take (2)",
    "task-vanish": "PERCENT or PERCENT:LABEL: the core dies there, once",
    "upgrade-rc3": "1: bm-cli setup upgrade succeeds with exit status 3",
}


def _lines():
    return (paths.read(FILE) or "").splitlines()


def get(key, default=None):
    """A setting; an empty value counts as absent."""
    assert key in KNOWN, key
    for line in _lines():
        name, found, value = line.partition("=")
        if found and name.strip() == key and value.strip():
            return value.strip()
    return default


def number(key, default=0.0):
    try:
        return float(get(key, default))
    except ValueError:
        return default


def consume(key):
    """Take a setting out of the file: for faults that strike once."""
    kept = [line for line in _lines() if line.partition("=")[0].strip() != key]
    paths.write(FILE, "\n".join(kept) + "\n")
