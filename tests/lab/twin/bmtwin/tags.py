# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tags that a server can carry, and the domain template that describes them."""

# tag, multival, mandatory, autoAssign, label, the feature of versions.py that it hangs on
TAGS = (
    ("mail/smtp", True, False, True, "Internal mail server", None),
    ("mail/smtp-edge", True, False, False, "Mail relay", None),
    ("mail/imap", True, True, True, "Mailbox storage server", None),
    ("bm/es", True, True, True, "Indexing server (master)", None),
    ("bm/es-data", True, True, True, "Indexing server (data)", "es-data"),
    ("bm/core", True, True, True, "Core Server", None),
    ("bm/hps", True, True, True, "Authentication proxy", "hps"),
    ("bm/xmpp", False, True, True, "Instant messaging", "xmpp"),
    ("bm/ac", False, True, True, "Administration console", None),
    ("bm/cal", False, True, True, "Calendar application", None),
    ("bm/webmail", False, True, True, "Webmail", "webmail"),
    ("bm/contact", False, True, True, "Contact application", None),
    ("bm/settings", False, True, True, "Settings application", None),
    ("bm/redirector", False, True, True, "Default application redirector", None),
    ("bm/nginx", False, True, True, "Reverse proxy HTTPS", None),
    ("bm/pgsql", False, True, True, "Database", None),
    ("bm/pgsql-data", False, True, True, "Users data", None),
    ("bm/keycloak", False, True, True, "Authentication server", "keycloak"),
    ("metrics/influxdb", False, False, True, "Metrics", None),
)

# What the wizard gives the main server of a split installation.
MAIN = ("mail/smtp", "bm/es", "bm/core", "bm/hps", "bm/xmpp", "bm/ac", "bm/cal", "bm/webmail", "bm/contact",
        "bm/settings", "bm/redirector", "bm/nginx", "bm/pgsql", "bm/keycloak")


def known(version):
    return [entry for entry in TAGS if entry[5] is None or version.has(entry[5])]


def main_tags(version):
    names = {entry[0] for entry in known(version)}
    return [tag for tag in MAIN if tag in names]


def text(words):
    return {"i18n": [{"lang": "en", "text": words, "helpText": None}]}


def template(version):
    described = [{"value": tag, "description": text(label), "multival": multival, "mandatory": mandatory,
                  "autoAssign": auto} for tag, multival, mandatory, auto, label, _ in known(version)]
    mail = [entry for entry in described if entry["value"].startswith("mail/")]
    others = [entry for entry in described if not entry["value"].startswith("mail/")]
    return {"kinds": [{"id": "mail", "description": text("Mail"), "tags": mail},
                      {"id": "bm", "description": text("BlueMind"), "tags": others}]}
