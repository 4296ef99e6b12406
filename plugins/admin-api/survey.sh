# SPDX-License-Identifier: LGPL-2.1-or-later
# What a server shows of itself: services, who answers, free space, errors in its logs. Reads only.
# Arguments: since (GMT, as the logs write it; empty: the last day), the same as seconds since 1970, the moment from which on
# errors count apart (empty: none does), then FILE INODE SIZE for each log as it was at that time.
now=$(date -u '+%Y-%m-%d %H:%M:%S')
epoch=$(date +%s)
printf 'now %s\nepoch %s\n' "$now" "$epoch"
since=$1 since_epoch=$2 until=${3:-9999}
[ -n "$since" ] || {
  since_epoch=$((epoch - 86400))
  since=$(date -u -d "@$since_epoch" '+%Y-%m-%d %H:%M:%S')
}
[ $# -lt 3 ] || shift 3

if command -v bmctl >/dev/null 2>&1; then
  said=$(timeout 60 bmctl status 2>&1 </dev/null)
  printf 'bmctl %s\n' $?
  printf '%s\n' "$said" | grep -iE 'not running|stopped|failed|dead' | head -n 5 | cut -c 1-120 | sed 's/^/down /'
fi

# What of the product is installed, and whether all of it is whole.
if command -v dpkg-query >/dev/null 2>&1; then
  dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\n' 'bm-*' 2>/dev/null | awk '
    $2 == "bm-core" || $2 == "bm-node" { if ($1 ~ /^.[^nc]/) print "package", $2, $3 }
    $1 !~ /^.[inc]$/ { broken++ }
    END { print "broken", broken + 0 }'
elif command -v rpm >/dev/null 2>&1; then
  rpm -qa --nodigest --nosignature --qf '%{NAME} %{VERSION}\n' 'bm-*' 2>/dev/null | awk '
    $1 == "bm-core" || $1 == "bm-node" { print "package", $1, $2 }
    seen[$1]++ { broken++ }
    END { print "broken", broken + 0 }'
fi
# The addresses of the subscription as a digest: they are a secret.
for file in /etc/apt/sources.list.d/bm.list /etc/yum.repos.d/bm.repo; do
  [ ! -r "$file" ] || printf 'subscription %s %s\n' \
    "$(grep -E '^(deb|baseurl)' "$file" | grep -oE '[a-z+]+:/[^ ]*' | sha256sum | cut -c 1-64)" "$file"
done
# Tables of postfix that are named and there.
if command -v postconf >/dev/null 2>&1; then
  postconf -n 2>/dev/null | sed -n 's/^[a-z_]*\(maps\|domains\) *= *//p' | tr ', ' '\n\n' |
    sed -n 's/^[a-z]*:\(\/etc\/.*\)/\1/p' | sort -u | head -n 40 | while read -r map; do
    for file in "$map" "$map.db" "$map.lmdb"; do
      [ ! -e "$file" ] || { printf 'map %s\n' "$map"; break; }
    done
  done
fi

# One line of what a port says first, and a polite good-bye.
greet () {
  timeout 10 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && IFS= read -r -t 8 line <&3 && printf "%s" "$line" && printf "%s\r\n" "$2" >&3' \
    greet "$1" "$2" 2>/dev/null | tr -d '\r' | head -n 1 | cut -c 1-120
}
for port in 25 143 1143; do
  bye='a LOGOUT'
  [ $port != 25 ] || bye=QUIT
  line=$(greet $port "$bye")
  case $port:$line in
  25:220*|143:\*\ OK*|1143:\*\ OK*) printf 'answers %s %s\n' $port "$line" ;;
  esac
done
health=$(timeout 10 bash -c 'exec 3<>/dev/tcp/127.0.0.1/9200 && printf "GET /_cluster/health HTTP/1.0\r\n\r\n" >&3 && cat <&3' 2>/dev/null |
  sed -n 's/.*"status" *: *"\([a-z]*\)".*/\1/p' | head -n 1)
[ -z "$health" ] || printf 'elasticsearch %s\n' "$health"
[ ! -d /var/lib/postgresql ] || df -kP /var/lib/postgresql | awk 'NR == 2 { print "database", $2, $3, $4 }'

# The errors of a log since the given moment. What was rotated away in between counts, and nothing counts twice: in the file
# that is still the one it was, from the byte on where it ended; in all others by time.
errors () {
  awk -v since="$since" -v from="$1" '
    { start = position; position += length ($0) + 1 }
    /^[0-9][0-9][0-9][0-9]-/ && / ERROR / {
      time = substr ($0, 1, 19)
      if (from < 0 ? time >= since : start >= from || time > since) print substr ($0, 1, 300)
    }'
}
scan () {
  for file in "${1%.log}"[.-]*; do
    [ -f "$file" ] && [ "$(stat -c %Y "$file")" -ge "$since_epoch" ] || continue
    case $file in
    *.gz) gzip -dc "$file" | errors -1 ;;
    *)
      if [ "$2" = "$(stat -c %i "$file")" ] && [ "$3" -le "$(stat -c %s "$file")" ]; then
        errors "$3" <"$file"
      else
        errors -1 <"$file"
      fi ;;
    esac
  done | sort | awk -v until="$until" '
    { if (substr ($0, 1, 19) >= until) { after++; last_after = $0 } else { before++; last_before = $0 } }
    END {
      print "errors", before + 0, after + 0
      if (before) print "before", last_before
      if (after) print "after", last_after
    }'
}
look () {
  [ -f "$1" ] || return 0
  printf 'log %s %s\n' "$(stat -c '%i %s' "$1")" "$1"
  scan "$@"
}
LC_ALL=C
export LC_ALL
if [ $# -gt 0 ]; then
  while [ $# -gt 2 ]; do
    look "$1" "$2" "$3"
    shift 3
  done
else
  for log in /var/log/bm/core.log /var/log/bm-webserver/webserver.log /var/log/bm-webserver/setup.log; do
    look "$log" 0 0
  done
fi
