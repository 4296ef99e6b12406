# SPDX-License-Identifier: LGPL-2.1-or-later
# A command that outlives the link over which it was sent. For dash, busybox and bash.
#   $1 folder of the jobs of a run, $2 name of the job, $3 and $4 how many bytes of its output and its errors came already,
#   $5 folder of the lock, $6 its number and $7 the text of slw-lock.sh, or three times nothing, then the command.
#   On standard input: a line with the length of the command's own input, then that input.
# Starts the job unless somebody has, then says what it prints and how it ended, in frames that slw-job.h describes.
mask=$(umask)
umask 077
die () {
  echo "$1" >&2
  exit 120
}
folder=$1 name=$2 sent_o=$3 sent_e=$4 lock=$5 fence=$6 lock_script=$7
shift 7
IFS= read -r size || die 'no length came'
read -r boot </proc/sys/kernel/random/boot_id || boot=unknown
mkdir -p "$folder/$name" || die "$folder/$name: cannot make the folder of the job"
cd "$folder/$name" || die "$folder/$name: cannot enter the folder of the job"

# The words of a command, quoted for sh.
quote () {
  for word in "$@"; do
    printf " '"
    while :; do
      case $word in
        *\'*) printf '%s' "${word%%\'*}'\\''" && word=${word#*\'} ;;
        *) break ;;
      esac
    done
    printf "%s'" "$word"
  done
}

# Ends this with what is to be known of it when the lock is somebody else's.
check_lock () {
  [ -z "$lock" ] || sh -c "$lock_script" slipway keep "$lock" "$fence" || exit
}

