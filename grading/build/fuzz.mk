# Random VM entries and guest programs on machine/vtx and on Bochs: those of
# SEED, from FIRST on, COUNT and PROGRAMS of them.

FUZZ	:= $B/bin/fuzz
FUZZ_SRC := $(sort $(wildcard grading/fuzz/*.c))
FIRST	:= 0
COUNT	:= 100000
PROGRAMS := 20000
FUZZ_RUN = mkdir -p $B/fuzz && $(FUZZ) --machine $(MACHINE_ELF) \
	--probe $(SECOND_PROBE) --guest $B/guest/hello.elf \
	--docs docs/bochs.md --build $B/fuzz

$(FUZZ): $(call host,$(FUZZ_SRC)) $B/host.a
	@$(CANNOT_LD) $(STEP) "LD $@" $@ $(CC) -o $@.tmp $^ $(PKG_LIBS) -lm

FUZZ_NEEDS := $(FUZZ) $(MACHINE_ELF) $(SECOND_PROBE) $B/guest/hello.elf

.PHONY: fuzz fuzz-selftest
fuzz: $(FUZZ_NEEDS)
	@$(FUZZ_RUN) --seed $(or $(SEED),1) --first $(FIRST) --count $(COUNT) \
	    --programs $(PROGRAMS)

# Machines with a bug planted in their rules, $B/fuzz/NAME.elf; the harness
# must find each of them; with BUGS= only some.
BUGS	:= $(shell sed '/^\#/d' grading/fuzz/bugs | cut -f 1)
FUZZ_ELFS = $(BUGS:%=$B/fuzz/%.elf)
$B/fuzz/%.elf: $B/machine.debug grading/fuzz/bugs \
		grading/build/fuzz-bug
	@$(STEP) "PLANT $*" $@ grading/build/fuzz-bug $@.tmp $* $B $(CC) \
	    $(filter-out -Imachine/vtx,$(MFLAGS))

fuzz-selftest: $(FUZZ_NEEDS) $(FUZZ_ELFS)
	@$(FUZZ_RUN) --count $(SELFTEST) $(FUZZ_ELFS:%=--bug %)
SELFTEST := 5000

CHECKS	+= check-fuzz
.PHONY: check-fuzz
check-fuzz: check-$(CC)
	@$(CHECK) $B/check/fuzz "random VM entries agree with Bochs" \
	    $(MAKE) SEED= FIRST=0 COUNT=2500 PROGRAMS=500 fuzz

CHECKS	+= check-fuzz-selftest
.PHONY: check-fuzz-selftest
check-fuzz-selftest: check-fuzz
	@$(CHECK) $B/check/fuzz-selftest "wrong rules are found by VM entries" \
	    $(MAKE) BUGS="canonical_one_bit_wide nmi_vector_ignored" \
	    SELFTEST=1000 fuzz-selftest

everything: $(FUZZ)

-include $(wildcard $(addsuffix .d,$(call host,$(FUZZ_SRC))))
