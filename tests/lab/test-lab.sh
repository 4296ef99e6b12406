#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The lab's test of itself: makes a lab of its own, uses each command, and looks for what `down` may have left. TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
SLIPWAY_LAB=selftest-$$
export SLIPWAY_LAB
state=/var/lib/slipway-lab/$SLIPWAY_LAB
scratch=$(mktemp -d)
export GNUPGHOME="$scratch"
: > "$scratch/pubring.kbx"
number=0
failed=0

lab() { "$here/lab" "$@"; }

# on SERVER COMMAND…: from the controller through ssh, as the product comes; as $user if that is set.
on() {
  to=$1
  shift
  lab controller -- ssh -F /dev/null -o BatchMode=yes -o ConnectTimeout=3 -o StrictHostKeyChecking=yes \
    -o "UserKnownHostsFile=$state/known_hosts" -i "$state/id_ed25519" "${user:-root}@$to" "$@"
}

# check TEXT COMMAND…: one line of TAP; what the command printed is shown when it fails.
check() {
  text=$1
  shift
  number=$((number + 1))
  if "$@" > "$scratch/output" 2>&1; then
    echo "ok $number - $text"
  else
    failed=$((failed + 1))
    echo "not ok $number - $text"
    sed 's/^/# /' "$scratch/output"
  fi
}

not() { ! "$@"; }
equals() { echo "wanted '$1', have '$2'"; [ "$1" = "$2" ]; }
status_of() { "$@"; echo "status $?"; }

# Everything on this machine that bears the lab's name; the cache is shared and stays.
leftovers() {
  grep -s "$SLIPWAY_LAB" /proc/self/mountinfo
  find /run/netns /etc/netns /run/systemd/nspawn /var/lib/slipway-lab -maxdepth 2 -name "*$SLIPWAY_LAB*" 2> "$scratch/find-errors"
  find /sys/fs/cgroup -maxdepth 4 -path "*/slipway-lab/$SLIPWAY_LAB*"
  for folder in /proc/[0-9]*; do
    tr '\0' ' ' < "$folder/cmdline" 2> "$scratch/find-errors" | grep -F "$state"
  done
}
nothing_left() { leftovers > "$scratch/left"; cat "$scratch/left"; [ ! -s "$scratch/left" ]; }

# until SECONDS COMMAND…: asks again until it holds.
until_true() {
  deadline=$(($(date +%s) + $1))
  shift
  until "$@" > "$scratch/until" 2>&1; do
    [ "$(date +%s)" -lt "$deadline" ] || { cat "$scratch/until"; return 1; }
  done
}

finish() {
  lab down > "$scratch/output" 2>&1 || sed 's/^/# /' "$scratch/output"
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

# A server gets the subscription as the product would do it: its key in a keyring, the line pointing at it.
subscribe() {
  gpg --quiet --dearmor < "$state/lab-archive.asc" | on "$1" 'cat > /usr/share/keyrings/bluemind.gpg' &&
    sed 's,^deb ,deb [signed-by=/usr/share/keyrings/bluemind.gpg] ,' "$state/secrets/bm.list" |
      on "$1" 'umask 077; cat > /etc/apt/sources.list.d/bm.list'
}
candidate() { on "$1" apt-cache policy bm-conf | sed -n 's/ *Candidate: //p'; }
refused() { lab repo "$1" && on shard 'rm -rf /var/lib/apt/lists/*_bm_*; LC_ALL=C apt-get update' > "$scratch/apt" 2>&1; cat "$scratch/apt"; grep -q "$2" "$scratch/apt"; }
# The same on a server of the dnf family.
subscribe_redhat() {
  on "$1" 'cat > /etc/pki/rpm-gpg/RPM-GPG-KEY-bluemind && rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-bluemind' < "$state/lab-rpm.asc" &&
    sed 's,^gpgcheck,gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-bluemind\n&,' "$state/secrets/bm.repo" |
      on "$1" 'umask 077; cat > /etc/yum.repos.d/bm.repo'
}
signed_by() { on red rpm -qi "$2" | grep -i "Key ID $(gpg --quiet --show-keys --with-colons "$state/$1" | sed -n 's/^fpr:*[0-9A-F]\{24\}\([0-9A-F]*\):/\1/p')"; }
# dnf_says WORDS COMMAND…: what dnf prints holds the words; its exit status is the last line of $scratch/dnf.
dnf_says() { words=$1; shift; on red "LC_ALL=C dnf -y $* 2>&1" > "$scratch/dnf"; echo "status $?" >> "$scratch/dnf"; cat "$scratch/dnf"; grep -q "$words" "$scratch/dnf"; }
refused_by_dnf() { lab repo "$1" && dnf_says "$2" makecache --refresh --repo bm && grep -qx "status 1" "$scratch/dnf"; }
newest_to_dnf() { on red 'dnf -q list available bm-conf | sed -n "s/^bm-conf[^ ]* *\([^ ]*\)-1 .*/\1/p"'; }
# The status of the repository server's answer; its certificate is checked against the lab's CA.
url_status() {
  lab controller -- python3 -c '
import ssl, sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[2], context=ssl.create_default_context(cafile=sys.argv[1])).status)
except urllib.error.HTTPError as error:
    print(error.code)' "$state/lab-ca.pem" "https://pkg.lab.test/$1"
}

