# What `make gdb` tells GDB before the student's first command.

set confirm off
set pagination off
set print pretty on
# The machine boots between our first word and its answer.
set remotetimeout 120
# Nobody else wants the machine: leaving GDB switches it off.
set remote query-attached-packet off
source machine/vtx/gdb/nonroot.py
