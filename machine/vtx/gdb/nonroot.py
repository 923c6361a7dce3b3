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
SOCKET = RUN + "/gdb.sock"
LAST_LINE = "The machine:"


def trace(*words):
    """Print what build/bin/trace says of the machine as it is now."""
    command = [BIN + "/trace", "--ram", RUN + "/ram", "--symbols", VMM,
               "--guest-symbols", GUEST, *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT)
    gdb.write(done.stdout)


def word(address):
    """The 8 bytes in memory at an address."""
    return gdb.parse_and_eval("*(unsigned long *)%#x" % address)


class Vmcs(gdb.Command):
    """Show the current VMCS: its fields by area, with their bits in words."""

    def __init__(self):
        super().__init__("vmcs", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        trace("--vmcs")


class Exits(gdb.Command):
    """Show the last VM exits: exits [N], 10 if N is not given."""

    def __init__(self):
        super().__init__("exits", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        number = int(gdb.parse_and_eval(argument)) if argument else 10
        trace("--exits", "--last", str(number))


class Explain(gdb.Command):
    """Say why the last VM entry or VMX instruction failed."""

    def __init__(self):
        super().__init__("explain", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        trace("--explain")


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

    DEPTH = 64          # words of stack to look at
    CALL = 5            # bytes of a call

    def __init__(self):
        super().__init__("assembly")

    def __call__(self, frame):
        pc = int(frame.read_register("rip"))
        sp = int(frame.read_register("rsp"))
        symtab = gdb.find_pc_line(pc).symtab
        if symtab is None or not symtab.filename.endswith(".S"):
            return None
        block = gdb.block_for_pc(pc)
        if block is None or block.function is None:
            return None
        slot = self.find_return(sp, block.start)
        if slot is None:
            return None
        info = frame.create_unwind_info(FrameId(slot + 8, block.start))
        info.add_saved_register("rip", word(slot))
        info.add_saved_register("rsp", gdb.Value(slot + 8))
        for register, saved in self.pushed(frame, block.start, pc, slot):
            info.add_saved_register(register, word(saved))
        return info

    def find_return(self, sp, function):
        """Where on the stack the address behind a call of it lies."""
        for slot in range(sp, sp + 8 * self.DEPTH, 8):
            try:
                back = int(word(slot))
                call = gdb.selected_inferior().read_memory(
                    back - self.CALL, self.CALL).tobytes()
            except (gdb.MemoryError, OverflowError):
                continue
            offset = int.from_bytes(call[1:], "little", signed=True)
            if call[0] == 0xe8 and back + offset == function:
                return slot
        return None

    def pushed(self, frame, function, pc, slot):
        """The registers that it began with pushing, and where they are."""
        for line in frame.architecture().disassemble(function, count=16):
            operation = line["asm"].split()
            if operation[0] != "push" or line["addr"] >= pc:
                return
            slot -= 8
            yield operation[1].lstrip("%"), slot


class Console:
    """What the machine has printed, shown when it stops."""

    def __init__(self):
        self.file = open(RUN + "/console", errors="replace")

    def show(self):
        text = self.file.read()
        if text:
            gdb.write(text if text.endswith("\n") else text + "\n")
        return text

    def finish(self):
        """Show the rest: what `make run` says when the machine has ended."""
        for _ in range(100):
            if LAST_LINE in self.show():
                return
            time.sleep(0.05)


def connect():
    """Start the machine and let it run to the VMM's first instruction."""
    gdb.execute("file " + VMM, to_string=True)
    gdb.execute("add-symbol-file " + GUEST, to_string=True)
    gdb.execute("target remote | exec {}/gdb_stub {} {}".format(
        BIN, SOCKET, VMRUN), to_string=True)
    gdb.write("The VMM's first instruction.  Besides GDB's own commands "
              "there are: vmcs, exits,\nexplain (help NAME says more).\n")


Vmcs()
Exits()
Explain()
register_unwinder(None, AssemblyUnwinder())
console = Console()
connect()
gdb.events.stop.connect(lambda event: console.show())
gdb.events.exited.connect(lambda event: console.finish())