# refused_file TEXT REASON: `up` with this file names the reason and makes nothing.
refused_file() {
  printf "$1" > "$scratch/servers.ini"
  lab up "$scratch/servers.ini" > "$scratch/refusal" 2>&1 && return 1
  cat "$scratch/refusal"
  grep -q "$2" "$scratch/refusal" && [ ! -e "$state" ]
}

# Two at a time want one entry of a cache, a third was killed half way: it is made once, and whole.
cache_works() {
  python3 -B - "$here" "$scratch/cache" << 'PYTHON'
import multiprocessing, os, pathlib, signal, sys, time
sys.path.insert(0, sys.argv[1])
from lib import cache
cache.ROOT = pathlib.Path(sys.argv[2])
made, begun = cache.ROOT / "made", cache.ROOT / "begun"
def make(folder):
    with open(made, "a") as file:
        file.write("once\n")
    (folder / "half").touch()
    time.sleep(0.3)
    (folder / "whole").touch()
def stuck(folder):
    (folder / "stale").touch()
    begun.touch()
    signal.pause()
def get(maker):
    assert (cache.entry("thing", "key", maker) / "whole").exists()
fork = multiprocessing.get_context("fork")
victim = fork.Process(target=get, args=(stuck,))
victim.start()
while not begun.exists():
    assert victim.is_alive()
os.kill(victim.pid, signal.SIGKILL)
victim.join()
both = [fork.Process(target=get, args=(make,)) for _ in range(2)]
[one.start() for one in both]
[one.join() for one in both]
assert [one.exitcode for one in both] == [0, 0]
assert made.read_text() == "once\n"
assert sorted(os.listdir(cache.ROOT / "thing-key")) == ["half", "whole"]
PYTHON
}

echo "# what is refused"
check "no server" refused_file '' 'at least one server'
check "two servers with one address" refused_file '[a]\naddress=198.18.0.20\n[b]\naddress=198.18.0.20\n' 'two servers have the address'
check "an address outside the network" refused_file '[a]\naddress=192.0.2.1\n' 'not a free one'
check "what is no address" refused_file '[a]\naddress=here\n' "'here'"
check "the name of the repository server" refused_file '[pkg]\n' 'is not .pkg'
check "an unknown key" refused_file '[a]\nrole=main\n' "unknown key 'role'"
check "an unknown role" refused_file '[a]\nroles=boss\n' "role 'boss' is unknown"
check "an unknown family" refused_file '[a]\nfamily=vms\n' "family 'vms' is unknown"
check "what is no INI" refused_file 'a b\n' 'servers.ini'
check "a bad name of a lab" not env SLIPWAY_LAB=../x "$here/lab" up
check "the cache makes an entry once, and whole" cache_works

echo "# up"
check "up makes three servers of two families" lab up --servers main,shard,red:redhat
check "status says that all is up" lab status
check "up again is nothing to do" lab up
check "up with other servers is refused" not lab up --servers main,other
for server in main shard red; do
  check "ssh from the controller reaches $server with its true host key" on "$server.lab.test" true
  check "$server has a fully qualified name" equals "$server.lab.test" "$(on "$server" hostname -f)"
  check "$server is running, no unit failed" equals running "$(on "$server" systemctl is-system-running)"
  check "$server has the locale en_US.UTF-8" on "$server" "locale -a | grep -q en_US.utf8"
