#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is typed: help, mistakes, completion, and what touches nothing."""

import os
import re
import subprocess

import cli_kit


class Help(cli_kit.CliTest):
    def commands(self):
        listed = self.expect(0, '--help').out
        return re.findall(r'^  ([a-z]+) ', listed, re.MULTILINE)

    def test_main(self):
        self.assert_golden('help', self.expect(0, '--help').out)
        self.assertEqual(self.expect(0, '-h').out, self.expect(0, '--help').out)

    def test_aligned(self):
        lines = [line for line in self.expect(0, '--help').out.splitlines() if line.startswith('  ')]
        for line in lines:
            self.assertRegex(line[41], r'\S', line)
            self.assertEqual(line[40], ' ', line)

    def test_nothing_typed(self):
        result = self.run_plain()
        self.assertEqual(result.status, 2)
        self.assert_has(result.out + result.err, 'Commands:')

    def test_each_command(self):
        names = self.commands()
        for name in ('plan', 'run', 'exec', 'servers', 'plugins', 'pipelines', 'completion', 'version', 'status'):
            self.assertIn(name, names)
        for name in names:
            with self.subTest(name):
                result = self.expect(0, name, '--help')
                self.assert_has(result.out, name)
                self.assert_has(result.out, '--json')
                self.assertEqual(result.err, '')
                self.assertEqual(self.expect(0, name, '-h').out, result.out)

    def test_help_word(self):
        self.assertEqual(self.expect(0, 'help').out, self.expect(0, '--help').out)
        self.assertEqual(self.expect(0, 'help', 'run').out, self.expect(0, 'run', '--help').out)

    def test_writes_nothing(self):
        """Help, version and completion touch no journal, no plugin and no platform."""
        os.unlink(self.path('platform.ini'))
        for words in (('--help',), ('--version',), ('version',), ('completion', 'bash'), ('run', '--help')):
            self.expect(0, *words)
        for name in ('state', 'config', 'data', 'cache', 'run'):
            self.assertFalse(self.exists(name), name)
        self.assertEqual(os.listdir(self.path('home')), [])

    def test_version(self):
        plain = self.expect(0, '--version').out
        self.assertRegex(plain, r'^slipway \d+\.\d+\.\d+ \(plugin ABI \d+\.\d+\)\n$')
        self.assertEqual(self.expect(0, 'version').out, plain)
        document = self.expect_json(0, 'slipway.version/1', 'version')
        self.assertIn(document['version'], plain)


