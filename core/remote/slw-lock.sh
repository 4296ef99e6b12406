# SPDX-License-Identifier: LGPL-2.1-or-later
# The lock of a server. For dash, busybox and bash; $1 what to do, $2 the folder of the lock, the rest as it says below.
# The folder has a file for each number that the lock had of late, and the highest one counts: it is empty when the lock is
# free, else it says who holds it, and when it was last written is the heartbeat. Whoever wants the lock links the next
# number, which only one can. A file `busy.PID.START.BOOT.RUN.KIND` is a process that may change something.
lock=$2

die () {
  echo "$1" >&2
  exit 120
}

# Sets now to the number that counts, 0 when there is none.
look () {
  now=0
  for file in "$lock"/[1-9]*; do
    case ${file##*/} in
      *[!0-9]* | ????????????????*) continue ;;
    esac
    [ "${file##*/}" -le "$now" ] || now=${file##*/}
  done
}

# $1 a word for what was found.
tell () {
  echo "$1 $now"
  [ "$now" -eq 0 ] || {
    head -c 2048 "$lock/$now"
    echo "heartbeat $(date -r "$lock/$now" +%s)"
  }
  echo "time $(date +%s)"
}

# Sets name, start and state of process $1: what it is called, when it was started, what it does.
born () {
  read -r stat <"/proc/$1/stat" || return 1
  name=${stat#*'('}
  name=${name%')'*}
  set -- ${stat##*) }
  state=$1 start=${20}
}

# $1 number of a process, $2 when it was started, $3 in which life of the machine.
is_alive () {
  [ "$3" = "$boot" ] && born "$1" && [ "$start" = "$2" ] && [ "$state" != Z ]
} 2>/dev/null

# Those at work whom run $1 must not work beside. A job of the run itself is not among them: it is followed.
tell_busy () {
  run=$1
  for file in "$lock"/busy.*; do
    [ -e "$file" ] || continue
    IFS=.
    set -- ${file##*/}
    unset IFS
    if ! is_alive "$2" "$3" "$4"; then
      rm -f "$file"
    elif [ "$5.$6" != "$run.job" ]; then
      [ "$6" != job ] || name="job $2"
      echo "busy $5 $name"
    fi
  done
}

# The folder, without what others were killed in the middle of.
tidy_folder () {
  [ -d "$lock" ] || mkdir -p "$lock" || die "$lock: cannot make the folder of the lock"
  for file in "$lock"/new.*; do
    [ -e "$file" ] || continue
    find "$lock" -name 'new.*' -mmin +60 -exec rm -f {} +
    break
  done
}

# $1 number that may be taken over, $2 run, $3 what only this process knows, $4 platform, $5 who, $6 where from. Name and content are
# on the disk before anybody hears of them: a number must not be given twice after a power cut.
take () {
  umask 077
  trap 'rm -f "$lock/new.$$"' EXIT
  trap 'exit 120' HUP INT PIPE TERM
  tidy_folder
  time=$(date +%s)
  while :; do
    look
    if [ -s "$lock/$now" ]; then
      read -r _ its_run its_token <"$lock/$now"
      [ "$its_run $its_token" != "$2 $3" ] || break
      [ "$now" = "$1" ] || {
        tell held
        tell_busy "$2"
        exit 0
      }
    fi
    mine=$((now + 1))
    printf '%s\n' "holder $2 $3" "platform $4" "owner $5" "host $6" "taken $time" >"$lock/new.$$" \
      || die "$lock: cannot write the lock"
    said=$(ln "$lock/new.$$" "$lock/$mine" 2>&1) || [ -e "$lock/$mine" ] || die "$lock: cannot take the lock: $said"
    [ -z "$said" ] || continue
    look # the numbers below may have been cleared away since
    [ "$now" = "$mine" ] || {
      rm -f "$lock/$mine"
      continue
    }
    break
  done
  sync "$lock/$now" "$lock" 2>/dev/null || sync # also one that was taken by the same question, cut off before it came here
  run=$2
  set -- "$lock/new.$$"
  for file in "$lock"/[1-9]*; do
    case ${file##*/} in
      *[!0-9]*) ;;
      *) [ "${file##*/}" -ge "$now" ] || set -- "$@" "$file" ;;
    esac
  done
  rm -f "$@"
  trap - EXIT
  echo "mine $now"
  echo "time $time"
  tell_busy "$run"
}

# $1 number. Says so when it is not the one that counts.
check () {
  look
  [ "$now" != "$1" ] || return 0
  {
    echo "slipway-lock-lost $1"
    tell lost
  } >&2
  exit 121
}

read -r boot </proc/sys/kernel/random/boot_id || boot=unknown
verb=$1
shift 2
case $verb in
  take) take "$@" ;;
  give) # $1 number
    look
    [ "$now" != "$1" ] || true >"$lock/$1"
    tell_busy none >/dev/null
    ;;
  keep) # $1 number
    check "$1"
    touch -c "$lock/$1"
    ;;
  guard) # $1 number, $2 run, then a command. Seen first, then looking: whoever takes the lock over does it the other way round.
    born $$
    true >"$lock/busy.$$.$start.$boot.$2.plain" || die "$lock: cannot note what is done"
    check "$1"
    shift 2
    exec "$@"
    ;;
esac
