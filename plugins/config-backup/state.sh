#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What of a server's configuration is in no file, or hard to see in them: lines of a name, a tab and a text; the last is `end`.
export LC_ALL=C
say () {
  sed "s/^/$1	/"
}
if command -v postconf > /dev/null; then
  postconf -n 2> /dev/null | say postconf
fi
for folder in /etc/nginx/sites-enabled /etc/bm/sites-enabled; do
  if [ -d "$folder" ]; then
    for link in "$folder"/*; do
      if [ -L "$link" ]; then
        printf '%s -> %s\n' "$link" "$(readlink "$link")"
      fi
    done | say links
  fi
done
if command -v dpkg-query > /dev/null; then
  dpkg-query -W -f '${db:Status-Status} ${Package} ${Version} ${Architecture}\n' 'bm-*' 'nginx*' 'postfix*' 'postgresql*' \
    'cyrus*' 2> /dev/null | sed -n 's/^installed //p' | sort | say packages
  dpkg-query -W -f '${db:Status-Want} ${Package}\n' | sed -n 's/^hold //p' | sort | say holds
elif command -v rpm > /dev/null; then
  rpm -qa --nodigest --nosignature --qf '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH}\n' 'bm-*' 'nginx*' 'postfix*' 'postgresql*' 'cyrus*' \
    | sort | say packages
  cat /etc/dnf/plugins/versionlock.list /etc/yum/pluginconf.d/versionlock.list 2> /dev/null | grep -v '^#' | say holds
fi
if command -v systemctl > /dev/null; then
  systemctl list-unit-files --no-legend --no-pager 'bm-*' nginx.service 'postfix*' 'postgresql*' 2> /dev/null \
    | sed 's/  */ /g; s/ *$//' | sort | say services
fi
echo end
