# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rules on one C file. A rule is a function that yields (line, message[, first line, last line])."""

import posixpath
import re

from . import policy

RULES = {}


def rule(name):
    def register(function):
        RULES[name] = function
        return function
    return register


def within(path, prefixes):
    return any(path.startswith(p) for p in prefixes)


def at(source, function, message):
    """A finding on a function: an escape may stand above it or between its first line and its brace."""
    return (source.line_of(function.name_offset), message, source.line_of(function.start),
            source.line_of(function.body or function.end))


def calls(names):
    """Calls of a plain function of that name, not of a member."""
    return re.compile(r'(?<![\w.>])(%s)\s*\(' % '|'.join(names))


@rule('return-type')
def return_type(source):
    for f in source.functions:
        if source.structure[f.name_offset - 1:f.name_offset] not in ('\n', ''):
            yield at(source, f, 'the name of %s () begins its line, the return type stands on the one above' % f.name)
        elif not source.structure.startswith(f.name + ' (', f.name_offset):
            yield at(source, f, 'one space between %s and its parenthesis' % f.name)


def function_lines(source, f):
    return source.line_of(f.end - 1) - source.line_of(f.start) + 1


@rule('function-length')
def function_length(source):
    for f in source.functions:
        n = function_lines(source, f)
        if n > policy.FUNCTION_FAILS:
            yield at(source, f, '%s () has %d lines, at most %d' % (f.name, n, policy.FUNCTION_FAILS))


def notes(source):
    """What is a reason to look but no finding."""
    for f in source.functions:
        n = function_lines(source, f)
        if policy.FUNCTION_NOTE < n <= policy.FUNCTION_FAILS:
            yield source.line_of(f.name_offset), '%s () has %d lines' % (f.name, n)
    if source.line_count() > policy.FILE_NOTE:
        yield 1, 'the file has %d lines' % source.line_count()


NEST_TOKEN = re.compile(r'\b(?:if|for|while|switch|else|do)\b|[{}();]')


class Nesting:
    """Depth of statements in a body: braces and single statements under a condition or a loop count alike."""

    def __init__(self, text, begin, end):
        self.text, self.begin, self.end = text, begin, end
        self.stack, self.paren, self.control, self.ready = [], 0, None, None

    def depth(self):
        return sum(1 for kind in self.stack if kind != 'initializer') - 1

    def levels(self):
        """(offset, depth) of each statement that is nested."""
        for m in NEST_TOKEN.finditer(self.text, self.begin, self.end):
            token = m.group()
            if token in '()':
                self._parenthesis(token, m.end())
            elif self.paren:
                continue
            elif token == '{':
                self._open(m.start())
                yield m.start(), self.depth()
            elif token == '}':
                self._close()
            elif token == ';':
                if self.ready is not None:
                    yield m.start(), self.depth() + 1
                self.ready = None
                self._end_statement()
            else:
                self._keyword(token, m.end())

    def _parenthesis(self, token, end):
        self.paren += 1 if token == '(' else -1
        if self.paren == 0 and self.control and self.ready is None:
            self.ready, self.control = end, None

    def _keyword(self, token, end):
        if self.ready is not None and not self.text[self.ready:end - len(token)].strip():
            if not (token == 'if' and self.text[:self.ready].endswith('else')):
                self.stack.append('statement')
        self.control = token if token not in ('else', 'do') else None
        self.ready = end if token in ('else', 'do') else None

    def _open(self, start):
        before = self.text[self.begin:start].rstrip()[-1:]
        is_body = self.ready is not None and not self.text[self.ready:start].strip()
        inside = self.stack[-1:] == ['initializer']
        starts = is_body or before in ('', ';', '{', '}', ':')
        self.stack.append('block' if starts and not inside else 'initializer')
        if is_body:
            self.ready = None

    def _close(self):
        if self.stack and self.stack.pop() == 'block':
            self._end_statement()

    def _end_statement(self):
        while self.stack and self.stack[-1] == 'statement':
            self.stack.pop()


@rule('nesting')
def nesting(source):
    for f in source.functions:
        # Only the body's text: the slices in Nesting stay short.
        body = source.structure[f.body:f.end]
        deep = next((o for o, d in Nesting(body, 0, len(body)).levels() if d >= policy.NESTING_FAILS), None)
        if deep is not None:
            line = source.line_of(f.body + deep)
            yield line, '%s () nests %d deep: split it' % (f.name, policy.NESTING_FAILS)


