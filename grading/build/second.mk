# The second opinion: what runs on machine/vtx and on Bochs alike.

SECOND	:= $B/bin/second
SECOND_SRC := $(sort $(wildcard grading/second/*.c))
SECOND_PROBE := $B/trial/probe.elf
# Guests that end, and soon.
SECOND_GUESTS := $(filter-out forever compute,$(GUESTS:$B/guest/%.elf=%))

$(SECOND): $(call host,$(SECOND_SRC)) $B/host.a
	@$(CANNOT_LD) $(STEP) "LD $@" $@ $(CC) -o $@.tmp $^ $(PKG_LIBS) -lm

# $(call second_iso,NAME,VMM,VMM ARGUMENTS,GUEST): a CD for Bochs.
define second_iso
SECOND_ISOS += $B/second/$1.iso
$B/second/$1.iso: grading/build/iso $2 $4
	@$(STEP) "ISO $$@" $$@ grading/build/iso $$@.tmp bochs - "" "$2$3" $4
endef
# $(call second_pair,NAME,VMM,GUEST): the same, to be booted on both.
define second_pair
SECOND_PAIRS += --pair $1,$2,$3,$B/second/$1.iso
$(call second_iso,$1,$2,,$3)
endef

$(eval $(call second_iso,probe,$(SECOND_PROBE), careful=1,$B/guest/hello.elf))
$(foreach d,$(filter-out $(lastword $(LABS)),$(LABS)),$(eval $(call \
	second_pair,lab$(call digits,$d),$B/lab$(call \
	digits,$d)-sol/vmm.elf,$B/guest/hello.elf)))
$(foreach g,$(SECOND_GUESTS),$(eval $(call second_pair,$g,$B/lab$(call \
	digits,$(lastword $(LABS)))-sol/vmm.elf,$B/guest/$g.elf)))

.PHONY: second
second: $(SECOND) $(MACHINE_ELF) $(SECOND_PROBE) $(SECOND_ISOS)
	@$(SECOND) --machine $(MACHINE_ELF) --probe $(SECOND_PROBE) \
	    --probe-iso $B/second/probe.iso --docs docs/bochs.md \
	    $(SECOND_PAIRS) $(ARGS)

CHECKS	+= check-second
.PHONY: check-second
check-second: check-$(CC)
	@$(CHECK) $B/check/second "machine/vtx and Bochs agree" \
	    $(MAKE) ARGS= second

everything: $(SECOND)

-include $(wildcard $(addsuffix .d,$(call host,$(SECOND_SRC))))
