# What `make check` runs.  A check prints one line for each thing it tests;
# what it says besides goes to $B/check/NAME.log, shown when it fails.

SCRIPTS	:= $(filter-out %.c %.h %.S,$(wildcard grading/test/*))
OTHER	:= $(if $(filter clang,$(CC)),gcc,clang)
CHECKS	:= check-skel check-build check-format check-$(CC) check-$(OTHER) \
	$(TESTS:$B/test/%=check-%) $(SCRIPTS:grading/test/%=check-%) \
	$(TRIALS:%=check-trial-%) check-docs check-hostile check-mutants check-cheaters

CHECK	:= grading/build/check
.PHONY: everything $(CHECKS) fuzz-hostile

# Everything that is compiled: skeletons and solutions, every lab's images.
everything: $(foreach d,$(LABS),$(call WOVEN,$d) $(foreach s,-own \
	-sol,$B/lab$(call digits,$d)$s/vmm.elf) \
	$B/lab$(call digits,$d)/vmm.elf) \
	$(MACHINE_ELF) $(GUESTS) $(TOOLS) $(TRIAL_ELFS) $(METERS)
	@:

check-skel:
	@$(CHECK) $B/check/skel "skeletons match the solutions" \
	    env LENIENT=$(if $(CI),,1) grading/build/skel check

check-build:
	@$(CHECK) $B/check/build "skeleton maker and weave" \
	    grading/build/selftest

check-format:
	@$(CHECK) $B/check/format "sources are in the house style" \
	    grading/build/format

check-$(CC):
	@$(CHECK) $B/check/$(CC) "all compiles with $(CC)" \
	    $(MAKE) CC=$(CC) LAB= SOL= everything $(TESTS)

check-$(OTHER):
	@$(CHECK) $B/check/$(OTHER) "all compiles with $(OTHER)" \
	    $(MAKE) CC=$(OTHER) LAB= SOL= B=$B/$(OTHER) everything

# The check of the compiler has built them.
$(TESTS:$B/test/%=check-%): check-%: check-$(CC)
	@$(CHECK) $B/check/$* "host test $*" $B/test/$*

# A script there is a test, too, and gets a folder for its files.
$(SCRIPTS:grading/test/%=check-%): check-%: check-$(CC)
	@mkdir -p $B/check/$*.d
	@$(CHECK) $B/check/$* "test $*" grading/test/$* $B/check/$*.d

# The page of all rules is made from their table.
.PHONY: rules
rules: $B/bin/rules
	@$B/bin/rules >docs/rules.md

CHECKS	+= check-rules
.PHONY: check-rules
check-rules: check-$(CC)
	@$(CHECK) $B/check/rules "docs/rules.md lists the rules" \
	    sh -c '$B/bin/rules | diff -u docs/rules.md - || \
	    { echo "make rules brings it up to date"; exit 1; }'

check-docs: check-$(CC)
	@$(CHECK) $B/check/docs "texts say what is true" \
	    grading/build/docs $B CC=$(CC)

# A kernel that tries the machine powers off with 0 if it likes it.
$(TRIALS:%=check-trial-%): check-trial-%: check-$(CC)
	@$(CHECK) $B/check/trial-$* "machine/vtx passes the trial $*" \
	    $B/bin/run --kernel $(MACHINE_ELF) --module $B/trial/$*.elf

# Kernels that do what no kernel should: a few here, many for `make fuzz`.
HOSTILE	:= $B/bin/hostile --machine $(MACHINE_ELF) --kernel $B/trial/hostile.elf
check-hostile: check-$(CC)
	@$(CHECK) $B/check/hostile "hostile kernels do not harm the machine" \
	    $(HOSTILE) --seeds 8 --actions 200

# Its seeds follow those of the check.
fuzz-hostile: check-$(CC)
	@$(CHECK) $B/check/fuzz-hostile "hostile kernels, a million instructions" \
	    $(HOSTILE) --first 100 --seeds 500 --actions 600

# The grader graded: what must fail, and what must earn nothing.  With ONLY=
# just one planted bug or cheater.
PLANTED	:= env B='$B' CC='$(CC)' KFLAGS='$(KFLAGS)' \
	LDFLAGS='$(LDFLAGS)' $B/bin/mutate
check-mutants: check-$(CC)
	@$(CHECK) $B/check/mutants "each planted bug fails its milestone" \
	    $(PLANTED) mutants $B $(ONLY)

check-cheaters: check-$(CC)
	@$(CHECK) $B/check/cheaters "cheaters earn nothing" \
	    $(PLANTED) cheaters $B $(ONLY)