class Mistakes(cli_kit.CliTest):
    def bad(self, *words, **more):
        result = self.expect(2, *words, **more)
        self.assertEqual(result.out, '')
        self.assertRegex(result.err, r'^slipway: ')
        return result.err

    def test_command(self):
        self.assert_has(self.bad('plna'), 'did you mean “plan”?')
        self.assert_has_not(self.bad('xyzzy'), 'did you mean')
        self.assert_has(self.bad('xyzzy'), '`slipway --help` lists them')

    def test_option(self):
        self.assert_has(self.bad('run', '--dowload-only', 'x'), 'did you mean “--download-only”?')
        self.assert_has(self.bad('run', '--dowload-only', 'x'), '`slipway run --help`')
        self.assert_has_not(self.bad('run', '--xyzzy', 'x'), 'did you mean')
        self.assert_has(self.bad('plan', '--jsn', 'x'), 'did you mean “--json”?')
        self.assert_has(self.bad('--bogus'), '--bogus')
        self.assert_has(self.bad('-Z'), '-Z')

    def test_values(self):
        self.assert_has(self.bad('-j', 'many', 'run', 'x'), 'many')
        self.assert_has(self.bad('-j', '-1', 'run', 'x'), '1 to 10000')
        self.assert_has(self.bad('-C', '/nonexistent-folder', 'servers', 'list'), '/nonexistent-folder')
        self.assert_has(self.expect(2, '--json', '--json-lines', 'plugins', 'list').err, 'choose one')

    def test_words(self):
        self.assert_has(self.bad('run'), 'which pipeline?')
        self.assert_has(self.bad('plan'), 'which pipeline?')
        self.assert_has(self.bad('exec'), 'which command?')
        self.assert_has(self.bad('exec', 'one', '--'), 'which command?')
        self.assert_has(self.bad('servers'), 'list, facts or trust')
        self.assert_has(self.bad('plugins', 'shw', 'x'), 'plugins list')
        self.assert_has(self.bad('pipelines', 'show'), 'pipelines list')
        self.assert_has(self.bad('completion'), 'bash, zsh or fish')
        self.assert_has(self.bad('completion', 'csh'), 'bash, zsh or fish')

    def test_double_dash(self):
        """What stands after -- is never dropped: it might be the servers that are meant."""
        self.write_pipeline('x', ('touch', '', 'MUTATE -- touch {dir}/made'))
        self.assert_has(self.bad('run', '-y', './x.pipeline', '--', 'one'), '--')
        self.assertFalse(self.exists('made'))

    def test_files(self):
        self.assert_has(self.bad('-p', 'absent.ini', 'servers', 'list'), 'absent.ini')
        self.assert_has(self.bad('run', './absent.pipeline'), 'absent.pipeline')
        self.assert_has(self.bad('run', 'absent'), 'there is no pipeline “absent”')
        self.write('broken.pipeline', '[pipeline]\n[step a]\nKnd=x.y\n')
        self.assert_has(self.bad('run', './broken.pipeline'), 'Kind')

    def test_pipeline_suggested(self):
        os.mkdir(self.path('plugins'))
        self.write('plugins/refresh.pipeline', '[pipeline]\nDescription=x\n[step a]\nKind=scripted.do\n')
        self.assert_has(self.bad('--plugin-dir', self.path('plugins'), 'run', 'refrsh'), 'did you mean “refresh”?')

    def test_server(self):
        self.write_pipeline('x', ('touch', '', 'MUTATE -- touch {dir}/made'))
        self.assert_has(self.bad('run', '-y', './x.pipeline', 'thre'), 'did you mean “three”?')
        self.assert_has(self.bad('exec', 'nobody', '--', 'true'), 'platform kit has no server “nobody”')
        self.assertFalse(self.exists('made'))

    def test_platform(self):
        self.write_platform(more='\n[scriptd]\nrefuse-step=x\n')
        self.write_pipeline('x', ('touch', '', 'READ -- true'))
        self.assert_has(self.bad('run', '-y', './x.pipeline'), 'did you mean [scripted]?')
        self.write_platform(more='\n[scripted]\nrefuse-stp=x\n')
        self.assert_has(self.bad('run', '-y', './x.pipeline'), 'refuse-step')
        self.write_platform(servers=(('one', '127.0.0.1', 'mian'),))
        self.assert_has(self.bad('run', '-y', './x.pipeline'), 'did you mean main?')

    def test_set(self):
        self.write_pipeline('x', ('touch', '', 'READ -- true'))
        self.assert_has(self.bad('plan', './x.pipeline', '--set', 'word'), 'is not KEY=VALUE')
        self.assert_has(self.bad('plan', './x.pipeline', '--set', '=word'), 'is not KEY=VALUE')

    def test_nobody_to_ask(self):
        self.write_pipeline('x', ('touch', '', 'MUTATE -- touch {dir}/made'))
        self.assert_has(self.bad('run', './x.pipeline'), '-y answers yes')
        self.assert_has(self.bad('run', '--no-input', './x.pipeline'), '-y answers yes')
        self.assertFalse(self.exists('made'))

    def test_json(self):
        """With --json a mistake is a document, too."""
        document = self.expect_json(2, 'slipway.error/1', 'run', 'absent')
        self.assertEqual(document['exit'], 2)
        self.assert_has(document['message'], 'absent')

    def test_hostile_words(self):
        """What was typed may come from a script: it does not reach the terminal as it is."""
        result = self.expect(2, 'run', 'a\x1b[31mb')
        self.assert_has_not(result.err, '\x1b')


class Precedence(cli_kit.CliTest):
    def list_names(self, *words, **more):
        return [line.split()[0] for line in self.expect(0, *words, 'servers', 'list', **more).out.splitlines()]

    def test_platform_file(self):
        self.write('other.ini', '[platform]\nname=other\n[server four]\naddress=127.0.0.4\nroles=main\n')
        self.assertEqual(self.list_names(), ['one', 'two', 'three'])
        self.assertEqual(self.list_names(env={'SLIPWAY_PLATFORM': 'other.ini'}), ['four'])
        self.assertEqual(self.list_names('-p', 'platform.ini', env={'SLIPWAY_PLATFORM': 'other.ini'}),
                         ['one', 'two', 'three'])

    def test_directory(self):
        os.mkdir(self.path('below'))
        os.rename(self.path('platform.ini'), self.path('below/platform.ini'))
        self.assertEqual(self.list_names('-C', 'below'), ['one', 'two', 'three'])

    def test_plugins(self):
        by_environment = self.run_plain('plugins', 'list', env={'SLIPWAY_PLUGIN_PATH': cli_kit.SCRIPTED})
        self.assert_has(by_environment.out, 'scripted ')
        self.assert_has_not(self.run_plain('plugins', 'list').out, 'scripted ')

    def test_options_anywhere(self):
        before = self.expect(0, '--json', 'servers', 'list').out
        self.assertEqual(self.expect(0, 'servers', '--json', 'list').out, before)
        self.assertEqual(self.expect(0, 'servers', 'list', '--json').out, before)

    def test_journal(self):
        self.write_pipeline('x', ('look', '', 'READ -- true'))
        self.expect(0, 'run', '-y', './x.pipeline', env={'SLIPWAY_JOURNAL': self.path('elsewhere/j.db')})
        self.assertTrue(self.exists('elsewhere/j.db'))
        self.assertFalse(self.exists('state'))


