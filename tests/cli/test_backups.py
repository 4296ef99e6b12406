# SPDX-License-Identifier: LGPL-2.1-or-later
"""slipway backups: list, show, diff, restore, on servers that are this machine; and the verbs behind them."""

import os
import pty
import select
import subprocess
import sys

from cli_kit import CliTest, main


class Backups(CliTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path('tree'))
        self.write('tree/plain', 'one\n')
        self.write('tree/own.key', 'geheim\n')
        self.write('platform.ini', '[platform]\nname=kit\n\n[config-backup]\nrequired=no\nfolder=%s\n\n'
                   '[server one]\naddress=127.0.0.1\nroles=main\ntransport=local\n' % self.path('store'))
        self.take('20260101T000000Z')

    def take(self, backup, *more):
        subprocess.run(['tar', '--format=gnu', '-czf', self.path('archive'), '-C', '/', self.path('tree')[1:]], check=True)
        self.write('state', 'packages\ta 1\nend\n')
        return self.expect(0, 'backups', 'take', '--folder', self.path('store'), '--platform-name', 'kit', '--server', 'one',
                           '--archive', self.path('archive'), '--state', self.path('state'), '--backup', backup, *more,
                           stdin='*.key\n')

    def test_take_and_list(self):
        document = self.expect_json(0, 'slipway.backups/1', 'backups', 'list')
        self.assertEqual([each['backup'] for each in document['backups']], ['20260101T000000Z'])
        self.assert_has(self.expect(0, 'backups', 'list', 'one').out, '20260101T000000Z')
        self.assertEqual(self.expect(0, 'backups', 'list', 'two').out, '')
        self.assertFalse(self.exists('archive') or self.exists('state'), 'what was taken in is still there')
        self.assert_has(self.take('20260102T000000Z').out, 'new 0\n')

    def test_take_what_is_no_archive(self):
        self.write('archive', 'not an archive')
        result = self.slipway('backups', 'take', '--folder', self.path('store'), '--platform-name', 'kit', '--server', 'one',
                              '--archive', self.path('archive'), '--backup', 'bad', stdin='')
        self.assertEqual(result.status, 2, str(result))
        self.assert_has_not(self.expect(0, 'backups', 'list').out, 'bad')

    def test_encrypted(self):
        subprocess.run('age-keygen -o key 2>/dev/null && age-keygen -y key >keys', shell=True, cwd=self.folder, check=True)
        keys, identity = ('--encrypt-to-file', self.path('keys')), ('--identity', self.path('key'))
        self.assert_has(self.take('20260102T000000Z', *keys).out, 'encrypted yes\nverified yes\n')
        self.write('tree/plain', 'two\n')
        self.take('live', *keys)
        document = self.expect_json(0, 'slipway.backups/1', 'backups', 'list')
        self.assertEqual([each['encrypted'] for each in document['backups']], [False, True])
        words = ('backups', 'diff', 'one', '--backup', '20260102T000000Z', '--with', 'live')
        self.assert_has(self.slipway(*words).err, '--identity FILE')
        self.assert_has(self.expect(0, *words, *identity).out, '-one\n+two\n')
        self.assert_has(self.expect(0, 'backups', 'show', 'one', *identity).out, self.path('tree/plain'))
        words = ('backups', 'operations', '--folder', self.path('store'), '--platform-name', 'kit', '--server', 'one',
                 '--backup', '20260102T000000Z')
        self.assert_has(self.slipway(*words).err, '--identity FILE')
        self.assert_has(self.expect(0, *words, *identity).out, ' %s\nend\n' % self.path('tree/plain'))
        self.assert_has(self.slipway('backups', 'encryption', '--encrypt-to', 'age1x').err, 'age1x')
        self.expect(0, 'backups', 'encryption', *keys)

    def on_terminal(self, *argv):
        """Runs it on a terminal of its own, where `geheim` is the passphrase: status and what was seen."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execvpe(argv[0], argv, self.env)
        seen = b''
        while select.select([terminal], [], [], 60)[0]:
            try:
                more = os.read(terminal, 4096)
            except OSError:  # the other side was closed
                break
            seen += more
            if b'passphrase' in more.lower():
                os.write(terminal, b'geheim\n')
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode()

    def test_private_key_with_a_passphrase(self):
        subprocess.run('age-keygen -o key 2>/dev/null && age-keygen -y key >keys', shell=True, cwd=self.folder, check=True)
        self.assertEqual(self.on_terminal('age', '-p', '-o', 'locked', 'key')[0], 0)
        self.take('20260102T000000Z', '--encrypt-to-file', self.path('keys'))
        self.write('tree/plain', 'two\n')
        self.take('live', '--encrypt-to-file', self.path('keys'))
        status, seen = self.on_terminal(*self.command('backups', 'diff', 'one', '--backup', '20260102T000000Z', '--with', 'live',
                                                       '--identity', 'locked'))
        self.assertEqual((status, seen.count('Enter passphrase')), (0, 1), seen)
        self.assert_has(seen, '+two')

    def test_show(self):
        document = self.expect_json(0, 'slipway.backup/1', 'backups', 'show', 'one')
        entries = {each['path']: each for each in document['entries']}
        self.assertEqual(entries[self.path('tree/plain')]['bytes'], 4)
        self.assertIsNone(entries[self.path('tree/own.key')]['sha256'])
        self.assert_has(self.expect(0, 'backups', 'show', 'one', self.path('tree/own.key')).out, '[secret]')
        self.assert_has(self.expect(2, 'backups', 'show', 'one', self.path('tree/plian')).err, 'tree/plain')
        self.expect(2, 'backups', 'show')
        self.assertNotEqual(self.slipway('backups', 'show', 'nobody').status, 0)

    def test_diff_of_two(self):
        self.write('tree/plain', 'two\n')
        self.write('tree/own.key', 'anders\n')
        os.symlink('plain', self.path('tree/link'))
        self.take('20260102T000000Z')
        words = ('backups', 'diff', 'one', '--backup', '20260101T000000Z', '--with', '20260102T000000Z')
        text = self.expect(0, *words).out
        for part in ('-one\n+two\n', 'added %s' % self.path('tree/link'), 'changed %s' % self.path('tree/own.key')):
            self.assert_has(text, part)
        self.assert_has_not(text, 'anders')
        document = self.expect_json(0, 'slipway.backup-diff/1', *words, self.path('tree/plain'))
        self.assertEqual([each['change'] for each in document['differences']], ['changed'])
        same = self.expect(0, 'backups', 'diff', 'one', '--backup', '20260102T000000Z', '--with', '20260102T000000Z')
        self.assert_has(same.out, 'nothing differs')

    def test_operations(self):
        self.take('live')
        self.write('tree/plain', 'two\n')
        self.take('live')
        words = ('backups', 'operations', '--folder', self.path('store'), '--platform-name', 'kit', '--server', 'one',
                 '--backup', '20260101T000000Z')
        text = self.expect(0, *words).out
        self.assert_has(text, 'file 0644 ')
        self.assert_has(text, ' %s\nend\n' % self.path('tree/plain'))
        staged = os.path.join(text.split()[1], '0')
        with open(staged, encoding='utf-8') as file:
            self.assertEqual(file.read(), 'one\n')
        self.expect(2, *words, 'etc/relative')
        self.expect(0, 'backups', 'drop', '--folder', self.path('store'), '--platform-name', 'kit', '--server', 'one')
        self.assertFalse(os.path.exists(staged))

    def test_usage(self):
        self.assert_has(self.expect(2, 'backups').err, 'restore')
        self.assert_has(self.expect(2, 'backups', 'take').err, '--archive')
        self.assert_has(self.expect(2, 'backups', 'restore', 'one').err, '--backup ID')
        self.assert_has(self.expect(2, 'run', 'install', '--accept-no-backup=').err, 'reason')


if __name__ == '__main__':
    sys.exit(main())
