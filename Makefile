# Nonroot.  `make help` lists the commands; ./setup installs what they need.
#
# The rules are in grading/build/*.mk; this page has the settings and the
# commands.  Everything made goes to $B, so `make clean` forgets it all.

B	:= build
ifeq ($(origin CC),default)
CC	:= gcc
endif
LD	:= ld
V	:=
SOL	:=
BASE	:= solutions
MACHINE	:= vtx
GUEST	:= hello
SEED	:=
ARGS	:=
export V LD

MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
.SUFFIXES:
.DEFAULT_GOAL := all

# ---- Which lab -----------------------------------------------------------

LABS	:= $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard \
	labs/[0-9][0-9]-*/*.[cS] solutions/[0-9][0-9]-*/*.[cS])))))
digits	= $(firstword $(subst -, ,$1))
number	= $(patsubst 0%,%,$(digits))
NUMBERS	:= $(foreach d,$(LABS),$(call number,$d))

# $(call before,folder,$(LABS)): the labs that come before this one.
before	= $(if $(filter-out $1,$(firstword $2)),$(firstword $2) $(call \
	before,$1,$(wordlist 2,$(words $2),$2)))

GOALS	:= $(or $(MAKECMDGOALS),all)
ifneq ($(LAB),)
ifeq ($(filter $(LAB:0%=%),$(NUMBERS)),)
$(error There is no LAB=$(LAB): the labs are $(NUMBERS))
endif
LABDIR	:= $(filter $(shell printf %02d $(LAB:0%=%))-%,$(LABS))
else
# The first that is not finished; of a reference, or where nobody has begun
# and it is only to be shown, the last.
PROGRESS := $(shell awk -f grading/build/progress.awk $(wildcard \
	labs/*/*.[cS]) /dev/null)
ifeq ($(firstword $(PROGRESS))$(filter-out run gdb trace,$(GOALS)),untouched)
SOL	:= 1
NOTE	:= echo 'Nobody has begun labs/ yet: this is the reference. \
	LAB=1 is yours.'
endif
LABDIR	:= $(or $(if $(SOL),,$(word 2,$(PROGRESS))),$(lastword $(LABS)))
endif
STUDENT	:= $(if $(SOL),solutions,labs)
GRADED	:= $(if $(LAB),$(LABDIR),$(LABS))

ifeq ($(filter $(BASE),labs solutions),)
$(error BASE=$(BASE) is not known: choose labs or solutions)
endif
ifeq ($(filter $(MACHINE),vtx bochs kvm),)
$(error MACHINE=$(MACHINE) is not known: choose vtx, bochs or kvm)
endif

EMPTY	:=
SPACE	:= $(EMPTY) $(EMPTY)
MARK	:= $(if $(SOL),-sol,$(if $(filter labs,$(BASE)),-own))
IMAGES	:= $B/lab$(call digits,$(LABDIR))$(MARK)
IMAGE	:= $(IMAGES)/vmm.elf
ISO	:= $(IMAGES)/$(subst $(SPACE),_,$(strip $(GUEST) $(MACHINE) $(SEED:%=seed%) \
	$(subst /,_,$(subst =,-,$(ARGS))))).iso
RUN	:= $B/run
SYMBOLS	:= --symbols $(IMAGE) --guest-symbols $B/guest/$(GUEST).elf
RUNNER	:= $B/bin/run --machine $(MACHINE) --iso $(ISO) --ram $(RUN)/ram $(SYMBOLS)

# ---- Ready? --------------------------------------------------------------

ifneq ($(filter-out clean help,$(GOALS)),)
ifeq ($(MAKELEVEL),0)
ifneq ($(shell ./setup >&2 && echo ready),ready)
$(error Not ready: see what setup says above)
endif
endif
include grading/build/objects.mk
include grading/build/host.mk
include grading/build/check.mk
include grading/build/second.mk
include grading/build/fuzz.mk
endif

# ---- What a student uses -------------------------------------------------

.PHONY: all image iso help run gdb trace grade weave todo skel skel-check handout \
	check bench clean

# The reference's or the student's image, and the CD with it; their names.
image: $(IMAGE)
	@echo $<

iso: $(ISO)
	@echo $<

all: $(if $(LABDIR),$(IMAGE)) $(MACHINE_ELF) $(GUESTS) $(TOOLS)
	@:

help:
	@cat grading/build/help.txt

run: $(ISO) $B/bin/run
	@$(NOTE)
	@mkdir -p $(RUN)
	@$(RUNNER)

gdb: $(ISO) $(TOOLS)
	@grading/build/gdb $(RUN) $(IMAGE) $B/guest/$(GUEST).elf $(RUNNER)

trace: $B/bin/trace
	@[ -e $(RUN)/ram ] || { echo "Nothing to show yet: make run first."; exit 1; }
	@$B/bin/trace --ram $(RUN)/ram $(SYMBOLS) $(ARGS)

# Each lab's images: exK.elf has exercise K from the student and the rest
# from the reference, whole.elf is all the student's.
weave: $(foreach d,$(GRADED),$(call WOVEN,$d))
	@:

grade: weave $(MACHINE_ELF) $(GUESTS) $B/bin/grade
	@$B/bin/grade $(foreach d,$(GRADED),--lab $(call number,$d) --weave $(WEAVE)/$d) \
	    --machine $(MACHINE_ELF) --guests $B/guest $(SEED:%=--seed %) $(ARGS)

todo:
	@awk -f grading/build/todo.awk $(sort $(wildcard labs/*/*.[cS])) /dev/null \
	    | sort -s -k2,2n -k4,4n

skel:
	@FORCE=$(FORCE) grading/build/skel make

skel-check:
	@grading/build/skel check

handout: $(HANDOUT_OBJECTS)
	@[ '$(LAB)' ] || { echo "For whom?  make handout LAB=n"; exit 1; }
	@grading/build/handout $B $(LABDIR)

check:
	@rm -f $B/check/*.result $B/check/*.log
	@$(MAKE) --keep-going $(CHECKS); status=$$?; \
	    grading/build/tally $B/check && exit $$status

bench: $(MACHINE_ELF) $(METERS) $(GUESTS) $(REFERENCE) $B/bin/bench
	@$B/bin/bench $B $(REFERENCE)

clean:
	rm -rf $B