class Listing(cli_kit.CliTest):
    def test_plugins(self):
        self.assert_has(self.expect(0, 'plugins', 'list').out,
                        'scripted               1        Does what the pipeline\'s parameters say\n')
        self.assert_golden('plugins-show', self.expect(0, 'plugins', 'show', 'scripted').out)
        listed = self.expect_json(0, 'slipway.plugins/1', 'plugins', 'list')
        kinds = {plugin['id']: plugin['kinds'] for plugin in listed['plugins']}
        self.assertEqual(kinds['scripted'], ['scripted.do'])
        shown = self.expect_json(0, 'slipway.plugin/1', 'plugins', 'show', 'scripted')
        self.assertEqual([setting['name'] for setting in shown['settings']], ['refuse-change', 'refuse-step'])
        self.assert_has(self.expect(2, 'plugins', 'show', 'scrpted').err, 'did you mean scripted?')

    def test_zoo_is_listed(self):
        """Listing opens no module: broken ones are listed, and only showing one blames it."""
        listed = self.run_plain('--plugin-dir', cli_kit.ZOO, 'plugins', 'list')
        self.assertEqual(listed.status, 0, str(listed))
        self.assert_has(listed.out, 'wrong-magic')
        shown = self.run_plain('--plugin-dir', cli_kit.ZOO, 'plugins', 'show', 'wrong-magic')
        self.assertEqual(shown.status, 1, str(shown))
        self.assert_has(shown.err, 'plugin wrong-magic')

    def test_pipelines(self):
        os.mkdir(self.path('plugins'))
        self.write_pipeline('plugins/refresh', ('look', '', 'READ -- true'),
                            ('change', 'After=look\nRoles=main\nOnce=true\nDescription=Changes it\n', 'READ -- true'))
        words = ('--plugin-dir', self.path('plugins'), 'pipelines')
        self.assert_has(self.expect(0, *words, 'list').out, 'refresh            A pipeline of the tests\n')
        self.assert_golden('pipelines-show', self.expect(0, *words, 'show', 'refresh').out)
        listed = self.expect_json(0, 'slipway.pipelines/1', *words, 'list')
        self.assertIn('refresh', [pipeline['name'] for pipeline in listed['pipelines']])
        shown = self.expect_json(0, 'slipway.pipeline/1', *words, 'show', 'refresh')
        self.assertEqual([step['name'] for step in shown['steps']], ['look', 'change'])

    def test_servers(self):
        self.assert_golden('servers-list', self.expect(0, 'servers', 'list').out)
        listed = self.expect_json(0, 'slipway.servers/1', 'servers', 'list', 'two')
        self.assertEqual(listed['servers'], [{'name': 'two', 'address': '127.0.0.2', 'roles': 'mailbox'}])

    def test_example_of_a_platform(self):
        """What the README tells to copy is a platform file without a mistake, up to the first file that is not there."""
        example = os.path.join(os.path.dirname(cli_kit.__file__), '../../examples/bluemind.ini')
        listed = self.expect_json(0, 'slipway.servers/1', '-p', example, 'servers', 'list')
        self.assertEqual([server['roles'] for server in listed['servers']], ['main', 'mailbox'])


class Completion(cli_kit.CliTest):
    def complete(self, *words):
        """What bash offers for the last of the words."""
        script = self.expect(0, 'completion', 'bash').out
        program = os.path.dirname(cli_kit.PROGRAM)
        text = script + '\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_slipway\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
        env = {**self.env, 'PATH': program + ':' + self.env['PATH'], 'SLIPWAY_PLUGIN_PATH': self.path('plugins')}
        done = subprocess.run(['bash', '-c', text, 'bash', *words], env=env, cwd=self.folder, timeout=cli_kit.PATIENCE,
                              capture_output=True, encoding='utf-8')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return done.stdout.split()

    def test_bash(self):
        os.mkdir(self.path('plugins'))
        self.write_pipeline('plugins/refresh', ('look', '', 'READ -- true'))
        self.assertEqual(self.complete('slipway', 'pl'), ['plan', 'plugins'])
        self.assertEqual(self.complete('slipway', 'run', 'ref'), ['refresh'])
        self.assertEqual(self.complete('slipway', 'servers', 'f'), ['facts'])
        self.assertIn('platform.ini', self.complete('slipway', '-p', 'plat'))

    def test_other_shells(self):
        self.assert_has(self.expect(0, 'completion', 'zsh').out, '#compdef slipway')
        self.assert_has(self.expect(0, 'completion', 'fish').out, 'complete -c slipway')


cli_kit.main()
