# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rules that need to know more than one file. Each yields (path, line, message[, first, last])."""

import os
import posixpath
import re

from . import policy
from .c_rules import at, includes
from .source import blank

RULES = {}


def rule(name):
    def register(function):
        RULES[name] = function
        return function
    return register


class Tree:
    def __init__(self, root, sources):
        self.root, self.sources = root, sources
        self.paths = {s.path: s for s in sources}
        self.by_base = {}
        for s in sources:
            if s.extension == '.h':
                self.by_base.setdefault(s.base, []).append(s.path)

    def product(self):
        return [s for s in self.sources if s.extension in ('.c', '.h') and s.path.startswith(('core/', 'plugins/'))]


def blank_match(m):
    return blank(m.group())


def whole(source, message):
    """A finding on the file: an escape may stand anywhere in it."""
    return source.path, 1, message, 1, source.line_count()


@rule('readme')
def readme(tree):
    folders = {}
    for s in tree.sources:
        parts = s.path.split('/')
        if parts[0] in ('core', 'plugins') and len(parts) > 2:
            folders.setdefault('/'.join(parts[:2]), s)
            if s.extension == '.c':
                folders.setdefault(s.folder, s)
    for folder in sorted(folders):
        path = folder + '/README.md'
        page = tree.paths.get(path)
        if page is None:
            yield path, 1, '%s has no README.md: what it is for, who may use it' % folder
        elif len(page.text.strip()) < policy.README_LEAST_CHARACTERS:
            yield whole(page, 'says too little: what %s is for, who may use it' % folder)


def wanted_tests(source):
    """A command is tested as people use it, by a program that types it; all else by a C program of its object's name."""
    stem = source.stem[4:] if source.stem.startswith('slw-') else source.stem
    parts = source.path.split('/')
    folder = 'tests/unit' if parts[0] == 'core' else 'tests/plugins/' + parts[1]
    tests = ['%s/test-%s.c' % (folder, stem)]
    if source.path.startswith('core/cli/'):
        tests.append('tests/cli/test_%s.py' % re.sub('^cmd-', '', stem).replace('-', '_'))
    return tests


def has_transcript(tree, source):
    """A provider is a chain of states, which a transcript tests better than a program."""
    stem = source.stem[4:] if source.stem.startswith('slw-') else source.stem
    start = 'tests/transcripts/%s/%s' % (source.path.split('/')[1], stem)
    return source.path.startswith('plugins/') and any(
        p.startswith((start + '-', start + '.')) for p in tree.paths if p.endswith('.json'))


@rule('test-beside')
def test_beside(tree):
    for s in tree.product():
        if s.extension != '.c':
            continue
        tests, excused = wanted_tests(s), s.path in policy.WITHOUT_TEST
        if has_transcript(tree, s):
            continue
        tested = any(t in tree.paths for t in tests)
        if not tested and not excused:
            yield whole(s, 'has no test %s' % ' or '.join(tests))
        elif tested and excused:
            yield whole(s, 'has a test: take it out of WITHOUT_TEST in tests/style/lint/policy.py')
    for path in policy.WITHOUT_TEST:
        if path not in tree.paths:
            yield 'tests/style/lint/policy.py', 1, 'WITHOUT_TEST names %s, which is gone' % path


def build_files(tree, source):
    """The meson.build of the file's folder and of those above it."""
    folder = source.folder
    while True:
        path = posixpath.join(folder, 'meson.build')
        if path in tree.paths:
            yield tree.paths[path].text
        if not folder:
            return
        folder = posixpath.dirname(folder)


@rule('registered')
def registered(tree):
    for s in tree.sources:
        if s.extension != '.c' or not s.path.startswith(('core/', 'plugins/', 'tests/')):
            continue
        # A list may name a test or a fuzz target by what it tests alone.
        short = re.sub(r'^(test|fuzz)-', '', s.stem)
        name = re.compile(r"['/](%s|%s)(\.c)?'" % (re.escape(s.stem), re.escape(short)))
        if not any(name.search(text) for text in build_files(tree, s)):
            yield whole(s, 'is built by no meson.build')
        elif s.base.startswith('test-') and 'test_add' not in s.text:
            yield whole(s, 'has no test case')


def layer_of(path):
    """The name of the folder in policy.LAYERS, or None for a file outside of them."""
    if path.startswith('include/'):
        return path.split('/')[1]
    parts = path.split('/')
    return '/'.join(parts[:2]) if parts[0] in ('core', 'plugins') and len(parts) > 2 else None


def resolve(tree, source, name, quoted):
    """The path in the tree of an included header, or None for one of the system."""
    places = [posixpath.normpath(posixpath.join(source.folder, name))] if quoted else []
    for place in places + [name, 'core/' + name, 'include/' + name]:
        if place in tree.paths:
            return place
    candidates = [p for p in tree.by_base.get(posixpath.basename(name), []) if p.endswith('/' + name)]
    return candidates[0] if len(candidates) == 1 else None


