# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files as the rules see them: text without comments and strings, functions, declarations, escapes."""

import bisect
import os
import re
import subprocess

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r'^[ \t]*#[ \t]*(\w*)(?:\\\n|[^\n])*', re.M)
LEADING = re.compile(r'(?:\s+|G_(?:BEGIN|END)_DECLS\b|G_GNUC_(?:BEGIN|END)_IGNORE_\w+)*')
STRUCTURE = re.compile(r'[{}();=]')
# A name in capitals before a parenthesis is a macro (G_DEFINE_TYPE, G_GNUC_PRINTF), never a function of ours.
NAMED_GROUP = re.compile(r'([A-Za-z_]\w*)\s*$')
MACRO = re.compile(r'[A-Z_][A-Z0-9_]*$|__attribute__$|__extension__$')
ESCAPE = re.compile(r'\bstyle:([a-z][a-z-]*)[ \t]*(.*?)[ \t]*(?:\*/)?[ \t]*$')


def blank(text):
    """The same length and the same lines, nothing in them."""
    return re.sub(r'[^\n]', ' ', text)


class Finding:
    """One broken rule; an escape comment anywhere in the lines first..last (or the line above) takes it away."""

    def __init__(self, path, line, rule, message, first=None, last=None):
        self.path, self.line, self.rule, self.message = path, line, rule, message
        self.first = line if first is None else first
        self.last = line if last is None else last

    def key(self):
        return (self.path, self.line, self.rule, self.message)


class Escape:
    def __init__(self, path, line, last, rule, reason):
        self.path, self.line, self.last, self.rule, self.reason = path, line, last, rule, reason
        self.used = False

    def covers(self, finding):
        return finding.rule == self.rule and finding.first - 1 <= self.last and self.line <= finding.last


class Source:
    """A text file of the tree."""

    def __init__(self, root, path):
        self.root, self.path = root, path
        with open(os.path.join(root, path), 'rb') as f:
            raw = f.read()
        self.binary = b'\0' in raw
        self.bytes = raw
        self.python = None
        self.text = raw.decode('utf-8', 'replace')
        self.lines = self.text.split('\n')
        self.base = os.path.basename(path)
        self.folder = os.path.dirname(path)
        self.stem, self.extension = os.path.splitext(self.base)
        self._starts = [0] + [m.end() for m in re.finditer('\n', self.text)]

    def line_of(self, offset):
        return bisect.bisect_right(self._starts, offset)

    def line_count(self):
        return len(self.lines) - (self.lines[-1] == '')

    def interpreter(self):
        """bash, sh or python by file name, else by the first line; '' for anything else."""
        if self.extension == '.py':
            return 'python'
        if self.extension == '.sh' and not self.text.startswith('#!'):
            return 'sh'
        m = re.match(r'#!\s*\S*?(?:/env\s+(?:-S\s+)?)?(\w+)[\d.]*(?:\s|$)', self.lines[0])
        name = re.sub(r'\d+$', '', m.group(1)) if m else ''
        return {'dash': 'sh'}.get(name, name) if name in ('bash', 'sh', 'dash', 'python') else ''

    def comments(self):
        """(first line, last line, text) of each comment."""
        if not (self.interpreter() or self.base in ('meson.build', 'meson_options.txt')):
            return []
        return [(n, n, line[line.index('#'):]) for n, line in enumerate(self.lines, 1) if '#' in line]

    def escapes(self):
        found = []
        for first, last, text in self.comments():
            for offset, line in enumerate(text.split('\n')):
                m = ESCAPE.search(line)
                if m:
                    found.append(Escape(self.path, first + offset, last, m.group(1), m.group(2)))
        return found


class Function:
    """A definition or, with no body, a declaration."""

    def __init__(self, name, prefix, parameters, start, name_offset, body, end):
        self.name, self.prefix, self.parameters = name, prefix, parameters
        self.start, self.name_offset, self.body, self.end = start, name_offset, body, end

    def is_static(self):
        return re.search(r'\bstatic\b', self.prefix) is not None

    def return_type(self):
        words = [w for w in re.findall(r'\w+|\*', self.prefix) if not MACRO.match(w) or w == '*']
        return ' '.join(words)

    def parameter_names(self):
        names = []
        for parameter in split_commas(self.parameters):
            pointer = re.search(r'\(\s*\*\s*(\w+)\s*\)', parameter)
            words = re.findall(r'\w+', re.sub(r'\[[^\]]*\]', '', parameter))
            if parameter.strip() == '...':
                names.append('...')
            elif pointer:
                names.append(pointer.group(1))
            elif words and words != ['void']:
                names.append(words[-1])
        return names