done
check "servers reach one another by name" on main 'timeout 5 bash -c "exec 3<>/dev/tcp/shard.lab.test/22"'
check "servers have no way out" not on main 'ip route get 192.0.2.1'
check "the host sees nothing of the lab's network" not ip route get 198.18.0.10 oif lab0
check "secrets are for root alone" equals "700 600 600 600 600 600" \
  "$(echo $(stat -c %a "$state/secrets" "$state"/secrets/*))"
check "platform.ini names the archive's key" grep -q "^fingerprint=$(gpg --quiet --show-keys --with-colons "$state/lab-archive.asc" | sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p')\$" "$state/platform.ini"

check "and the key of the RPMs" grep -q "^fingerprint=$(gpg --quiet --show-keys --with-colons "$state/lab-rpm.asc" | sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p')\$" "$state/platform.ini"
check "a redhat server says so" on red '. /etc/os-release && [ "$PLATFORM_ID" = platform:el8 ] && rpm -q almalinux-release systemd python3'
check "and has nothing of Debian's package managers" on red '! command -v apt-get dpkg dpkg-query apt debconf-show && [ ! -e /etc/apt ] && [ ! -e /etc/debian_version ]'

echo "# users"
check "admin uses sudo without a password" eval 'user=admin on main sudo -n true'
check "operator is asked for a password" not eval 'user=operator on main sudo -n true'
check "operator's password is right" eval 'user=operator on main "sudo -S -p \"\" true" < "$state/secrets/operator-password"'

echo "# commands"
check "exec passes the exit status on" equals "status 7" "$(status_of lab exec main -- sh -c 'exit 7')"
check "controller passes the exit status on" equals "status 9" "$(status_of lab controller -- sh -c 'exit 9')"
check "controller keeps the folder and the environment" equals "/ kept" "$(cd / && LAB_X=kept lab controller -- sh -c 'echo "$(pwd) $LAB_X"')"

echo "# repository"
check "the subscription file can be laid" subscribe shard
check "apt gets the archive's indices" on shard apt-get update
check "the published release is the candidate" equals "$(lab release | sed -n 's/ \*$//p')" "$(candidate shard)"
newest=$(lab release | sed 's/ .*//' | tail -n 1)
oldest=$(lab release | sed 's/ .*//' | head -n 1)
check "another release is published" eval 'lab release "$newest" && on shard apt-get update && equals "$newest" "$(candidate shard)"'
check "the older ones stay to be had" eval 'on shard apt-cache madison bm-conf | grep -q "$oldest"'
check "an unknown release is refused" not lab release 0.0.1
check "Debian's packages are to be had" on shard 'apt-get install --simulate postfix postgresql nginx'
check "fault 401" refused 401 '401  Unauthorized'
check "fault gone" refused gone '404  Not Found'
check "fault expired" refused expired 'is expired'
check "fault unsigned" refused unsigned 'is not signed'
check "fault wrong-key" refused wrong-key 'NO_PUBKEY'
check "no fault" eval 'lab repo ok && on shard apt-get update'
check "outside the secret path there is nothing" equals 404 "$(url_status bm/dists/bookworm/InRelease)"
check "a wrong secret is refused" equals 401 "$(url_status wrong/bm/dists/bookworm/InRelease)"
check "a wrong secret can look like nothing" eval 'lab repo hide-secret && equals 404 "$(url_status wrong/bm/dists/bookworm/InRelease)" && lab repo show-secret'

