# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules' data: limits, blocked calls with what to use instead, layers, allow-lists."""

# Escapes (`style:<rule> reason`) in the whole tree. Raise it only in a commit that says why.
MAX_ESCAPES = 25

LICENCE = 'SPDX-License-Identifier: LGPL-2.1-or-later'

FUNCTION_FAILS, FUNCTION_NOTE = 100, 60
FILE_NOTE = 600
FILE_FAILS = (('core/engine/', 400), ('', 1000))
NESTING_FAILS = 5

# Samples break the rules on purpose; corpora and transcripts are other programs' bytes.
NOT_OURS = ('tests/style/samples/', 'subprojects/', 'LICENSE')
DATA = ('tests/fuzz/corpus/', 'tests/transcripts/')

LIBRARIES = ('core/', 'plugins/', 'include/')
PROGRAM = ('core/cli/',)
PRODUCT = LIBRARIES
EVERYWHERE = ('',)

# (names, what to use instead, where it is blocked, where not)
BLOCKED_CALLS = (
    (('strcpy', 'strncpy', 'stpcpy', 'strcat', 'strncat'), 'g_strlcpy (), g_strdup () or GString', EVERYWHERE, ()),
    (('sprintf', 'vsprintf', 'gets'), 'g_strdup_printf () or g_snprintf ()', EVERYWHERE, ()),
    (('asprintf', 'vasprintf'), 'g_strdup_printf ()', EVERYWHERE, ()),
    (('system', 'popen', 'g_spawn_command_line_sync', 'g_spawn_command_line_async'),
     'an argument vector (an SlwAction in the product, GSubprocess in a test): no shell on the controller',
     EVERYWHERE, ()),
    (('malloc', 'calloc', 'realloc', 'reallocarray', 'free', 'strdup', 'strndup'), 'the g_* function of that name',
     EVERYWHERE, ()),
    (('alloca', 'g_alloca', 'g_newa', 'g_newa0'), 'g_new (): remote input must not size the stack', EVERYWHERE, ()),
    (('sleep', 'usleep', 'nanosleep', 'g_usleep', 'thrd_sleep'),
     'a GSource with a deadline (in a test: wait for the condition)', EVERYWHERE, ()),
    (('atoi', 'atol', 'atoll', 'atof', 'sscanf'), 'g_ascii_string_to_unsigned (), which reports bad input',
     EVERYWHERE, ()),
    (('strtok', 'strtok_r', 'strsep'), 'g_strsplit ()', EVERYWHERE, ()),
    (('strerror', 'strerror_r'), 'g_strerror ()', EVERYWHERE, ()),
    (('rand', 'srand', 'random', 'srandom', 'drand48'), 'g_random_int () (never for a secret)', EVERYWHERE, ()),
    (('tmpnam', 'tempnam', 'mktemp', 'tmpfile'), 'g_mkstemp () or g_dir_make_tmp ()', EVERYWHERE, ()),
    (('localtime', 'localtime_r', 'gmtime', 'gmtime_r', 'ctime', 'asctime', 'strftime'), 'GDateTime', EVERYWHERE, ()),
    (('isalpha', 'isdigit', 'isalnum', 'isspace', 'isupper', 'islower', 'isxdigit', 'isprint', 'toupper', 'tolower'),
     'g_ascii_* of that name: the locale must not change a parser', EVERYWHERE, ()),
    (('strcasecmp', 'strncasecmp'), 'g_ascii_strcasecmp (): the locale must not change a parser', EVERYWHERE, ()),
    (('getenv', 'setenv', 'unsetenv', 'putenv'), 'g_getenv () and family', EVERYWHERE, ()),
    (('fork', 'vfork', 'daemon'), 'GSubprocess', PRODUCT, ()),
    (('gethostbyname', 'getaddrinfo'), 'GResolver, which does not block the main context', PRODUCT, ()),
    (('signal',), 'g_unix_signal_add ()', PRODUCT, ()),
    (('printf', 'fprintf', 'vprintf', 'vfprintf', 'puts', 'fputs', 'putchar', 'g_print', 'g_printerr', 'perror'),
     'g_debug () or an event on the bus: only the program owns the terminal', LIBRARIES, PROGRAM),
    (('exit', '_exit', 'abort', 'g_error', 'quick_exit'), 'a GError: a library never ends the program', PRODUCT, ()),
    (('pthread_create', 'thrd_create', 'g_thread_new', 'g_thread_try_new', 'g_thread_pool_new',
      'g_task_run_in_thread', 'g_task_run_in_thread_sync'), 'a GSource: one thread, one GMainContext', PRODUCT, ()),
    (('g_main_context_default', 'g_idle_add', 'g_timeout_add', 'g_timeout_add_seconds'),
     'g_source_attach () to the thread default context, kept in an object that removes it', ('plugins/',), ()),
)

# next () answers with an action; the core does the I/O.
PLUGIN_IO = ('open', 'openat', 'creat', 'fopen', 'fdopen', 'freopen', 'opendir', 'socket', 'connect', 'bind', 'accept',
             'recv', 'send', 'unlink', 'remove', 'rename', 'mkdir', 'rmdir', 'chmod', 'chown', 'stat', 'lstat',
             'execv', 'execve', 'execvp', 'posix_spawn')
PLUGIN_IO_FAMILIES = ('g_file_', 'g_spawn_', 'g_subprocess_', 'g_socket_', 'g_dir_', 'g_mkdir', 'g_unlink', 'g_rmdir',
                      'g_fopen', 'g_open', 'g_creat', 'g_rename', 'g_remove', 'g_stat', 'g_lstat', 'g_mkstemp',
                      'g_mkdtemp', 'g_resolver_', 'g_dbus_', 'curl_', 'libssh2_', 'sqlite3_', 'lt_dl')
