# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rules that ask another program: shells, Python, clang-format. Each yields like tree_rules."""

import ast
import os
import re
import shutil
import subprocess

from . import policy
from .tree_rules import whole

RULES = {}


def shell_fault(tree, source, shell):
    done = subprocess.run([shell, '-n', os.path.join(tree.root, source.path)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode == 0:
        return None
    first = (done.stderr.decode('utf-8', 'replace').splitlines() or ['failed'])[0]
    m = re.search(r':(?: line)? (\d+): (.*)', first)
    return (int(m.group(1)), m.group(2)) if m else (1, first)


def script_syntax(tree):
    for s in tree.sources:
        kind = s.interpreter()
        if kind == 'python':
            try:
                s.python = ast.parse(s.bytes)
            except (SyntaxError, ValueError) as e:
                yield s.path, getattr(e, 'lineno', 1) or 1, 'python: %s' % e
        elif kind:
            shell = 'dash' if kind == 'sh' and shutil.which('dash') else kind
            fault = shell_fault(tree, s, shell)
            if fault:
                yield s.path, fault[0], '%s -n: %s' % (shell, fault[1])


def python_function_length(tree):
    for s in tree.sources:
        for n in ast.walk(s.python) if s.python else ():
            if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = n.end_lineno - n.lineno + 1
                if length > policy.FUNCTION_FAILS:
                    yield s.path, n.lineno, '%s () has %d lines, at most %d' % (n.name, length, policy.FUNCTION_FAILS)


def format_program():
    """clang-format 14, or None: other versions lay out the same style differently."""
    for name in ('clang-format-14', 'clang-format'):
        if shutil.which(name):
            out = subprocess.run([name, '--version'], stdout=subprocess.PIPE).stdout.decode()
            if re.search(r'version 14\.', out):
                return name
    return None


def clang_format(tree):
    program = format_program()
    sources = [s for s in tree.sources if s.extension in ('.c', '.h')]
    for n in range(0, len(sources) if program else 0, 40):
        batch = sources[n:n + 40]
        done = subprocess.run([program, '--dry-run', '--style=file'] + [s.path for s in batch], cwd=tree.root,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        lines = {}
        for m in re.finditer(r'^(.*?):(\d+):\d+: (?:warning|error): ', done.stderr.decode('utf-8', 'replace'), re.M):
            lines.setdefault(m.group(1), int(m.group(2)))
        for s in batch:
            if s.path in lines:
                yield (s.path, lines[s.path], 'not as clang-format 14 lays it out: clang-format -i %s' % s.path,
                       1, s.line_count())


RULES['script-syntax'] = script_syntax
RULES['function-length'] = python_function_length
ON_DEMAND = {'format': clang_format}