echo "# the dnf family"
lab release "$oldest"
check "the repository file can be laid" subscribe_redhat red
check "dnf gets the metadata of all repositories" on red 'dnf -y -q makecache && [ "$(dnf -q repolist | grep -c -e ^base -e ^epel -e ^bm)" = 3 ]'
check "the published release is the candidate" equals "$oldest" "$(newest_to_dnf)"
check "the vendor's module hides PostgreSQL" dnf_says 'filtered out by modular filtering' install bm-postgresql
check "and no more, once it is disabled" on red 'dnf -y -q module disable postgresql && dnf -y install bm-tick-node bm-postgresql > /tmp/dnf.log 2>&1 || { cat /tmp/dnf.log; exit 1; }'
check "PostgreSQL runs" on red "cd / && runuser -u postgres -- psql -Atqc 'select 1'"
check "all that was installed is signed by the right keys" eval 'signed_by lab-rpm.asc bm-conf && signed_by lab-rpm.asc postgresql-server && ! signed_by lab-rpm.asc libpq && on red "rpm -qi libpq" | grep "Key ID"'
check "epel has a newer nginx, which must be excluded" dnf_says 'nginx.* 1.26' repoquery nginx --latest-limit 1 --qf "'nginx %{version}'"
check "without epel it is BlueMind's" dnf_says 'nginx.* 1.22' repoquery nginx --latest-limit 1 --qf "'nginx %{version}'" --setopt=epel.excludepkgs=nginx*
on red 'echo "# local" >> /etc/telegraf/telegraf.d/bm.conf'
lab postinst red bm-tick-node fail
check "a newer release is published, an older one stays to be had" eval 'lab release "$newest" && on red "dnf -q list --showduplicates bm-conf --refresh" | grep -q "$oldest"'
check "a failing scriptlet is a warning, and dnf ends well" eval 'lab release 4.1.47224 && dnf_says "Error in POSTIN scriptlet in rpm package bm-tick-node" upgrade --refresh "bm-*" && grep -qx "status 0" "$scratch/dnf"'
check "settings that were changed are kept" on red 'tail -n 1 /etc/telegraf/telegraf.d/bm.conf | grep "# local" && test -e /etc/telegraf/telegraf.d/bm.conf.rpmnew'
check "fault 401" refused_by_dnf 401 'Status code: 401'
check "fault gone" refused_by_dnf gone 'Status code: 404'
lab repo ok
lab release "$newest"
check "fault expired" refused_by_dnf expired 'Bad GPG signature'
check "fault unsigned" refused_by_dnf unsigned 'GPG signature is not available'
check "fault wrong-key" refused_by_dnf wrong-key 'Bad GPG signature'
check "no fault" eval 'lab repo ok && on red "dnf -y -q makecache --refresh --repo bm"'
check "lock: rpm cannot begin" eval 'lab lock red /var/lib/rpm/.rpm.lock 600 && dnf_says "create transaction lock" install jq'
check "lock: dnf waits for who holds it" eval 'lab lock red /var/cache/dnf/metadata_lock.pid 600 && ! on red "timeout 2 dnf -y install jq" > "$scratch/dnf" 2>&1; grep "Waiting for process with pid" "$scratch/dnf"'
check "lock: gone after the power cut" eval 'lab power-off red && lab power-on red && on red "dnf -y -q install jq"'
check "fill: rpm finds no space to unpack" eval 'lab fill red /usr 1 && dnf_says "more space needed on the /usr filesystem" install rsyslog && lab unfill red'
check "a snapshot holds rpm's database" eval 'lab snapshot red before && on red "dnf -y -q remove jq" && lab restore red before && on red "rpm -q jq"'

echo "# faults of servers"
check "cut: the server is out of reach" eval 'lab cut shard && ! on shard true'
check "cut: status says so" not lab status
check "cut: exec still gets in" lab exec shard -- true
check "mend: it is back" eval 'lab mend shard && on shard true'
check "lock: apt names who holds it" eval 'lab lock shard /var/lib/dpkg/lock-frontend 600 && on shard "LC_ALL=C apt-get install --yes curl 2>&1" | grep "held by process.*lab-lock"'
check "lock: two cannot hold one" not lab lock shard /var/lib/dpkg/lock-frontend 1
check "lock: gone after the power cut" eval 'lab power-off shard && lab power-on shard && on shard "apt-get check"'
check "fill: apt finds no space to download" eval 'lab fill shard /var/cache/apt/archives 2 && on shard "LC_ALL=C apt-get install --yes --download-only postgresql 2>&1" | grep "enough free space"'
check "fill: dpkg finds no space to unpack" eval 'lab unfill shard && lab fill shard /usr 3 && on shard "DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get install --yes postfix postgresql 2>&1" | grep "No space left on device"'
check "unfill: the server can be repaired" eval 'lab unfill shard && on shard "DEBIAN_FRONTEND=noninteractive apt-get install --fix-broken --yes && apt-get check"'

echo "# the twin and the packages' scripts"
check "a setting of the twin is laid" eval 'lab twin shard task-seconds=3 es-status=red && equals "es-status=red task-seconds=3" "$(lab twin shard | tr "\n" " " | sed "s/ $//")"'
check "and removed" eval 'lab twin shard es-status= && equals task-seconds=3 "$(lab twin shard)"'
check "an unknown one is refused" not lab twin shard tsak-seconds=3
check "a postinst fails on request" eval 'lab postinst shard bm-conf fail && on shard "DEBIAN_FRONTEND=noninteractive apt-get install --yes bm-conf 2>&1" | grep "postinst fails on request"'
check "and no more" eval 'lab postinst shard bm-conf && on shard "DEBIAN_FRONTEND=noninteractive apt-get install --fix-broken --yes"'

