# Runs "$@" so that it cannot outlive whoever started it, however that one ended.
#
# The starter holds the other end of our standard input. Each line it writes there is the name of a signal for the
# command. When the pipe closes, because the starter said so or died (kill -9 included), the command and everything
# that it started are ended: TERM first, KILL two seconds later. The starter made us the leader of a process group
# of our own, so `-$$` is exactly that family.
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{
  trap '' TERM
  while read -r signal; do kill -s "$signal" "$command"; done
  kill -s TERM -- "-$$"
  patience=40
  while kill -s 0 "$command" && [ "$patience" -gt 0 ]; do patience=$((patience - 1)); sleep 0.05; done
  kill -s KILL -- "-$$"
} <&3 2>/dev/null &
watcher=$!
exec 3<&-
# The family's TERM reaches this shell too: it must outlast the command, whose end it reports.
trap : TERM
while :; do
  wait "$command"
  status=$?
  kill -s 0 "$command" 2>/dev/null || break
done
kill -s KILL "$watcher"
exit "$status"