# Of those, what only handles names.
PLUGIN_PURE = ('g_file_new_for_path', 'g_file_get_path', 'g_file_peek_path')

# Which folder may include headers of which folders. `slipway` is include/slipway.
SHARED = ('core/base', 'core/api', 'slipway')
LAYERS = {
    'include/slipway': ('slipway',),
    'include/slipway-test': ('slipway', 'slipway-test'),
    'core/base': ('core/base', 'slipway'),
    'core/api': SHARED,
    'core/model': SHARED + ('core/model',),
    'core/plugin': SHARED + ('core/model', 'core/plugin'),
    'core/remote': SHARED + ('core/remote',),
    'core/http': SHARED + ('core/http',),
    'core/tcp': SHARED + ('core/tcp',),
    'core/journal': SHARED + ('core/journal',),
    'core/engine': SHARED + ('core/model', 'core/plugin', 'core/remote', 'core/http', 'core/tcp', 'core/journal',
                             'core/engine'),
    'core/backup': SHARED + ('core/backup',),
    'core/cli': ('*',),
}
# these are libraries for plugins, not plugins
PLUGIN_MAY_INCLUDE = ('slipway', 'plugins/bm-api', 'plugins/bm-role', 'plugins/packages')
# A foreign library is known to one folder only.
LIBRARY_OWNERS = {
    'libssh2.h': ('core/remote',), 'libssh2_sftp.h': ('core/remote',), 'libssh2_publickey.h': ('core/remote',),
    'curl/': ('core/http',), 'sqlite3.h': ('core/journal',), 'ltdl.h': ('core/plugin',),
    'archive.h': ('core/backup',), 'archive_entry.h': ('core/backup',),
}

# Sources without a test of their own: path -> reason. A stale entry is a finding.
BY_CLI = 'tests/cli runs the program, the lab runs it on servers'
BY_SSHD = 'tests/unit/test-transport-ssh.c and its neighbours drive it against a real sshd'
BY_REPLAY = 'tests/unit/test-transport-replay.c'
WITHOUT_TEST = {
    'core/cli/slw-backup-diff.c': BY_CLI,
    'core/cli/slw-backup-restore.c': BY_CLI,
    'core/cli/slw-backup-verbs.c': BY_CLI,
    'core/cli/cmd-completion.c': BY_CLI,
    'core/cli/cmd-exec.c': BY_CLI,
    'core/cli/cmd-pipelines.c': BY_CLI,
    'core/cli/cmd-plan.c': BY_CLI,
    'core/cli/cmd-plugins.c': BY_CLI,
    'core/cli/cmd-servers.c': BY_CLI,
    'core/cli/cmd-version.c': BY_CLI,
    'core/cli/main.c': BY_CLI,
    'core/cli/slw-cli.c': BY_CLI,
    'core/cli/slw-commands.c': BY_CLI,
    'core/cli/slw-pipeline-command.c': BY_CLI,
    'core/cli/slw-plan-document.c': BY_CLI,
    'core/cli/slw-trust.c': BY_CLI,
    'core/cli/slw-view-json.c': BY_CLI,
    'core/cli/slw-view-lines.c': BY_CLI,
    'core/cli/slw-view-table.c': BY_CLI,
    'core/cli/slw-view.c': BY_CLI,
    'core/remote/slw-ssh-agent.c': BY_SSHD,
    'core/remote/slw-ssh-attempt.c': BY_SSHD,
    'core/remote/slw-ssh-connect.c': BY_SSHD,
    'core/remote/slw-ssh-key.c': BY_SSHD,
    'core/remote/slw-ssh-operation.c': BY_SSHD,
    'core/remote/slw-ssh-scan.c': BY_SSHD,
    'core/remote/slw-ssh-session.c': BY_SSHD,
    'core/remote/slw-ssh-target.c': BY_SSHD,
    'core/remote/slw-ssh-tunnel.c': BY_SSHD,
    'core/remote/slw-sudo.c': 'the lab: e2e/test_refusals.py, sudo_refused and sudo_with_password',
    'core/remote/slw-transcript.c': BY_REPLAY,
    'core/remote/slw-transport-local.c': BY_REPLAY,
    'core/remote/slw-transport-recorder.c': BY_REPLAY,
    'core/remote/slw-transport.c': BY_REPLAY,
}

README_LEAST_CHARACTERS = 120

# Written in two halves so that this file does not find itself.
MACHINE_PATHS = (r'(?<![A-Za-z0-9_.-])/(?:wo' r'rk|fa' r'rm)/', r'\.\./sha' r'red\b', r'/tmp/ba' r'sh_jobs')
REGISTRY_HOSTS = (r'(?:deb|security|ftp\.\w+|snapshot)\.deb' r'ian\.org', r'archive\.ubu' r'ntu\.com',
                  r'npm' r'js\.(?:com|org)', r'py' r'pi\.org', r'pythonho' r'sted\.org', r'crat' r'es\.io',
                  r'rubyg' r'ems\.org', r'proxy\.gol' r'ang\.org', r'docke' r'r\.io', r'qua' r'y\.io', r'ghc' r'r\.io',
                  r'mirror(?:s|list)\.(?:cen' r'tos|fedorapro' r'ject)\.org')
MARKS = (r'\bTO' r'DO\b', r'\bFIX' r'ME\b', r'\bXX' r'X\b', r'\bnot impl' r'emented\b', r'\bunimpl' r'emented\b')