echo "# power and snapshots"
before=$(on main cat /proc/sys/kernel/random/boot_id)
lab exec main -- sh -c 'echo kept > /root/kept; sync'
check "power-off: nothing of it answers" eval 'lab power-off main && ! on main true'
check "power-off: exec says so" not lab exec main -- true
check "power-on: a new boot" eval 'lab power-on main && [ "$before" != "$(on main cat /proc/sys/kernel/random/boot_id)" ]'
check "power-on: the disk is as it was" equals kept "$(on main cat /root/kept)"
check "power-off --soft: systemd went down in order" eval 'lab power-off --soft main && lab power-on main && on main journalctl -b -1 | grep -q "Reached target.*poweroff\|Reached target.*halt\|Shutting down"'
before=$(on main cat /proc/sys/kernel/random/boot_id)
rebooted() { after=$(on main cat /proc/sys/kernel/random/boot_id) && [ -n "$after" ] && [ "$after" != "$before" ]; }
on main systemctl reboot > "$scratch/output" 2>&1
check "a server can reboot itself" until_true 30 rebooted
check "snapshot of a running server" lab snapshot main before
lab exec main -- sh -c 'rm /root/kept /etc/issue; echo new > /root/new'
check "restore brings its files back" eval 'lab restore main before && on main "test -e /root/kept && test -e /etc/issue && ! test -e /root/new"'
check "restore of an unknown snapshot is refused" not lab restore main never
check "after all that, all is up" lab status

echo "# a second lab at the same time, with the same addresses"
other=$SLIPWAY_LAB-b
SLIPWAY_LAB=$other check "it comes up" lab up --servers main
check "its servers are others" not eval '[ "$(lab exec main -- cat /etc/machine-id)" = "$(SLIPWAY_LAB=$other lab exec main -- cat /etc/machine-id)" ]'
SLIPWAY_LAB=$other check "it goes down" lab down
check "the first one is not touched" lab status

echo "# a lab that begins as another one was kept"
kept=test-$SLIPWAY_LAB
identity=$(lab exec main -- cat /etc/machine-id)
check "servers that run are not kept" not lab keep "$kept-1"
for server in main shard red; do lab power-off --soft "$server"; done
check "a lab is kept, with a file" eval 'echo more > "$scratch/more" && lab keep "$kept-1" "$scratch/more"'
check "and again, in the place of what nobody uses" eval 'lab keep "$kept-2" "$scratch/more" && [ ! -e "/var/cache/slipway-lab/kept-$kept-1" ]'
check "what was not kept is refused" env SLIPWAY_LAB="$other" sh -c '! "$1" up --like "$2"' - "$here/lab" "$kept-1"
check "another one begins like it" eval 'SLIPWAY_LAB=$other lab up --like "$kept-2"'
check "with its servers and what was on them" equals "$identity kept" "$(SLIPWAY_LAB=$other lab exec main -- cat /etc/machine-id /root/kept | tr "\n" " " | sed "s/ $//")"
check "and the file" equals more "$(cat "/var/lib/slipway-lab/$other/more")"
check "its keys are right" eval 'SLIPWAY_LAB=$other lab status'
check "its packages are signed by the same key" eval 'SLIPWAY_LAB=$other lab exec shard -- apt-get update'
check "what it stands on stays" eval 'lab keep "$kept-3" && [ -e "/var/cache/slipway-lab/kept-$kept-2" ]'
SLIPWAY_LAB=$other check "it goes down" lab down
rm -r "/var/cache/slipway-lab/kept-$kept-"*
check "the first one comes up again" lab up

echo "# down"
check "down" lab down
check "down leaves nothing" nothing_left
check "down again is nothing to do" lab down
setsid "$here/lab" up > "$scratch/up" 2>&1 &
half=$!
check "an up is on its way" until_true 30 test -e "$state/servers/main/pid"
kill -9 "$half"
wait "$half" 2> "$scratch/output"
check "down after half an up" lab down
check "which leaves nothing either" nothing_left

echo "1..$number"
[ "$failed" -eq 0 ]
