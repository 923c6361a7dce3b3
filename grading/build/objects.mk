# Objects and images that run on a machine: the VMM, the machine itself, the
# guests.  An object lies in $B/obj under its source's path; a lab's objects
# are linked to $B/obj/TREE/LAB.o, TREE being labs, solutions or $(STUDENT).

STEP	:= grading/build/step
DO	:= grading/build
FREE	:= -std=c11 -g -Wall -Wextra -Werror -ffreestanding -m64 -mno-red-zone \
	-mgeneral-regs-only -fno-pic -fno-pie -fno-stack-protector \
	-fno-omit-frame-pointer -fno-asynchronous-unwind-tables
KFLAGS	:= $(FREE) -Og -Ikernel/vtx
MFLAGS	:= $(FREE) -O2 -Imachine -Imachine/vtx -Ikernel/vtx
GFLAGS	:= $(KFLAGS) -Iguest/vtx
# A body that is still to be written leaves its arguments and helpers idle.
IDLE	:= -Wno-unused-parameter -Wno-unused-function -Wno-unused-variable
LDFLAGS	:= -nostdlib -static -z max-page-size=4096 -z noexecstack \
	--no-warn-rwx-segments --build-id=none

# Objects made with other flags or another compiler are made again.
FLAGS	:= $(CC) $(LD) $(KFLAGS) $(MFLAGS) $(GFLAGS) $(IDLE) $(LDFLAGS)
ifneq ($(file <$B/flags),$(FLAGS))
$(shell mkdir -p $B)
$(file >$B/flags,$(FLAGS))
endif