def allowed_layers(source):
    if source.path.startswith('plugins/'):
        return policy.PLUGIN_MAY_INCLUDE + (layer_of(source.path),)
    key = posixpath.dirname(source.path) if source.path.startswith('include/') else layer_of(source.path)
    return policy.LAYERS.get(key, ())


def library_fault(source, name):
    for library, owners in policy.LIBRARY_OWNERS.items():
        if name.startswith(library) and not source.path.startswith(tuple(o + '/' for o in owners)):
            return '<%s> is known to %s only' % (name, ', '.join(owners))
    return None


def object_names(source):
    """What the file may be about: slw-action-text.c is about action_text or action."""
    words = re.sub(r'\W', '_', source.stem).split('_')
    words = words[1:] if words[0] == 'slw' else words
    return ['_'.join(words[:n]) for n in range(len(words), 0, -1)]


def declared_beside(tree, source):
    """The functions that a header named after the file's object declares."""
    names = set()
    for stem in object_names(source):
        for base in (stem, stem + '_private'):
            for form in ('slw-%s.h', '%s.h'):
                for path in tree.by_base.get(form % base.replace('_', '-'), ()):
                    names.update(f.name for f in tree.paths[path].declarations)
    return names


@rule('symbol-prefix')
def symbol_prefix(tree):
    for s in tree.product():
        if s.extension != '.c':
            continue
        names = object_names(s)
        prefixes = tuple('slw_' + n for n in names) + (tuple(names) if s.path.startswith('plugins/') else ())
        exported = [f for f in s.functions if not f.is_static() and f.name != 'main'
                    and not any(f.name == p or f.name.startswith(p + '_') for p in prefixes)]
        beside = declared_beside(tree, s) if exported else ()
        for f in exported:
            if f.name not in beside:
                yield (s.path,) + at(s, f, '%s () is exported from %s: name it %s_<verb>, declare it in a header of '
                                     'that name, or make it static' % (f.name, s.base, prefixes[0]))


@rule('layering')
def layering(tree):
    for s in tree.sources:
        if s.extension not in ('.c', '.h') or not s.path.startswith(('core/', 'plugins/', 'include/')):
            continue
        allowed = allowed_layers(s)
        for line, quoted, name in includes(s):
            target = resolve(tree, s, name, quoted)
            layer = layer_of(target) if target else None
            if layer and layer not in allowed and '*' not in allowed:
                yield s.path, line, '%s is of %s; %s may include %s' % (
                    name, layer, posixpath.dirname(s.path), ', '.join(allowed) or 'nothing')
            elif not target and library_fault(s, name):
                yield s.path, line, library_fault(s, name)


@rule('file-length')
def file_length(tree):
    for s in tree.sources:
        if s.extension in ('.c', '.h', '.py', '.sh') or s.interpreter():
            most = next(n for prefix, n in policy.FILE_FAILS if s.path.startswith(prefix))
            if s.line_count() > most:
                yield whole(s, 'has %d lines, at most %d' % (s.line_count(), most))


@rule('spdx')
def spdx(tree):
    for s in tree.sources:
        if s.extension in ('.c', '.h') or s.interpreter() or s.base in ('meson.build', 'meson_options.txt'):
            if policy.LICENCE not in '\n'.join(s.lines[:4]):
                yield whole(s, 'lacks "%s" in its first lines' % policy.LICENCE)


def search(tree, patterns, message):
    pattern = re.compile('|'.join(patterns))
    for s in tree.sources:
        for m in pattern.finditer(s.text):
            yield s.path, s.line_of(m.start()), message % m.group()


@rule('machine-path')
def machine_path(tree):
    yield from search(tree, policy.MACHINE_PATHS, '%s is a path of one machine')


@rule('registry-host')
def registry_host(tree):
    yield from search(tree, policy.REGISTRY_HOSTS, '%s is the host of a package registry')


@rule('mark')
def mark(tree):
    yield from search(tree, policy.MARKS, '%s: do it, or open an issue')


LINK = re.compile(r'\]\(([^)\s#]+)(#[^)]*)?\)')


@rule('link')
def link(tree):
    for s in tree.sources:
        text = re.sub(r'^```.*?^```', blank_match, s.text, flags=re.S | re.M) if s.extension == '.md' else ''
        for m in LINK.finditer(text):
            outside = '://' in m.group(1) or m.group(1).startswith('mailto:')
            if not outside and not os.path.exists(os.path.join(tree.root, s.folder, m.group(1))):
                yield s.path, s.line_of(m.start()), 'the link leads nowhere: %s' % m.group(1)


@rule('whitespace')
def whitespace(tree):
    pattern = re.compile(r'[ \t\r]+$', re.M)
    for s in tree.sources:
        if s.path.startswith(policy.DATA) or not s.text:
            continue
        for m in pattern.finditer(s.text):
            yield s.path, s.line_of(m.start()), 'white space at the end of the line'
        if s.extension in ('.c', '.h', '.py') and '\t' in s.text:
            yield s.path, s.line_of(s.text.index('\t')), 'a tab; two spaces are a level in C, four in Python'
        if not s.text.endswith('\n') or s.text.endswith('\n\n'):
            yield s.path, s.line_count(), 'a file ends with one newline'
