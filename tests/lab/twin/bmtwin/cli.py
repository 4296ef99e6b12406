# SPDX-License-Identifier: LGPL-2.1-or-later
"""bm-cli: the administrator's command line."""
import argparse
import json
import os
import sys

from . import client, log, nodeclient, paths, setupcommands, versions
from .faults import ServerFault

SETUP_PLUGIN = "/usr/share/bm-cli/plugins/bm-plugin-cli-setup"
FAILED, BAD_USAGE = 50, 51


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        print("%s: %s" % (self.prog, message), file=sys.stderr)
        raise SystemExit(BAD_USAGE)


class Context:
    def __init__(self):
        # A server without a core takes the version of its node: packages of one release move together.
        self.version = versions.installed() if paths.exists(versions.FILE) else versions.of_node()
        self.client = client.Client()

    def reconnect(self):
        self.client = client.Client()


def node_status(context, options):
    """One line per server, by what its node shows."""
    failed = 0
    for item in context.client.call("GET", "/api/servers/default/_complete"):
        value = item["value"]
        if options.tag and options.tag not in value["tags"] or options.uid not in (None, item["uid"]) \
                or options.addr not in (None, value["ip"]):
            continue
        try:
            good = bool(nodeclient.NodeClient(value["ip"]).read(paths.INI))
        except ServerFault:
            good = False
        failed += not good
        print("Server %s (%s %s %s) %s" % (value["ip"], item["uid"], value["name"], sorted(value["tags"]),
                                          "OK" if good else "FAILED"))
    if failed:
        raise ServerFault("%d servers failed" % failed)


def server_add(context, options):
    if options.name != options.name.lower() or "_" in options.name:
        raise ServerFault("The name of a server must be lowercase and without '_'")
    server = {"ip": options.ip, "fqdn": options.fqdn, "name": options.name, "tags": []}
    context.client.wait(context.client.call("PUT", "/api/servers/default/" + options.name, server))
    server["tags"] = options.tag or []
    context.client.wait(context.client.call("POST", "/api/servers/default/" + options.name, server))
    print("Server %s created" % options.name)


def _change_tags(context, options, change):
    item = context.client.call("GET", "/api/servers/default/%s/complete" % options.server)
    if item is None:
        raise ServerFault("Server %s not found" % options.server)
    wanted = change(set(item["value"]["tags"]), set(options.tag))
    context.client.wait(context.client.call("POST", "/api/servers/default/%s/tags" % options.server, sorted(wanted)))


def server_tags(context, options):
    _change_tags(context, options, set.union)


def server_untags(context, options):
    _change_tags(context, options, set.difference)


def sysconf_list(context, _):
    for key, value in sorted(context.client.call("GET", "/api/configuration")["values"].items()):
        print("%s=%s" % (key, value))


def sysconf_set(context, options):
    context.client.call("POST", "/api/configuration", {options.key: options.value})


def sysconf_mset(context, options):
    with open(options.file, encoding="utf-8") as stream:
        context.client.call("POST", "/api/configuration", json.load(stream))


def user_update(context, options):
    setupcommands.set_password(context.client, options.user, options.password)


def _add_node(commands):
    parser = commands.add_parser("node").add_subparsers(dest="action", required=True).add_parser("status")
    for name in ("--tag", "--uid", "--addr", "--workers"):
        parser.add_argument(name)
    parser.set_defaults(run=node_status)


def _add_server(commands):
    actions = commands.add_parser("server").add_subparsers(dest="action", required=True)
    parser = actions.add_parser("add")
    for short, name in (("-i", "--ip"), ("-f", "--fqdn"), ("-n", "--name")):
        parser.add_argument(short, name, required=True)
    parser.add_argument("-t", "--tag", nargs="+")
    parser.set_defaults(run=server_add)
    for name, run in (("tags", server_tags), ("untags", server_untags)):
        parser = actions.add_parser(name)
        parser.add_argument("-s", "--server", required=True)
        parser.add_argument("-t", "--tag", nargs="+", required=True)
        parser.set_defaults(run=run)


def _add_sysconf(commands):
    actions = commands.add_parser("sysconf").add_subparsers(dest="action", required=True)
    actions.add_parser("list").set_defaults(run=sysconf_list)
    parser = actions.add_parser("set")
    parser.add_argument("key")
    parser.add_argument("-v", "--value", required=True)
    parser.set_defaults(run=sysconf_set)
    parser = actions.add_parser("mset")
    parser.add_argument("--format", choices=["json"], default="json")
    parser.add_argument("file")
    parser.set_defaults(run=sysconf_mset)


def _add_user(commands):
    parser = commands.add_parser("user").add_subparsers(dest="action", required=True).add_parser("update")
    parser.add_argument("user")
    parser.add_argument("--password", required=True)
    parser.set_defaults(run=user_update)


def build_parser(version):
    parser = Parser(prog="bm-cli")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_node(commands)
    _add_sysconf(commands)
    _add_user(commands)
    if version.has("cli-server"):
        _add_server(commands)
    if paths.exists(SETUP_PLUGIN):
        setupcommands.add_commands(commands, version)
    return parser


def main():
    if os.geteuid() != 0 and not paths.ROOT:
        sys.exit("bm-cli must be run by root")
    context = Context()
    logger = log.open_log("net.bluemind.cli", "/var/log/bm-cli/cli.log")
    try:
        options = build_parser(context.version).parse_args()
        logger.info("%s %s", options.command, options.action)
        options.run(context, options)
        code = 0
    except SystemExit as stop:
        code = stop.code
    except (ServerFault, OSError, ValueError) as problem:
        logger.error("%s", problem)
        print("Error: %s" % problem, file=sys.stderr)
        code = FAILED
    # Before picocli (4.4) the exit status said nothing.
    return code if context.version.has("picocli") else 0


if __name__ == "__main__":
    sys.exit(main())
