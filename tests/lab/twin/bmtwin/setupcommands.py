# SPDX-License-Identifier: LGPL-2.1-or-later
"""bm-cli setup ...: first configuration and update in place of the wizard (package bm-plugin-cli-setup)."""
import os
import subprocess
import sys
import time
import urllib.parse
import uuid

from . import host, paths, settings, tags
from .faults import ServerFault


def install(context, options):
    """What the wizard leaves behind: main server, domain, administrators, the wizard's password, state RUNNING."""
    client = context.client
    state = client.call("GET", "/api/system/installation/state")
    if state != "CORE_STATE_NOT_INSTALLED":
        if not options.reinstall:
            raise ServerFault("BlueMind is already installed (%s), use --reinstall" % state)
        _forget_installation(client)
    client.wait(client.call("POST", "/api/system/installation/_initialize"), print)
    context.reconnect()
    client = context.client
    client.call("POST", "/api/configuration", {"external_url": options.external_url})
    _register_main(client, context.version)
    domain = _create_domain(client, context.version, options.domain)
    _create_administrators(client, domain, options)
    if options.set_contact:
        client.call("POST", "/api/system/installation/_subscriptionContacts", [options.set_contact])
    client.call("POST", "/api/system/installation/version")
    client.call("POST", "/api/configuration", {"sw_password": options.sw_pass, "default_domain": options.domain})
    print("BlueMind is installed: https://%s/" % options.external_url)


def _forget_installation(client):
    subprocess.run(["systemctl", "stop", "bm-core"], check=True)
    for path in (paths.TOKEN, paths.INI, paths.MCAST, "/var/lib/bm-twin/core.json"):
        paths.remove(path)
    subprocess.run(["systemctl", "start", "bm-core"], check=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if client.call("GET", "/api/system/installation/state") == "CORE_STATE_NOT_INSTALLED":
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise ServerFault("bm-core did not come back")


def _register_main(client, version):
    address = host.address()
    wanted = tags.main_tags(version)
    if settings.get("setup-all-in-one"):
        wanted += ["mail/imap", "bm/pgsql-data"]
    server = {"ip": address, "fqdn": address, "name": "bm-master", "tags": wanted}
    print("Registering the main server %s" % address)
    client.wait(client.call("PUT", "/api/servers/default/bm-master", server))


def _create_domain(client, version, name):
    domain = {"label": name, "name": name, "description": None, "properties": {}, "global": False, "aliases": []}
    if version.has("internal-domains"):
        domain["name"] = "%x.internal" % int(time.time() * 1000)
        domain.update(aliases=[name], defaultAlias=name)
    uid = domain["name"]
    print("Creating domain %s" % name)
    client.call("PUT", "/api/domains/" + uid, domain)
    template = client.call("GET", "/api/system/domaintemplate")
    automatic = {tag["value"] for kind in template["kinds"] for tag in kind["tags"] if tag["autoAssign"]}
    for item in client.call("GET", "/api/servers/default/_complete"):
        for tag in sorted(automatic & set(item["value"]["tags"])):
            client.call("POST", "/api/servers/default/%s/assignments/%s/_assign?tag=%s"
                        % (uid, item["uid"], urllib.parse.quote(tag, safe="")))
    return uid


def _create_administrators(client, domain, options):
    admin = {"login": "admin", "routing": "none", "hidden": False, "archived": False,
             "contactInfos": {"identification": {"formatedName": {"value": "admin"}}},
             "password": getattr(options, "domain_admin_pass", None) or "admin"}
    client.call("PUT", "/api/users/%s/%s" % (domain, str(uuid.uuid4()).upper()), admin)
    if getattr(options, "admin0_pass", None):
        set_password(client, "admin0@global.virt", options.admin0_pass)


def set_password(client, login, password):
    name, _, domain = login.partition("@")
    known = client.call("GET", "/api/domains/_lookup?name=" + urllib.parse.quote(domain))
    item = known and client.call("GET", "/api/users/%s/byLogin/%s" % (known["uid"], urllib.parse.quote(name)))
    if item is None:
        raise ServerFault("user %s not found" % login, "NOT_FOUND")
    client.call("POST", "/api/users/%s/%s/password_" % (known["uid"], item["uid"]), {"newPassword": password})


def upgrade(context, _):
    """The final step of an update, once, on the main server."""
    client = context.client
    client.wait(client.call("POST", "/api/system/installation/_upgrade"), print)
    if context.version.has("postinst"):
        client.wait(client.call("POST", "/api/system/installation/_postinst"), print)
    if settings.get("upgrade-rc3"):
        print("Upgrade Complete: Success", file=sys.stderr)
        sys.stdout.flush()
        os._exit(3)
    print("Upgrade Complete: Success")


def version(context, options):
    context.client.call("POST", "/api/system/installation/subscription/_version?version="
                        + urllib.parse.quote(options.target))
    print("Target version is now %s" % options.target)


def check_subscription(context, _):
    known = context.client.call("GET", "/api/system/installation/subscription")
    days = "NONE" if known["ends"] is None else str(int((known["ends"] / 1000 - time.time()) // 86400))
    print("%s;%s" % ("OK" if known["valid"] else "ERROR", days))


def add_commands(commands, context_version):
    """Put the setup commands into the parser of bm-cli."""
    actions = commands.add_parser("setup").add_subparsers(dest="action", required=True)
    parser = actions.add_parser("install")
    for name in ("--external-url", "--domain", "--sw-pass"):
        parser.add_argument(name, required=True)
    parser.add_argument("--set-contact")
    parser.add_argument("--reinstall", action="store_true")
    if context_version.has("picocli"):
        parser.add_argument("--admin0-pass")
        parser.add_argument("--domain-admin-pass")
    parser.set_defaults(run=install)
    actions.add_parser("upgrade" if context_version.has("subscription-version") else "update").set_defaults(run=upgrade)
    parser = actions.add_parser("version")
    parser.add_argument("target")
    parser.set_defaults(run=version)
    actions.add_parser("check-subscription").set_defaults(run=check_subscription)
