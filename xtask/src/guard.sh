# Runs what follows the first argument so that it cannot outlive whoever started it, however that one ended. The first argument is a
# folder that must not outlive the starter either; empty if there is none.
#
# The starter holds the other end of our standard input. Each line it writes there is the name of a signal for the
# command. When the pipe closes, because the starter said so or died (kill -9 included), the command and everything
# that it started are ended. The starter made us the leader of a process group of our own, so `-$$` is that family.
folder=$1
shift
# The family's TERM reaches this shell too, which has to outlast the command: it reports how that ended, unless the
# watcher has said that it will end us all.
ending=
trap 'ending=yes' USR1
trap : TERM
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{
  trap '' TERM
  while read -r signal; do kill -s "$signal" "$command"; done
  kill -s USR1 "$$"
  kill -s TERM -- "-$$"
  # Two seconds for the command; what it started, a browser perhaps, gets half a second more.
  patience=40
  while kill -s 0 "$command" && [ "$patience" -gt 0 ]; do patience=$((patience - 1)); sleep 0.05; done
  sleep 0.5
  [ -z "$folder" ] || rm -rf -- "$folder"
  kill -s KILL -- "-$$"
} <&3 2>/dev/null &
watcher=$!
exec 3<&-
while :; do
  wait "$command"
  status=$?
  kill -s 0 "$command" 2>/dev/null || break
done
while [ -n "$ending" ] && kill -s 0 "$watcher" 2>/dev/null; do wait "$watcher"; done
kill -s KILL "$watcher"
exit "$status"
