# The session that docs/gdb.md shows.
set trace-commands on
tbreak guest_main
continue
backtrace
tbreak exit_cpuid
continue
exits
backtrace 3
