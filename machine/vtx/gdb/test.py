# Drive `make gdb LAB=3 SOL=1` as a student would; grading/test/gdb runs it.
#
# TEST in the environment says which of the tests below.

import os

import gdb


def ask(command):
    return gdb.execute(command, to_string=True)


def expect(what, condition, seen):
    """Say what was tested; the first that is not so ends the test."""
    print(("ok      " if condition else "not ok  ") + what, flush=True)
    if not condition:
        print("seen:\n%s" % seen, flush=True)
        ask("quit 1")


def go(place):
    """Continue to a place."""
    ask("tbreak " + place)
    return ask("continue")


def pc():
    return int(gdb.parse_and_eval("(long)$pc"))


def address(name):
    return int(gdb.parse_and_eval("(long)&" + name))


def is_in(function, *callers):
    """Are we in a function, called by these, perhaps by way of others?"""
    frame = gdb.newest_frame()
    if frame.name() != function:
        return False
    for caller in callers:
        while frame is not None and frame.name() != caller:
            frame = frame.older()
    return frame is not None


def step_to(mnemonic):
    """Step until this is the next instruction; returns what follows it."""
    for _ in range(60):
        here = gdb.newest_frame().architecture().disassemble(pc())[0]
        if here["asm"].split()[0] == mnemonic:
            return here["addr"] + here["length"]
        ask("stepi")
    expect("an instruction %s is reached" % mnemonic, False, ask("x/i $pc"))


def step_over(mnemonic):
    behind = step_to(mnemonic)
    ask("stepi")
    expect("stepi over %s stays in the VMM" % mnemonic, pc() == behind,
           ask("x/i $pc"))


def test_walk():
    expect("GDB opens on the VMM's first instruction",
           pc() == address("start") and
           ask("info line *$pc").find("kernel/vtx/start.S") > 0 and
           gdb.parse_and_eval("$eax") == 0x2badb002, ask("info registers"))

    go("vmx_on")
    step_over("vmxon")
    go("vmcs_write_guest_state")
    expect("a breakpoint in the VMM",
           is_in("vmcs_write_guest_state", "kernel_main", "start"), ask("backtrace"))

    go("vmx_enter")
    step_over("vmwrite")
    step_to("vmlaunch")
    ask("stepi")
    expect("stepi on VMLAUNCH enters the guest",
           ask("info line *$pc").find("guest/vtx/start.S") > 0 and
           ask("backtrace").count("\n") == 1, ask("backtrace"))
    expect("there was no exit yet", "no VM exit" in ask("exits"),
           ask("exits"))
    go("guest_main")
    expect("a breakpoint in the guest", is_in("guest_main", "start"),
           ask("backtrace"))
    for mode, reads in (("on", True), ("off", False)):
        ask("physical " + mode)
        try:
            read = gdb.selected_inferior().read_memory(
                address("vmx_exit"), 8) is not None
        except gdb.MemoryError:
            read = False
        expect("physical %s in the guest" % mode, read == reads, read)
    step_to("cpuid")
    ask("stepi")
    expect("stepi on the guest's CPUID exits to the VMM",
           pc() == address("vmx_exit") and
           is_in("vmx_enter", "vcpu_run", "kernel_main", "start"),
           ask("backtrace"))
    exits = ask("exits")
    expect("exits shows it",
           exits.count("\n") == 1 and "CPUID" in exits, exits)

    vmcs = ask("vmcs")
    for line in ("Control fields", "Guest-state area", "Host-state area",
                 "Read-only data fields"):
        expect("vmcs has an area %s" % line, line + "\n" in vmcs, vmcs)
    for name, text in (("Guest CR0", "(PE, "), ("Exit reason", "(CPUID)"),
                       ("Host RIP", "%#x" % address("vmx_exit")),
                       ("VM-entry controls", "IA-32e mode guest")):
        expect("vmcs knows the %s" % name,
               any(line.strip().startswith(name) and text in line
                   for line in vmcs.splitlines()), vmcs)

    ask("finish")
    expect("finish leaves the world switch", is_in("vcpu_run"),
           ask("backtrace"))
    go("vmcs_read")
    step_over("vmread")
    go("vmx_enter")
    ask("up")
    line = gdb.selected_frame().find_sal().line
    go(str(line))
    ask("next")
    expect("next over vmx_enter runs the guest to its next exit",
           is_in("vcpu_run") and
           gdb.newest_frame().find_sal().line > line, ask("backtrace"))
    expect("exits N shows so many", ask("exits 2").count("\n") == 2,
           ask("exits 2"))
    codes = []
    gdb.events.exited.connect(lambda event: codes.append(event.exit_code))
    console = ask("continue")
    expect("the machine's end is told", codes == [0], codes)
    expect("the rest of the console is shown",
           "powered off with status 0" in console, console)
    expect("exits works after that", "VMCALL" in ask("exits"), ask("exits"))


def test_explain():
    expect("nothing has failed yet",
           "Nothing has failed" in ask("explain"), ask("explain"))
    go("vmcs_write_guest_state")
    ask("set var vcpu->guest->tr |= 4")         # TR cannot be in an LDT
    go("vmx_enter")
    step_to("vmlaunch")
    ask("stepi")
    expect("stepi on a VMLAUNCH that fails stays in the VMM",
           pc() == address("vmx_exit"), ask("x/i $pc"))
    explained = ask("explain")
    expect("explain names the field and its rule",
           "Guest TR selector" in explained and "26.3.1.2" in explained,
           explained)


ask("set width 0")
try:
    {"walk": test_walk, "explain": test_explain}[os.environ["TEST"]]()
except gdb.error as error:
    expect("GDB does what it is told", False, error)