def split_commas(text):
    parts, depth, last = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in '([') - (c in ')]')
        if c == ',' and depth == 0:
            parts.append(text[last:i])
            last = i + 1
    return [p for p in parts + [text[last:]] if p.strip()]


def named_groups(header):
    """(name, start of name, start and end of the parenthesis) of each top-level `name (...)`."""
    groups, depth, opened = [], 0, 0
    for i, c in enumerate(header):
        if c == '(':
            if depth == 0:
                opened = i
            depth += 1
        elif c == ')':
            depth -= 1
            m = NAMED_GROUP.search(header, 0, opened) if depth == 0 else None
            if m:
                groups.append((m.group(1), m.start(1), opened, i + 1))
    return groups


class CSource(Source):
    """A C file: `code` has comments and the insides of strings blanked, `structure` also the directives."""

    def __init__(self, root, path):
        super().__init__(root, path)
        self._comments = []
        self.code = TOKEN.sub(self._mask, self.text)
        self.without_comments = TOKEN.sub(lambda m: m.group() if m.group()[0] in '"\'' else blank(m.group()), self.text)
        self.structure = self._without_directives()
        self.functions, self.declarations = [], []
        self._scan()

    def _mask(self, m):
        token = m.group()
        if token[0] in '"\'':
            return token[0] + blank(token[1:-1]) + token[0]
        self._comments.append((m.start(), m.end()))
        return blank(token)

    def comments(self):
        return [(self.line_of(a), self.line_of(b - 1), self.text[a:b]) for a, b in self._comments]

    def comment_before(self, offset):
        """The comment that ends right before @offset, or ''."""
        i = bisect.bisect_right([b for _, b in self._comments], offset) - 1
        if i < 0 or self.text[self._comments[i][1]:offset].strip():
            return ''
        return self.text[self._comments[i][0]:self._comments[i][1]]

    def _without_directives(self):
        """Only the first branch of each #if stays, so that braces balance."""
        out, last, skipping, stack = [], 0, 0, []
        for m in DIRECTIVE.finditer(self.code):
            piece = self.code[last:m.start()]
            out.append(blank(piece) if skipping else piece)
            out.append(blank(m.group()))
            last = m.end()
            word = m.group(1)
            if word in ('if', 'ifdef', 'ifndef'):
                stack.append(skipping)
            elif word in ('else', 'elif') and stack:
                skipping = 1
            elif word == 'endif' and stack:
                skipping = stack.pop()
        return ''.join(out) + self.code[last:]

    def _scan(self):
        depth = paren = start = opened = 0
        assigned = False
        for m in STRUCTURE.finditer(self.structure):
            c = m.group()
            if depth:
                depth += (c == '{') - (c == '}')
                if c == '}' and depth == 0 and paren == 0:
                    if not assigned:
                        self._add(start, opened, opened, m.end())
                    # `} name;` of a typedef belongs to the braces; a function has nothing after them.
                    start = m.end()
            elif c == '{':
                depth, opened = 1, m.start()
            elif c in '()':
                paren += 1 if c == '(' else -1
            elif c == '=' and paren == 0:
                assigned = True
            elif c == ';' and paren == 0:
                if not assigned:
                    self._add(start, m.start(), None, m.end())
                start, assigned = m.end(), False

    def _add(self, start, header_end, body, end):
        header = self.structure[start:header_end]
        groups = named_groups(header)
        real = [g for g in groups if not MACRO.match(g[0])]
        if not real:
            return
        name, at, opened, closed = real[-1]
        # A macro call with no semicolon before the function (G_DEFINE_TYPE) is not part of it.
        before = [g[3] for g in groups if g[3] <= at and not g[0].startswith(('G_GNUC_', '__attribute__'))]
        first = before[-1] if before else 0
        first += LEADING.match(header[first:]).end()
        if header.startswith('typedef', first):
            return
        function = Function(name, header[first:at], header[opened + 1:closed - 1], start + first, start + at, body, end)
        (self.declarations if body is None else self.functions).append(function)


def list_files(root):
    """Every file of the tree that is, or would be, kept in git; without git, all but hidden and build folders."""
    try:
        out = subprocess.run(['git', '-C', root, 'ls-files', '-co', '--exclude-standard', '-z'], check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        names = [n for n in out.decode('utf-8', 'replace').split('\0') if n]
    except (OSError, subprocess.CalledProcessError):
        names = []
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders if not f.startswith(('.', 'build'))]
            names += [os.path.relpath(os.path.join(folder, f), root) for f in files if not f.startswith('.')]
    return sorted({n for n in names if os.path.isfile(os.path.join(root, n)) and
                   not os.path.islink(os.path.join(root, n))})


def load(root, path):
    return CSource(root, path) if path.endswith(('.c', '.h')) else Source(root, path)
