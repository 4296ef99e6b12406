# SPDX-License-Identifier: LGPL-2.1-or-later
"""One sshd in a network namespace of its own, which answers on every loopback address: many servers for little."""

import base64
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

PORT = 2200
INSIDE = 'SLIPWAY_BENCH_INSIDE'
NAME = os.path.basename(sys.argv[0])


def die_with_parent():
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def enter_namespaces():
    """Runs this program again where the network and the list of users are its own."""
    if os.environ.get(INSIDE):
        subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
        return
    if os.geteuid() != 0:
        sys.exit(NAME + ': needs root, for a network namespace')
    os.environ[INSIDE] = '1'
    os.execvp('unshare', ['unshare', '--net', '--mount', sys.executable, os.path.abspath(sys.argv[0])] + sys.argv[1:])


def check_build(build):
    options = subprocess.run(['meson', 'introspect', '--buildoptions', build], check=True, stdout=subprocess.PIPE).stdout
    values = {o['name']: o['value'] for o in json.loads(options)}
    if values['b_sanitize'] not in ('none', ''):
        sys.exit('%s: %s is built with sanitizers; use another build folder' % (NAME, build))


class Site:
    """One sshd and what its clients need, in a temporary folder."""

    def __init__(self, folder, user, is_root=False):
        self.folder = folder
        self.user = user
        self.is_root = is_root
        self.home = self.path('home')
        os.makedirs(os.path.join(self.home, '.ssh'))
        os.chmod(folder, 0o755)
        for key in ('host_key', 'id_ed25519'):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', self.path(key)], check=True)
        self.host_key = self.read('host_key.pub').split()[1]
        with open(self.path('host_key.blob'), 'wb') as f:
            f.write(base64.b64decode(self.host_key))
        shutil.copy(self.path('id_ed25519.pub'), os.path.join(self.home, '.ssh', 'authorized_keys'))
        self._add_user()
        self._write_ssh_config()
        self.sshd = self._start()

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as f:
            return f.read()

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as f:
            f.write(text)
        return self.path(name)

    def _add_user(self):
        """A user with /bin/sh and no start-up files, on this mount namespace's list of users only."""
        uid = 0 if self.is_root else max(u.pw_uid for u in pwd.getpwall() if u.pw_uid < 60000) + 1
        for name, line in (('passwd', '%s:x:%d:%d::%s:/bin/sh' % (self.user, uid, uid, self.home)),
                           ('shadow', '%s:*:19000::::::' % self.user)):
            with open('/etc/' + name, encoding='utf-8') as f:
                copy = self.write(name, f.read().rstrip('\n') + '\n' + line + '\n')
            os.chmod(copy, 0o644 if name == 'passwd' else 0o640)
            subprocess.run(['mount', '--bind', copy, '/etc/' + name], check=True)
        for folder, _, files in os.walk(self.home):
            for f in [folder] + [os.path.join(folder, n) for n in files]:
                os.chown(f, uid, uid)

    def _write_ssh_config(self):
        lines = ['Host *', 'Port %d' % PORT, 'User %s' % self.user, 'IdentityFile %s' % self.path('id_ed25519'),
                 'IdentitiesOnly yes', 'UserKnownHostsFile %s' % self.path('known_hosts'),
                 'GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes', 'BatchMode yes', 'LogLevel ERROR',
                 'ControlMaster no', 'GSSAPIAuthentication no']
        self.ssh_config = self.write('ssh_config', '\n'.join(lines) + '\n')

    def _start(self):
        os.makedirs('/run/sshd', exist_ok=True)
        config = self.write('sshd_config', '\n'.join([
            'Port %d' % PORT, 'ListenAddress 0.0.0.0', 'HostKey %s' % self.path('host_key'),
            'AuthorizedKeysFile %s/.ssh/authorized_keys' % self.home, 'UsePAM no', 'UseDNS no', 'PasswordAuthentication no',
            'MaxStartups 2000', 'MaxSessions 100', 'PrintMotd no', 'PrintLastLog no', 'StrictModes no',
            'PidFile none', 'LogLevel ERROR']) + '\n')
        log = open(self.path('sshd.log'), 'wb')
        sshd = subprocess.Popen(['/usr/sbin/sshd', '-D', '-e', '-f', config], stdin=subprocess.DEVNULL, stdout=log,
                                stderr=log, preexec_fn=die_with_parent)
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(('127.0.0.1', PORT), 1).close()
                return sshd
            except OSError:
                if time.monotonic() > deadline or sshd.poll() is not None:
                    sys.exit(NAME + ': sshd does not answer:\n' + self.read('sshd.log'))

    def describe(self, size):
        """The files that name @size servers, for each of the programs."""
        hosts = ['127.1.%d.%d' % (n // 250, n % 250 + 1) for n in range(size)]
        self.write('hosts', '\n'.join(hosts) + '\n')
        self.write('inventory', '\n'.join(hosts) + '\n')
        self.write('known_hosts', ''.join('[%s]:%d ssh-ed25519 %s\n' % (h, PORT, self.host_key) for h in hosts))
        servers = ['[server s%04d]\naddress=%s\nport=%d\nuser=%s\nroles=mailbox\nidentity=id_ed25519\n'
                   % (n, h, PORT, self.user) for n, h in enumerate(hosts, 1)]
        self.write('platform.ini', '[platform]\nname=bench\nknown-hosts=known_hosts\n\n' + '\n'.join(servers))

    def stop(self):
        self.sshd.terminate()
        self.sshd.wait()
