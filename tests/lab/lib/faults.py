# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong on a server: a full disk, a lock that somebody holds."""

import subprocess

from .run import LabError, run, wait_for

# Contents stay visible, free space is what is asked for: a tmpfs of that size over the folder, in the server's own
# view of its mounts, so that apt and dpkg get the kernel's ENOSPC and df tells the truth.
FILL = """set -eu
path=$1 free=$2
if mountpoint -q "$path"; then echo "$path: is a mount point already" >&2; exit 1; fi
used=$(du -sk "$path" | cut -f1)
new=/run/lab-fill.new
mkdir -p "$new"
mount -t tmpfs -o "size=$((used * 2 + free * 1024 + 64))k" lab-fill "$new"
cp -a "$path/." "$new/"
rest=$(($(df -k --output=avail "$new" | tail -n 1) - free * 1024))
if [ "$rest" -gt 0 ]; then mount -o "remount,size=$(($(df -k --output=size "$new" | tail -n 1) - rest))k" "$new"; fi
mount --bind "$new" "$path"
umount "$new"
rmdir "$new"
"""
UNFILL = """set -eu
awk '$1 == "lab-fill" { print $2 }' /proc/mounts | while read -r path; do
  full=/run/lab-fill.old
  mkdir -p "$full"
  mount --bind "$path" "$full"
  umount -l "$path"
  # What was done meanwhile stays done: first what was removed, then what was written.
  (cd "$path" && find . -depth -mindepth 1) | while IFS= read -r name; do
    [ -e "$full/$name" ] || [ -L "$full/$name" ] || rm -rf "${path:?}/$name"
  done
  cp -a --update --remove-destination "$full/." "$path/"
  umount "$full"
  rmdir "$full"
done
"""

# apt, dpkg and rpm lock with fcntl, which flock(1) does not; dnf writes who it is into a file called …_lock.pid, and looks
# whether that process lives. perl-base is in every image.
LOCK = r"""
use strict; use Fcntl;
my ($file, $seconds, $name) = @ARGV;
open(my $handle, "+>>", $file) or die "$file: $!\n";
my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
fcntl($handle, F_SETLK, $lock) or die "$file: $!\n";
$0 = $name;
if ($file =~ /_lock\.pid$/) { truncate($handle, 0); syswrite($handle, $$); }
$| = 1; print "held by $$\n"; close(STDOUT);
sleep($seconds);
"""
LOCK_NAME = "lab-lock"


def _inside(server, script, *words):
    run(*server.enter(), "sh", "-c", script, "sh", *words)


def fill(server, path, free):
    _inside(server, FILL, path, str(free))


def unfill(server):
    _inside(server, UNFILL)


def hold_lock(server, file, seconds):
    """Holds a lock of a package manager; comes back once it is held, with who holds it."""
    held = server.folder / "lock.out"
    with open(held, "wb") as out:
        holder = subprocess.Popen([*server.enter(), "perl", "-e", LOCK, file, str(seconds), LOCK_NAME],
                                  stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    wait_for(f"{file} locked", lambda: held.stat().st_size > 0 or holder.poll() is not None, 10)
    text = held.read_text(encoding="utf-8", errors="replace").strip()
    if not text.startswith("held by"):
        raise LabError(f"{server.name}: {text}")
    return text
