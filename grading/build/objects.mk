# Objects and images that run on a machine: the VMM, the machine itself, the
# guests.  An object lies in $B/obj under its source's path; a lab's objects
# are linked to $B/obj/TREE/LAB.o, TREE being labs, solutions or $(STUDENT).

STEP	:= grading/build/step
DO	:= grading/build
CANNOT_CC = SORRY="$< does not compile: the compiler says why above"
CANNOT_LD = SORRY="$@ cannot be linked: the linker says why above"
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
include $B/exercises.mk
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
	@$(CANNOT_CC) $(STEP) "CC $<" $@ $(COMPILE) $(WEAK) $<

$B/obj/%.S.o: %.S $B/flags
	@$(CANNOT_CC) $(STEP) "AS $<" $@ $(COMPILE) $<

# ---- The labs --------------------------------------------------------------

# $(call lab,TREE,LAB): rules for the objects of one lab in one tree.
define lab
$B/obj/$1/$2/%.o: CFLAGS = $(KFLAGS) $(IDLE)
$B/obj/$1/$2/%.o: WEAK = -include $(NAMES)/$2/weak.h
$(call object,$(call source,$1/$2)): $(NAMES)/$2/weak.h
$(if $(wildcard $1/$2/*.[cS]),
$B/obj/$1/$2.o: $(call object,$(call source,$1/$2)) $(NAMES)/$2/all $(DO)/lab-object
	@$(STEP) "LD $1/$2" $$@ $(DO)/lab-object $$@.tmp \
	    $(NAMES)/$2/all $1/$2 $(call object,$(call source,$1/$2))
,
$(if $(filter solutions,$1),
$B/obj/$1/$2.o: grading/reference/$2.o
	@$(STEP) "CP $$<" $$@ cp $$< $$@.tmp
,
$B/obj/$1/$2.o:
	@echo "$1/$2 has no sources: make skel makes the skeletons" >&2; exit 1
))
endef
TREES	:= $(sort labs solutions $(STUDENT))
$(foreach t,$(TREES),$(foreach d,$(LABS),$(eval $(call lab,$t,$d))))

# ---- The VMM ---------------------------------------------------------------

KERNEL	:= $(call object,$(call source,kernel/vtx))
KERNEL_LD := $(wildcard kernel/vtx/*.ld)
tree	= $(patsubst %,$B/obj/$1/%.o,$2)
LINK	= $(LD) $(LDFLAGS) -T $(filter %.ld,$^) -o $@.tmp $(filter %.o %.a,$^)

# $(call image,FILE,OBJECTS): the kernel with these labs in it.
define image
$1: $(KERNEL_LD) $(KERNEL) $2
	@$$(CANNOT_LD) $(STEP) "LD $1" $$@ $$(LINK)
endef

# $(call weave,LAB): the images a lab is graded with.
WEAVE	:= $(if $(filter labs,$(STUDENT)),$B/weave,$(if $(filter solutions,\
	$(STUDENT)),$B/weave-sol,$(STUDENT:%/labs=%)/weave))
WOVEN	= $(WEAVE)/$1/whole.elf $(EXERCISES_$1:%=$(WEAVE)/$1/ex%.elf)
define weave
$(foreach k,$(EXERCISES_$1),
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

# The reference's image with all labs.
REFERENCE := $B/lab$(call digits,$(lastword $(LABS)))-sol/vmm.elf
HANDOUT_OBJECTS := $(call tree,solutions,$(LABS))

# ---- The machine -----------------------------------------------------------

MACHINE_ELF := $B/machine.elf
MACHINE_OBJECTS := $(call object,$(filter-out machine/vtx/manual.c,$(call \
	source,machine/vtx)))

$B/machine.debug: machine/vtx/machine.ld $(MACHINE_OBJECTS)
	@$(CANNOT_LD) $(STEP) "LD $@" $@ $(LINK)

# QEMU's -kernel takes no 64-bit ELF.
$B/machine.elf $B/bare.elf: $B/%.elf: $B/%.debug
	@$(STEP) "OBJCOPY $@" $@ objcopy -O elf32-i386 $< $@.tmp

# ---- Kernels that try the machine -----------------------------------------

# A folder of machine/vtx with a main.c is one: it has its own kernel_main(),
# no labs, and of kernel/vtx what it calls.
TRIALS	:= $(patsubst machine/vtx/%/main.c,%,$(wildcard machine/vtx/*/main.c))
TRIAL_ELFS := $(TRIALS:%=$B/trial/%.elf)

$B/kernel.a: $(KERNEL)
	@$(STEP) "AR $@" $@ ar rcsD $@.tmp $^

define trial
$B/obj/machine/vtx/$1/%.o: CFLAGS = $(KFLAGS) -I. -Imachine -Imachine/vtx
$B/trial/$1.elf: $(KERNEL_LD) $(call object,kernel/vtx/start.S $(call \
		source,machine/vtx/$1)) $B/kernel.a
	@$$(CANNOT_LD) $(STEP) "LD $$@" $$@ $$(LINK)
endef
$(foreach t,$(TRIALS),$(eval $(call trial,$t)))

# ---- Kernels that measure ----------------------------------------------------

# grading/bare runs a guest without a VMM; grading/meter is a VMM of the
# reference that times the processor.
METERS	:= $B/bare.elf $(if $(wildcard grading/meter/*.c),$B/meter.elf)
$B/obj/grading/%.o: CFLAGS = $(KFLAGS) -Imachine/vtx
define meter
$1: $(KERNEL_LD) $(call object,kernel/vtx/start.S) $2 $B/kernel.a
	@$$(CANNOT_LD) $(STEP) "LD $$@" $$@ $$(LINK)
endef
$(eval $(call meter,$B/bare.debug,$(call object,$(call \
	source,grading/bare) machine/vtx/decode.c)))
$(eval $(call meter,$B/meter.elf,$(call object,$(call \
	source,grading/meter)) $(call tree,solutions,$(LABS))))

# ---- Guests ------------------------------------------------------------------

# A guest is one file of guest/vtx; start.S is in all of them.
GUEST_LD := $(wildcard guest/vtx/*.ld)
GUEST_START := guest/vtx/start.S
GUESTSRC := $(filter-out $(GUEST_START),$(call source,guest/vtx))
GUESTS	:= $(patsubst guest/vtx/%,$B/guest/%.elf,$(basename $(GUESTSRC)))

define guest
$B/guest/$(basename $(notdir $1)).elf: $(GUEST_LD) $(call object,$1 \
		$(GUEST_START))
	@$$(CANNOT_LD) $(STEP) "LD $$@" $$@ $$(LINK)
endef
$(foreach s,$(GUESTSRC),$(eval $(call guest,$s)))

# ---- What GRUB boots -----------------------------------------------------------

# What it depends on besides files is in its name: MACHINE, SEED, ARGS.
$(ISO): grading/build/iso
	@$(STEP) "ISO $@" $@ grading/build/iso $@.tmp $(MACHINE) $B/machine.elf \
	    "$(SEED:%=seed=%)" $(IMAGE) "$B/guest/$(GUEST).elf$(ARGS:%= %)"
$(ISO): $(IMAGE) $B/guest/$(GUEST).elf $(MACHINE_ELF)

-include $(wildcard $(addsuffix .d,$(KERNEL) $(MACHINE_OBJECTS) $(call \
	object,$(call source,guest/vtx grading/bare grading/meter \
	$(TRIALS:%=machine/vtx/%) $(foreach t,$(TREES),$(LABS:%=$t/%))))))