# Under a name of its own, so that two who start it at once do not write one file. The input may be a secret: where there is
# a file system in memory it is there, and it is gone as soon as the job has opened it.
write () {
  {
    echo "umask $mask"
    printf 'PATH=' && quote "$PATH" | cut -c 2- && echo 'export PATH'
    [ -z "$HOME" ] || { printf 'HOME=' && quote "$HOME" | cut -c 2- && echo 'export HOME'; }
    printf 'exec' && quote "$@" && echo
  } >"command.$$" && mv -f "command.$$" command || die "$PWD: cannot write the job"
  cat >"runner.$$" <<'END' || die "$PWD: cannot write the job"
# The job itself: whoever links the claim first is the one that runs. $1 folder, $2 file of the input, $3 and $4 folder and
# number of the lock. It is seen to be at work before it looks at the number; see slw-lock.sh.
trap : HUP TERM
umask 077
cd "$1" || exit
read -r boot </proc/sys/kernel/random/boot_id || boot=unknown
read -r stat </proc/$$/stat
lock=$3 fence=$4
set -- "$2" ${stat##*) }
if [ -n "$lock" ]; then
  run=${PWD%/*}
  if ! { true >"$lock/busy.$$.${21}.$boot.${run##*/}.job" && sh ./lock keep "$lock" "$fence"; } 2>"refused.$$"; then
    mv -f "refused.$$" "refused.$fence"
    rm -f "$1"
    exit 0
  fi
  rm -f "refused.$$"
fi
echo "$$ ${21} $boot" >"claim.$$"
sync "claim.$$" 2>/dev/null || sync
if ! ln "claim.$$" claim 2>/dev/null; then
  rm -f "claim.$$" "$1"
  exit 0
fi
rm -f "claim.$$"
if [ -n "$1" ]; then
  exec <"$1"
  rm -f "$1"
else
  exec </dev/null
fi
sync . 2>/dev/null
sh ./command >output 2>errors
echo $? >status.new
sync status.new 2>/dev/null || sync
mv -f status.new status
END
  mv -f "runner.$$" runner || die "$PWD: cannot write the job"
  if [ -n "$lock" ]; then
    printf '%s\n' "$lock_script" >"lock.$$" && mv -f "lock.$$" lock || die "$PWD: cannot write the job"
    rm -f "refused.$fence"
  fi
  input=
  [ "$size" -gt 0 ] || return 0
  memory=/run
  [ -d "$memory" ] && [ -w "$memory" ] || memory=$PWD
  trap 'rm -f "$input"' EXIT
  trap 'exit 120' HUP INT PIPE TERM
  input=$(mktemp "$memory/slipway-input.XXXXXX") || die "$memory: cannot keep the input of the job"
  head -c "$size" >"$input"
  came=$(wc -c <"$input")
  [ "$came" -eq "$size" ] && return 0
  die "only $came of $size bytes of the input came; nothing was started"
}

# A unit of its own where there is systemd: what is in the session of a login may be ended with it.
launch () {
  unit=slipway-$(basename "$folder")-$name-$$
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; then
    systemd-run --quiet --unit="$unit" --description="Slipway: job $name" --property=KillMode=process \
      --property=TimeoutStopSec=900 -- /bin/sh "$PWD/runner" "$PWD" "$input" "$lock" "$fence" </dev/null >/dev/null 2>launch && return 0
  fi
  away=nohup
  command -v setsid >/dev/null 2>&1 && away=setsid
  $away sh ./runner "$PWD" "$input" "$lock" "$fence" </dev/null >/dev/null 2>&1 &
}

# Whether its process, or another one of its session, is still there.
is_alive () {
  read -r pid start its_boot <claim || return 0
  [ "$its_boot" = "$boot" ] || return 1
  if read -r stat </proc/"$pid"/stat; then
    set -- ${stat##*) }
    [ "${20}" != "$start" ] || [ "$1" = Z ] || return 0
  fi 2>/dev/null
  for file in /proc/[0-9]*/stat; do
    if read -r stat <"$file"; then
      set -- ${stat##*) }
      [ "$4" != "$pid" ] || [ "$1" = Z ] || return 0
    fi 2>/dev/null
  done
  return 1
}

# $1 kind of frame, $2 file, $3 how much of it was sent; sets now.
send () {
  now=$3
  [ -e "$2" ] || return 0
  length=$(($(wc -c <"$2") - $3))
  [ "$length" -gt 0 ] || return 0
  [ "$length" -le 1048576 ] || length=1048576
  printf '%s %s\n' "$1" "$length"
  tail -c +$(($3 + 1)) "$2" | head -c "$length"
  now=$(($3 + length))
}

send_all () {
  while :; do
    before=$sent_o.$sent_e
    send o output "$sent_o" && sent_o=$now
    send e errors "$sent_e" && sent_e=$now
    [ "$before" != "$sent_o.$sent_e" ] || return 0
  done
}

# The heartbeat of the lock while a job is followed, and a word to whoever follows, so that a link that is gone is noticed.
beat () {
  [ -n "$lock" ] || return 0
  turns=$((turns + 1))
  [ "$turns" -ge 25 ] || return 0
  turns=0
  echo k
  touch -c "$lock/$fence"
}

# What ended before it was looked for is followed to its last byte.
follow () {
  turns=0
  if sleep 0.01 2>/dev/null; then naps='0.02 0.02 0.05 0.05 0.1 0.1 0.2'; else naps=1; fi
  while :; do
    ended=
    [ ! -e status ] || ended=$(cat status)
    send_all
    [ -z "$ended" ] || break
    if [ -e claim ] && ! is_alive && [ ! -e status ]; then
      send_all
      echo d
      exit 0
    fi
    sleep "${naps%% *}"
    naps=${naps#* }
    beat
  done
  echo "x $ended"
}

if [ -e claim ]; then
  echo a
else
  check_lock
  write "$@"
  launch
  trap - EXIT HUP INT PIPE TERM # it is the job's now
  patience=600
  while [ ! -e claim ]; do
    if [ -s "refused.$fence" ]; then
      cat "refused.$fence" >&2
      exit 121
    fi
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || die "$PWD: the job did not start within a minute: $(cat launch 2>/dev/null)"
    sleep 0.02 2>/dev/null || { sleep 1; patience=$((patience - 49)); }
  done
  echo s
fi
follow
