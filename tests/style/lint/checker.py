# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the rules over a tree and takes away what an escape comment excuses."""

from . import c_rules, policy, script_rules, source, tree_rules
from .source import Finding

C_RULES, TREE_RULES = c_rules.RULES, (tree_rules.RULES, script_rules.RULES)


def rule_names():
    return sorted(set(C_RULES) | set(tree_rules.RULES) | set(script_rules.RULES) | set(script_rules.ON_DEMAND)
                  | {'escape'})


class Report:
    def __init__(self):
        self.findings, self.escapes, self.notes, self.files, self.lines = [], [], [], 0, 0


def load_tree(root):
    sources = [source.load(root, p) for p in source.list_files(root) if not p.startswith(policy.NOT_OURS)]
    return tree_rules.Tree(root, [s for s in sources if not s.binary])


def collect(tree, with_format):
    for s in tree.sources:
        if isinstance(s, source.CSource):
            for name, rule in C_RULES.items():
                for line, message, *span in rule(s):
                    yield Finding(s.path, line, name, message, *span)
    for rules in TREE_RULES + ((script_rules.ON_DEMAND,) if with_format else ()):
        for name, rule in rules.items():
            for path, line, message, *span in rule(tree):
                yield Finding(path, line, name, message, *span)


def escape_faults(escapes, ran):
    known = rule_names()
    for e in escapes:
        if e.rule not in known:
            yield Finding(e.path, e.line, 'escape', 'there is no rule %s' % e.rule)
        elif len(e.reason) < 10:
            yield Finding(e.path, e.line, 'escape', 'say why: style:%s <reason>' % e.rule)
        elif not e.used and e.rule in ran:
            yield Finding(e.path, e.line, 'escape', 'nothing to excuse here any more (%s)' % e.rule)
    if len(escapes) > policy.MAX_ESCAPES:
        yield Finding('tests/style/lint/policy.py', 1, 'escape', '%d escapes in the tree, at most %d'
                      % (len(escapes), policy.MAX_ESCAPES))


def check(root, with_format=False):
    tree, report = load_tree(root), Report()
    by_path = {}
    for s in tree.sources:
        found = s.escapes()
        report.escapes += found
        by_path[s.path] = found
        report.files += 1
        report.lines += s.line_count()
        if isinstance(s, source.CSource):
            report.notes += [(s.path, line, text) for line, text in c_rules.notes(s)]
    for finding in collect(tree, with_format):
        covering = [e for e in by_path.get(finding.path, ()) if e.covers(finding)]
        for e in covering:
            e.used = True
        if not covering:
            report.findings.append(finding)
    ran = set(rule_names()) - (set() if with_format else set(script_rules.ON_DEMAND))
    report.findings += escape_faults(report.escapes, ran)
    report.findings.sort(key=Finding.key)
    return report