object	= $(1:%=$B/obj/%.o)
source	= $(sort $(wildcard $(1:%=%/*.c) $(1:%=%/*.S)))

# ---- Exercises and their functions, from the solutions --------------------

NAMES	:= $B/names
-include $B/exercises.mk
$B/exercises.mk: $(wildcard solutions/*/*.[cS]) $(wildcard \
		grading/reference/exercises) grading/mkskel.awk \
		grading/build/names.awk grading/build/exercises
	@grading/build/exercises $@ $(NAMES)

# ---- Compiling -------------------------------------------------------------

COMPILE	= $(CC) $(CFLAGS) -MMD -MP -MF $@.d -MT $@ -c -o $@.tmp

$B/obj/%.c.o: CFLAGS = $(KFLAGS)
$B/obj/%.S.o: CFLAGS = $(KFLAGS)
$B/obj/machine/%.o: CFLAGS = $(MFLAGS)
$B/obj/guest/%.o: CFLAGS = $(GFLAGS)

$B/obj/%.c.o: %.c $B/flags
	@$(STEP) "CC $<" $@ $(COMPILE) $(WEAK) $<

$B/obj/%.S.o: %.S $B/flags
	@$(STEP) "AS $<" $@ $(COMPILE) $<

# ---- The labs --------------------------------------------------------------

# $(call lab,TREE,LAB): rules for the objects of one lab in one tree.
define lab
$B/obj/$1/$2/%.o: CFLAGS = $(KFLAGS) $(IDLE)
$B/obj/$1/$2/%.o: WEAK = -include $(NAMES)/$2/weak.h
$B/obj/$1/$2/%.o: export SORRY = $$< does not compile: the compiler says why
$(call object,$(call source,$1/$2)): $(NAMES)/$2/weak.h
$B/obj/$1/$2.o: export SORRY = $1/$2 cannot be linked: see above
$(if $(wildcard $1/$2/*.[cS]),
$B/obj/$1/$2.o: $(call object,$(call source,$1/$2)) $(NAMES)/$2/all $(DO)/lab-object
	@$(STEP) "LD $1/$2" $$@ $(DO)/lab-object $$@.tmp \
	    $(NAMES)/$2/all $1/$2 $(call object,$(call source,$1/$2))
,
$B/obj/$1/$2.o: grading/reference/$2.o
	@$(STEP) "CP $$<" $$@ cp $$< $$@.tmp
)
endef
TREES	:= $(sort labs solutions $(STUDENT))
$(foreach t,$(TREES),$(foreach d,$(LABS),$(eval $(call lab,$t,$d))))

# ---- The VMM ---------------------------------------------------------------

KERNEL	:= $(call object,$(call source,kernel/vtx))
KERNEL_LD := $(wildcard kernel/vtx/*.ld)
tree	= $(patsubst %,$B/obj/$1/%.o,$2)
LINK	= $(LD) $(LDFLAGS) -T $(filter %.ld,$^) -o $@.tmp $(filter %.o,$^)

# $(call image,FILE,OBJECTS): the kernel with these labs in it.
define image
$1: export SORRY = $1 cannot be linked: the linker says why
$1: $(KERNEL_LD) $(KERNEL) $2
	@$(STEP) "LD $1" $$@ $$(LINK)
endef

# $(call weave,LAB): the images a lab is graded with.
WEAVE	:= $(if $(filter labs,$(STUDENT)),$B/weave,$(if $(filter solutions,\
	$(STUDENT)),$B/weave-sol,$(STUDENT:%/labs=%)/weave))
WOVEN	= $(WEAVE)/$1/whole.elf $(EXERCISES_$1:%=$(WEAVE)/$1/ex%.elf)
define weave
$(foreach k,$(EXERCISES_$1),
$(WEAVE)/$1/ex$k.o: export SORRY =
$(WEAVE)/$1/ex$k.o: $B/obj/$(STUDENT)/$1.o $B/obj/solutions/$1.o \
		$(NAMES)/$1/ex$k $(DO)/weave
	@$(STEP) "WEAVE $(STUDENT)/$1 exercise $k" $$@ \
	    $(DO)/weave $$@.tmp $B/obj/$(STUDENT)/$1.o \
	    $B/obj/solutions/$1.o $(NAMES)/$1 $k
$(call image,$(WEAVE)/$1/ex$k.elf,$(call tree,solutions,$(call \
	before,$1,$(LABS))) $(WEAVE)/$1/ex$k.o))
$(call image,$(WEAVE)/$1/whole.elf,$(call tree,solutions,$(call \
	before,$1,$(LABS))) $B/obj/$(STUDENT)/$1.o)
endef

# $(call images,LAB): what `make run` boots: student's, own base, reference.
define images
$(call image,$B/lab$(digits)/vmm.elf,$(call tree,solutions,$(call \
	before,$1,$(LABS))) $B/obj/labs/$1.o)
$(call image,$B/lab$(digits)-own/vmm.elf,$(call tree,labs,$(call \
	before,$1,$(LABS)) $1))
$(call image,$B/lab$(digits)-sol/vmm.elf,$(call tree,solutions,$(call \
	before,$1,$(LABS)) $1))
endef
$(foreach d,$(LABS),$(eval $(call images,$d))$(eval $(call weave,$d)))

HANDOUT_OBJECTS := $(call tree,solutions,$(LABS))

# ---- The machine -----------------------------------------------------------

MACHINE_ELF := $B/machine.elf
MACHINE_OBJECTS := $(call object,$(filter-out machine/vtx/manual.c,$(call \
	source,machine/vtx)))

$B/machine.debug: machine/vtx/machine.ld $(MACHINE_OBJECTS)
	@$(STEP) "LD $@" $@ $(LINK)

$B/machine.elf: $B/machine.debug
	@$(STEP) "OBJCOPY $@" $@ objcopy -O elf32-i386 $< $@.tmp

# ---- Guests ------------------------------------------------------------------

GUEST_LD := $(firstword $(wildcard guest/vtx/*.ld))
GUEST_COMMON := $(call object,$(call source,guest/vtx/lib))
GUESTS	:= $(sort $(patsubst guest/vtx/%,$B/guest/%.elf,$(basename $(call \
	source,guest/vtx))))

define guest
$B/guest/$(basename $(notdir $1)).elf: $(GUEST_LD) $(call object,$1) \
		$(GUEST_COMMON)
	@$(STEP) "LD $$@" $$@ $$(LINK)
endef
$(foreach s,$(call source,guest/vtx),$(eval $(call guest,$s)))

# ---- What GRUB boots -----------------------------------------------------------

# The machine's own arguments, and the ISO: LAB, GUEST, MACHINE and SEED are
# in its name.
MACHINE_ARGS := $(SEED:%=seed=%)
$B/lab%.iso: grading/build/iso
	@$(STEP) "ISO $@" $@ grading/build/iso $@.tmp $(MACHINE) \
	    $B/machine.elf "$(MACHINE_ARGS)" $(@D)/vmm.elf $B/guest/$(GUEST).elf
$(ISO): $(IMAGE) $B/guest/$(GUEST).elf $(MACHINE_ELF)

-include $(wildcard $(addsuffix .d,$(KERNEL) $(MACHINE_OBJECTS) $(call \
	object,$(call source,guest/vtx guest/vtx/lib $(foreach \
	t,$(TREES),$(LABS:%=$t/%))))))