@rule('goto')
def goto(source):
    for m in re.finditer(r'\bgoto\s+\w+\s*;', source.code):
        yield source.line_of(m.start()), 'no goto: g_autoptr () and g_steal_pointer () clean up'


CALL = re.compile(r'(?<![\w.>])([a-z_]\w*)\s*\(')
BLOCKED = {name: (instead, where, but) for names, instead, where, but in policy.BLOCKED_CALLS for name in names}


@rule('blocked-function')
def blocked_function(source):
    for m in CALL.finditer(source.code):
        instead, where, but = BLOCKED.get(m.group(1), (None, (), ()))
        if within(source.path, where) and not within(source.path, but):
            yield source.line_of(m.start()), '%s () is blocked, use %s' % (m.group(1), instead)


@rule('precondition')
def precondition(source):
    pattern = calls(('g_return_if_fail', 'g_return_val_if_fail'))
    for f in source.functions:
        if f.is_static():
            for m in pattern.finditer(source.code, f.body, f.end):
                yield (source.line_of(m.start()),
                       '%s () is for the public functions; %s () is static, its callers are here' % (m.group(1), f.name))


@rule('error-handling')
def error_handling(source):
    for f in source.functions:
        if not re.search(r'\bGError\s*\*\*\s*error\b', f.parameters):
            continue
        body = source.code[f.body:f.end]
        for m in re.finditer(r'\(\s*\*\s*error\s*\)\s*->', body):
            yield source.line_of(f.body + m.start()), 'the caller may pass NULL for error: use a local GError'
        failed = re.search(r'\breturn\s+FALSE\s*;', body)
        if failed and not re.search(r'\berror\b', body):
            yield source.line_of(f.body + failed.start()), '%s () fails without ever setting its error' % f.name


def doc_returns(doc):
    m = re.search(r'^\s*\*\s*Returns:(.*?)(?=^\s*\*\s*(?:Since:|Deprecated:)|\Z)', doc, re.S | re.M)
    return m.group(1) if m else None


def doc_faults(f, doc):
    if not re.match(r'/\*\*\s*\n\s*\*\s*%s\s*:' % re.escape(f.name), doc):
        return ['a comment that begins with "%s:"' % f.name]
    missing = ['@' + p for p in f.parameter_names() if not re.search(r'^\s*\*\s*@%s:' % re.escape(p), doc, re.M)]
    returned = f.return_type()
    returns = doc_returns(doc)
    if returned == 'void':
        return missing
    if returns is None or not returns.strip(' */\n'):
        missing.append('"Returns:"')
    elif (re.search(r'\*|\bgpointer\b|\bGStrv\b', returned)) and '(transfer' not in returns:
        missing.append('"(transfer ...)" after "Returns:"')
    return missing


@rule('public-doc')
def public_doc(source):
    if source.extension != '.h' or not source.path.startswith('include/'):
        return
    for f in source.declarations + source.functions:
        if f.name.endswith('_get_type') or '(' in f.prefix:
            continue
        missing = doc_faults(f, source.comment_before(f.start))
        if missing:
            yield at(source, f, 'the documentation of %s () lacks %s' % (f.name, ', '.join(missing)))


@rule('header-guard')
def header_guard(source):
    if source.extension == '.h' and not re.match(r'\s*#\s*pragma\s+once\b', source.without_comments):
        yield 1, 'a header begins with #pragma once', 1, source.line_count()


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)


def includes(source):
    return [(source.line_of(m.start()), m.group(1) == '"', m.group(2)) for m in INCLUDE.finditer(source.without_comments)]


@rule('include-order')
def include_order(source):
    if source.extension != '.c':
        return
    own = {source.stem + '.h', 'slw-%s.h' % source.stem}
    found = [i for i in includes(source) if posixpath.basename(i[2]) != 'config.h']
    for n, (line, _, name) in enumerate(found):
        if n > 0 and posixpath.basename(name) in own:
            yield line, '%s comes first (after config.h), so that it is proved to stand alone' % name


@rule('plugin-io')
def plugin_io(source):
    for m in CALL.finditer(source.code) if source.path.startswith('plugins/') else ():
        if m.group(1) in policy.PLUGIN_PURE:
            continue
        if m.group(1) in policy.PLUGIN_IO or m.group(1).startswith(policy.PLUGIN_IO_FAMILIES):
            yield (source.line_of(m.start()), '%s () in a plugin: answer with an SlwAction, the core does the I/O'
                   % m.group(1))
