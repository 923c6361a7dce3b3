# The session that docs/gdb.md shows.
set trace-commands on
tbreak guest_main
continue
backtrace
tbreak exit_dispatch
continue
exits
backtrace 2
