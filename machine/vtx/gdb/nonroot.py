# GDB's side of `make gdb`: connects to the machine, shows its console, and
# adds the commands that ask the machine's trace.
#
# grading/build/gdb says in the environment where things are.

import os
import subprocess
import time

import gdb
from gdb.unwinder import Unwinder, register_unwinder

BIN = os.environ["NONROOT_BIN"]
RUN = os.environ["NONROOT_RUN"]
VMM = os.environ["NONROOT_VMM"]
GUEST = os.environ["NONROOT_GUEST"]
VMRUN = os.environ["NONROOT_VMRUN"]
RAM = RUN + "/ram"
SOCKET = RUN + "/gdb.sock"
LAST_LINE = "The machine:"


def trace(*words):
    """What build/bin/trace says of the machine as it is now."""
    command = [BIN + "/trace", "--ram", RAM, "--symbols", VMM,
               "--guest-symbols", GUEST, *words]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT).stdout


def memory(address, size):
    return gdb.selected_inferior().read_memory(address, size).tobytes()


def word(address):
    """The 8 bytes in memory at an address."""
    return gdb.parse_and_eval("*(unsigned long *)%#x" % address)


class Vmcs(gdb.Command):
    """Show the current VMCS: its fields by area, with their bits in words."""

    def __init__(self):
        super().__init__("vmcs", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        gdb.write(trace("--vmcs"))


class Exits(gdb.Command):
    """Show the last VM exits: exits [N], 10 if N is not given."""

    def __init__(self):
        super().__init__("exits", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        number = int(gdb.parse_and_eval(argument)) if argument else 10
        lines = trace("--exits", "--last", str(number)).splitlines(True)
        if lines and lines[0].startswith("(from record"):
            lines.pop(0)        # its advice is for the shell
        gdb.write("".join(lines) or "There was no VM exit so far.\n")


class Explain(gdb.Command):
    """Say why the last VM entry or VMX instruction failed."""

    def __init__(self):
        super().__init__("explain", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        gdb.write(trace("--explain"))


class Machine(gdb.Command):
    """From now on show the machine itself, too: what runs below the VMM."""

    def __init__(self):
        super().__init__("machine", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        gdb.execute("disconnect", to_string=True)
        gdb.execute("add-symbol-file %s/machine.debug" %
                    os.path.dirname(BIN), to_string=True)
        gdb.execute("target remote " + SOCKET)


class Physical(gdb.Command):
    """physical on: memory by its physical addresses, as the VMM sees it.
physical off: through the page tables in force, as at the start."""

    def __init__(self):
        super().__init__("physical", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        if argument not in ("on", "off"):
            raise gdb.GdbError("physical on, or physical off?")
        gdb.execute("maintenance packet Qqemu.PhyMemMode:%d" %
                    (argument == "on"), to_string=True)
        gdb.execute("maintenance flush dcache", to_string=True)


class Run(gdb.Command):
    """The machine runs from the start; `continue` lets it go on."""

    def __init__(self, name):
        super().__init__(name, gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        raise gdb.GdbError("The machine was started already: continue goes "
                           "on.  To start again,\nquit and say make gdb.")


class FrameId:
    """What GDB tells frames apart by."""

    def __init__(self, sp, pc):
        self.sp = gdb.Value(sp)
        self.pc = gdb.Value(pc)


class AssemblyUnwinder(Unwinder):
    """Find the caller of a function that was written in assembly.

    Nothing describes its frame, and at a VM exit no register but RSP is the
    VMM's.  So look up the stack for the address behind a call of the
    function; what the function pushed first lies below.
    """

    DEPTHS = 64, 16, 4  # words of stack to look at
    CALL = 5            # bytes of a call
    PRESERVED = ("rbx", "rbp", "r12", "r13", "r14", "r15")

    def __init__(self):
        super().__init__("assembly")

    def __call__(self, frame):
        pc = int(frame.read_register("rip"))
        sp = int(frame.read_register("rsp"))
        symtab = gdb.find_pc_line(pc).symtab
        if symtab is None or not symtab.filename.endswith(".S"):
            return None
        function = self.function_start(pc)
        slot = self.find_return(sp, function)
        if slot is None:
            return None
        info = frame.create_unwind_info(FrameId(slot + 8, function))
        info.add_saved_register("rip", word(slot))
        info.add_saved_register("rsp", gdb.Value(slot + 8))
        saved = self.pushed(frame, function, pc, slot)
        for name in self.PRESERVED:
            info.add_saved_register(name, word(saved[name])
                                    if name in saved
                                    else frame.read_register(name))
        return info

    def function_start(self, pc):
        """Where the symbol lies that pc belongs to."""
        # "vmx_enter + 96 in section .text of ..", or without the "+ 96"
        place = gdb.execute("info symbol %d" % pc, to_string=True).split()
        return pc - int(place[2]) if place[1] == "+" else pc

    def find_return(self, sp, function):
        """Where on the stack the address behind a call of it lies."""
        for i, back in enumerate(self.stack(sp)):
            try:
                call = memory(back - self.CALL, self.CALL)
            except (gdb.MemoryError, OverflowError):
                continue
            offset = int.from_bytes(call[1:], "little", signed=True)
            if call[0] == 0xe8 and back + offset == function:
                return sp + 8 * i
        return None

    def stack(self, sp):
        """The words on the stack, fewer if it ends."""
        for depth in self.DEPTHS:
            try:
                return memoryview(memory(sp, 8 * depth)).cast("Q")
            except gdb.MemoryError:
                pass
        return []

    def pushed(self, frame, function, pc, slot):
        """The registers that it began with pushing, and where they are."""
        saved = {}
        for line in frame.architecture().disassemble(function, count=16):
            operation = line["asm"].split()
            if operation[0] != "push" or line["addr"] >= pc:
                break
            slot -= 8
            saved[operation[1].lstrip("%")] = slot
        return saved


class Console:
    """What the machine has printed, shown when it stops."""

    DELAY = 0.03        # seconds, until `run` has it all in the file

    def __init__(self):
        self.file = open(RUN + "/console", errors="replace")
        self.leaving = False

    def show(self):
        text = self.file.read()
        if text:
            gdb.write(text if text.endswith("\n") else text + "\n")
        return text

    def stopped(self, event):
        if type(event) is not gdb.StopEvent:    # no mere step
            time.sleep(self.DELAY)
        self.show()

    def exited(self, event):
        """Show the rest: what `make run` says when the machine has ended."""
        for _ in range(0 if self.leaving else 100):
            if LAST_LINE in self.show():
                return
            time.sleep(self.DELAY)

    def leave(self, event):
        self.leaving = True


def connect():
    """Start the machine and let it run to the VMM's first instruction."""
    gdb.execute("file " + VMM, to_string=True)
    gdb.execute("add-symbol-file " + GUEST, to_string=True)
    gdb.execute("target remote | exec {}/gdb_stub {} {} {}".format(
        BIN, SOCKET, RAM, VMRUN), to_string=True)
    gdb.write("The VMM's first instruction.  Besides GDB's own commands "
              "there are: vmcs, exits,\nexplain (help NAME says more).\n")


for name in "run", "start", "starti":
    Run(name)
for command in Vmcs, Exits, Explain, Physical, Machine:
    command()
register_unwinder(None, AssemblyUnwinder())
console = Console()
connect()
gdb.events.stop.connect(console.stopped)
gdb.events.exited.connect(console.exited)
gdb.events.gdb_exiting.connect(console.leave)
