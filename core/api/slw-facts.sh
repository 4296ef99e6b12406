# SPDX-License-Identifier: LGPL-2.1-or-later
# What is known of a server before any step runs. For dash, busybox and bash; few processes, nothing written anywhere.
# slw-facts.h says what each name means. The text, without its comments, is one argument of `sh -c` on the server.
LC_ALL=C
export LC_ALL
PATH=${PATH:-/usr/bin}:/usr/sbin:/sbin:/usr/bin:/bin

# For what a dead name server, an NFS mount or a lock of a database must not hold up.
bounded=''
if command -v timeout >/dev/null 2>&1; then bounded='timeout -s KILL 3'; fi

fact () {
  if [ -n "$2" ]; then printf '%s=%s\n' "$1" "$2"; fi
}

# Read, not sourced: the file is data.
os_release () {
  id='' like='' file=/etc/os-release
  [ -r "$file" ] || file=/usr/lib/os-release
  [ -r "$file" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    value=${line#*=}
    case $value in
      \"*\" | \'*\') value=${value#?} value=${value%?} ;;
    esac
    case ${line%%=*} in
      ID) id=$value; fact os.id "$value" ;;
      ID_LIKE) like=$value ;;
      VERSION_ID) fact os.version "$value" ;;
      VERSION_CODENAME) fact os.codename "$value" ;;
      PRETTY_NAME) fact os.name "$value" ;;
    esac
  done <"$file"
  case " $id $like " in
    *' debian '* | *' ubuntu '*) fact os.family debian ;;
    *' rhel '* | *' fedora '* | *' centos '*) fact os.family redhat ;;
  esac
}

# The name that the resolver calls this host by, as `hostname -f` does; what it tells of the addresses is kept for below.
host_names () {
  node=''
  read -r node </proc/sys/kernel/hostname || node=$(uname -n)
  fact host.short "${node%%.*}"
  resolved=$($bounded getent ahosts "$node")
  fqdn=''
  read -r _ _ fqdn <<END
$resolved
END
  if [ -z "$fqdn" ]; then
    read -r _ fqdn _ <<END
$($bounded getent hosts "$node")
END
  fi
  [ -n "$fqdn" ] || return 0
  fact host.fqdn "$fqdn"
  [ "$fqdn" = "$node" ] || resolved=$($bounded getent ahosts "$fqdn")
  known=' '
  while read -r address _; do
    case $known in
      *" $address "*) ;;
      *) known="$known$address "; fact host.address "$address" ;;
    esac
  done <<END
$resolved
END
}

# A list like 0-3,8: the kernel's, or what its programs make of it.
processors () {
  if ! read -r online </sys/devices/system/cpu/online; then
    getconf _NPROCESSORS_ONLN || nproc
    return
  fi
  count=0
  IFS=,
  for range in $online; do count=$((count + ${range#*-} - ${range%-*} + 1)); done
  unset IFS
  echo "$count"
}

hardware () {
  read -r arch </proc/sys/kernel/arch || arch=$(uname -m)
  fact arch "$arch"
  read -r release </proc/sys/kernel/osrelease || release=$(uname -r)
  fact kernel "$release"
  while read -r key value _; do
    [ "$key" = MemTotal: ] || continue
    fact memory.mib $((value / 1024))
    break
  done </proc/meminfo
  fact cpu.count "$(processors)"
}

mounts () {
  while read -r _ size _ free _ point; do
    case $size$free in
      *[!0-9]* | '') continue ;;
    esac
    if [ "$size" -gt 0 ]; then fact mount "$point $((free / 1024)) $((size / 1024))"; fi
  done <<END
$($bounded df -Pk)
END
}

locales () {
  for name in $(locale -a); do
    fact locale "$name"
  done
}

# /proc/net has an address as words of the machine's byte order; all of ours are little-endian.
word4 () {
  a=${1%??????} b=${1#??} c=${1#????} d=${1#??????}
  b=${b%????} c=${c%??}
}

address4 () {
  word4 "$1"
  address=$((0x$d)).$((0x$c)).$((0x$b)).$((0x$a))
}

address6 () {
  case $1 in
    00000000000000000000000000000000) address=:: ;;
    00000000000000000000000001000000) address=::1 ;;
    0000000000000000FFFF0000*) address4 "${1#????????????????????????}" ;;
    *)
      rest=$1 address=''
      while [ -n "$rest" ]; do
        tail=${rest#????????}
        word4 "${rest%"$tail"}"
        address=$address$d$c:$b$a${tail:+:}
        rest=$tail
      done
      ;;
  esac
}

