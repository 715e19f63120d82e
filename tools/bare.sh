#!/usr/bin/env bash
# Runs a command (unless told otherwise `npm test`) as on a machine that has Node and what every Debian has, and nothing else: in a
# mount namespace of its own, where the folders of programs hold only what an image like node:slim does.
#
#     tools/bare.sh                                # npm test
#     tools/bare.sh npx vitest run test/cli        # a part of it
#     HIDE='unshare' tools/bare.sh                 # hide more of what is left
#
# Needs root (or user namespaces) and Linux. Nothing outside the namespace is touched.
set -euo pipefail
cd "$(dirname "$0")/.."
(($# > 0)) || set -- npm test

if [[ ${BARE_INSIDE:-} == '' ]]; then
  as_root=(--mount)
  ((EUID == 0)) || as_root=(--mount --map-root-user)
  BARE_INSIDE=1 exec unshare "${as_root[@]}" -- "$0" "$@"
fi

# Debian's essential programs, by name: what /bin/sh scripts may rely on.
essential='bash sh dash env cat ls cp mv rm mkdir rmdir ln chmod chown mktemp touch true false test echo printf pwd
  head tail wc cut tr sort uniq tee tac seq sleep date dd df du stat readlink realpath basename dirname expr id whoami
  uname nproc timeout nohup kill nice od base64 md5sum sha256sum sync split paste join comm cmp diff grep egrep fgrep sed
  awk mawk find xargs tar gzip gunzip perl hostname which more mount umount unshare setpriv getopt login su
  node npm npx corepack'
holder=$(mktemp -d)
trap 'umount -l "$holder"; rmdir "$holder"' EXIT
mount -t tmpfs -o mode=755 bare "$holder"
mkdir "$holder/bin" "$holder/none"
for name in $essential; do
  [[ " ${HIDE:-} " == *" $name "* ]] && continue
  from=$(type -P "$name") || continue
  real=$(realpath "$from")
  # npm is a link into its package and has to stay one; a file of a folder that is about to be hidden is taken along.
  case $real in
    /bin/* | /sbin/* | /usr/bin/* | /usr/sbin/*) cp "$real" "$holder/bin/$name" ;;
    *) ln -s "$real" "$holder/bin/$name" ;;
  esac
done
mount=$holder/bin/mount
for folder in /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin /bin /sbin; do
  [[ -d $folder && ! -L $folder ]] || continue
  case $folder in
    /usr/bin | /bin) "$mount" --bind "$holder/bin" "$folder" ;;
    *) "$mount" --bind "$holder/none" "$folder" ;;
  esac
done
hash -r
env -i HOME="$HOME" TERM="${TERM:-dumb}" LANG="${LANG:-C.UTF-8}" PATH=/usr/local/bin:/usr/bin:/bin ${SEED:+SEED="$SEED"} "$@"
