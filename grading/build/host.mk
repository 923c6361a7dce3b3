# Programs for the host: the tools, their library, and the tests of both.

HOSTLIBS := check jansson libelf libdw
HFLAGS	:= -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -I. -Igrading \
	-Imachine -Imachine/vtx -Ikernel/vtx
SANITIZE := -fsanitize=address,undefined -fno-omit-frame-pointer

# What pkg-config says is asked once and kept.
$B/pkg.mk: setup
	@$(STEP) "ASK pkg-config" $@ grading/build/libraries $@.tmp $(HOSTLIBS)
include $B/pkg.mk

# $B/host/... is the ordinary object of a source, $B/asan/... the one that
# the tests use.
LIBRARY	:= $(sort $(wildcard grading/*.c) $(wildcard \
	$(patsubst %,machine/vtx/%.c,rules vmcs manual decode)))
CHECKED	:= $(sort $(wildcard grading/checks/*.c))
TOOLSRC	:= $(sort $(wildcard grading/tools/*.c))
TOOLS	:= $(TOOLSRC:grading/tools/%.c=$B/bin/%)
TESTED	:= $(sort $(wildcard machine/vtx/test/*.c grading/test/*.c))
TESTSRC	:= $(foreach s,$(TESTED),$(if $(filter test_%,$(notdir $s)),$s))
TESTS	:= $(patsubst %.c,$B/test/%,$(notdir $(TESTSRC)))
host	= $(1:%=$B/host/%.o)
asan	= $(1:%=$B/asan/%.o)

$B/host/%.c.o: %.c $B/flags
	@$(CANNOT_CC) $(STEP) "CC $<" $@ $(CC) $(HFLAGS) $(PKG_CFLAGS) -MMD -MP -MF $@.d \
	    -MT $@ -c -o $@.tmp $<

$B/asan/%.c.o: %.c $B/flags
	@$(CANNOT_CC) $(STEP) "CC $< (sanitized)" $@ $(CC) $(HFLAGS) $(SANITIZE) \
	    $(PKG_CFLAGS) -MMD -MP -MF $@.d -MT $@ -c -o $@.tmp $<

$B/host.a: $(call host,$(LIBRARY))
	@$(STEP) "AR $@" $@ ar rcsD $@.tmp $^

$B/asan.a: $(call asan,$(LIBRARY))
	@$(STEP) "AR $@" $@ ar rcsD $@.tmp $^

define tool
$B/bin/$(basename $(notdir $1)): $(call host,$1 $(if $(filter \
		grade,$(basename $(notdir $1))),$(CHECKED))) $B/host.a
	@$$(CANNOT_LD) $(STEP) "LD $$@" $$@ $(CC) -o $$@.tmp $$^ $(PKG_LIBS) -lm
endef
$(foreach s,$(TOOLSRC),$(eval $(call tool,$s)))

# A test is linked with the files of its folder that are no tests.
define test
$B/test/$(basename $(notdir $1)): $(call asan,$1 $(filter $(dir \
		$1)%,$(filter-out $(TESTSRC),$(TESTED)))) $B/asan.a
	@$$(CANNOT_LD) $(STEP) "LD $$@" $$@ $(CC) $(SANITIZE) -o $$@.tmp $$^ $(PKG_LIBS) -lm
endef
$(foreach s,$(TESTSRC),$(eval $(call test,$s)))

-include $(wildcard $(addsuffix .d,$(call host,$(LIBRARY) $(CHECKED) \
	$(TOOLSRC)) $(call asan,$(LIBRARY) $(TESTED))))