# The kernel lists those that listen (state 0A) first.
ports () {
  [ -r "/proc/net/$1" ] || return 0
  while read -r _ local _ state _; do
    case $state in
      0A) ;;
      st | remote_address | rem_address) continue ;;
      *) break ;;
    esac
    "$2" "${local%:*}"
    fact port "$((0x${local##*:})) $address"
  done <"/proc/net/$1"
}

package_managers () {
  for name in apt-get dnf yum zypper apk; do
    if command -v "$name" >/dev/null 2>&1; then fact package-manager "$name"; fi
  done
}

mta () {
  [ -e /usr/sbin/sendmail ] || return 0
  program=$(readlink -f /usr/sbin/sendmail) || program=/usr/sbin/sendmail
  owner=$($bounded dpkg-query -S "$program") || owner=$($bounded rpm -qf --qf '%{NAME}' "$program") || owner=''
  owner=${owner%%:*}
  fact mta "${owner:-$program}"
}

# Whether process $1 really has file $2 open: inode numbers alone are of several file systems.
has_open () {
  [ -r "/proc/$1/fd" ] || return 0
  for fd in "/proc/$1/fd/"*; do
    if [ "$fd" -ef "$2" ]; then return 0; fi
  done
  return 1
}

unit_of () {
  unit=''
  while IFS= read -r line; do
    case $line in
      0::* | *:name=systemd:*) ;;
      *) continue ;;
    esac
    case ${line##*/} in
      *.service | *.scope) unit=${line##*/} ;;
    esac
  done <"/proc/$1/cgroup"
  [ -n "$unit" ] || read -r unit <"/proc/$1/comm"
}

# The words of $@ are turns of a number and a name: the files there are, and what the kernel knows them by.
apt_lock_holders () {
  while read -r _ _ _ _ pid place _; do
    for word in "$@"; do
      case $word in
        [0-9]*)
          inode=$word
          continue
          ;;
      esac
      [ "${place##*:}" = "$inode" ] || continue
      unit=''
      if [ -d "/proc/$pid" ]; then
        has_open "$pid" "$word" || continue
        unit_of "$pid"
      fi
      fact apt-lock "$word $pid ${unit:-?}"
    done
  done </proc/locks
}

apt_locks () {
  [ -d /var/lib/dpkg ] || return 0
  # shellcheck disable=SC2046
  apt_lock_holders $(stat -c '%i %n' /var/lib/apt/lists/lock /var/cache/apt/archives/lock /var/lib/dpkg/lock-frontend \
    /var/lib/dpkg/lock)
}

user () {
  while read -r name _ effective _; do
    if [ "$name" = Uid: ]; then fact user.id "$effective"; fi
  done </proc/self/status
}

selinux () {
  if ! read -r mode </sys/fs/selinux/enforce; then
    command -v getenforce >/dev/null 2>&1 || return 0
    mode=$(getenforce)
  fi
  case $mode in
    1 | Enforcing) fact selinux enforcing ;;
    0 | Permissive) fact selinux permissive ;;
    Disabled) fact selinux disabled ;;
  esac
}

everything () {
  os_release
  hardware
  host_names
  mounts
  locales
  ports tcp address4
  ports tcp6 address6
  package_managers
  mta
  fact time "$(date +%s)"
  if [ -d /run/systemd/system ]; then fact init systemd; else fact init other; fi
  user
  apt_locks
  selinux
}

echo 'slipway-facts begin 1'
# What is no printable ASCII is not worth a refused answer.
everything 2>/dev/null </dev/null | tr -c '\n -~' '?'
echo 'slipway-facts end'
