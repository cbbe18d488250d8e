"""Two CiA 402 drives made of python-canopen's LocalNode, which shares nothing with our own: objects from the
EDS file, network management, heartbeats and SDO are the library's; the state machine and an axis that goes
where it is told are written here from CiA 402.

    canopen_slave.py INTERFACE EDS COMMANDS NODE...

A line in the file COMMANDS is obeyed once and taken out: `boot N` restarts node N, `emcy N CODE` sends an
emergency and a fault, `mute N` and `unmute N` stop and start its heartbeat.
"""
import os
import struct
import sys
import threading
import time

import canopen


class Drive:
    def __init__(self, network, number, eds):
        self.network, self.number = network, number
        self.node = canopen.LocalNode(number, eds)
        # What the state machine and the axis hold, read over SDO too.
        self.live = {0x6041: 0x0040, 0x6064: 0, 0x606C: 0, 0x6077: 0, 0x603F: 0, 0x6061: 0, 0x60FD: 0}
        self.node.add_read_callback(self.read)
        self.node.add_write_callback(self.written)
        network.add_node(self.node)
        network.subscribe(0x200 + number, self.set_point)
        self.control, self.target, self.fault, self.beat = 0, 0, 0, None
        # What process data looks like: reading it object by object for each frame is too slow here.
        self.known = {}
        self.node.nmt.send_command(0)  # initialising: says the boot-up message
        self.node.nmt.state = "PRE-OPERATIONAL"

    def read(self, index, subindex, od):
        return self.live.get(index)

    def written(self, index, subindex, od, data):
        self.known.clear()
        if index == 0x6040:
            self.obey(struct.unpack("<H", data)[0])
        elif index == 0x6060:
            self.live[0x6061] = struct.unpack("<b", data)[0]

    def obey(self, word):
        edge, self.control = word & ~self.control & 0x80, word
        state = self.live[0x6041] & 0x6F
        if self.fault:
            if edge:
                self.fault = self.live[0x603F] = 0
            state = 0x08 if self.fault else 0x40
        elif not word & 2:
            state = 0x40  # disable voltage
        elif not word & 4:
            state = 0x40  # quick stop, which ends there
        elif word & 0x0F == 0x06:
            state = 0x21
        elif word & 0x0F == 0x07:
            state = 0x23 if state in (0x21, 0x23, 0x27) else state
        elif word & 0x0F == 0x0F:
            state = {0x21: 0x23, 0x23: 0x27, 0x27: 0x27}.get(state, state)
        self.live[0x6041] = state | (0x10 if state != 0x40 else 0)

    def mapping(self, index):
        if index not in self.known:
            count = self.node.get_data(index, 0)[0]
            self.known[index] = [
                struct.unpack("<I", self.node.get_data(index, s + 1))[0] for s in range(count)]
        return self.known[index]

    def is_valid(self, index):
        if index not in self.known:
            word, = struct.unpack("<I", self.node.get_data(index, 1))
            self.known[index] = not word & 0x80000000
        return self.known[index]

    def set_point(self, cob, data, stamp):
        if self.node.nmt.state != "OPERATIONAL" or not self.is_valid(0x1400):
            return
        at = 0
        for entry in self.mapping(0x1600):
            size = (entry & 0xFF) // 8
            value = int.from_bytes(data[at:at + size], "little", signed=entry >> 16 == 0x607A)
            at += size
            if entry >> 16 == 0x6040:
                self.obey(value)
            elif entry >> 16 == 0x607A:
                self.target = value

    def sync(self, cob, data, stamp):
        if self.node.nmt.state != "OPERATIONAL":
            return
        self.tell(0x1800, 0x1A00, 0x180)
        self.tell(0x1801, 0x1A01, 0x280)
        before = self.live[0x6064]
        if self.live[0x6041] & 0x6F == 0x27:
            self.live[0x6064] = self.target
        self.live[0x606C] = (self.live[0x6064] - before) * 100

    def tell(self, communication, mapping, base):
        if not self.is_valid(communication):
            return
        data = b""
        for entry in self.mapping(mapping):
            size = (entry & 0xFF) // 8
            value = self.live.get(entry >> 16, 0)
            data += (value & (1 << 8 * size) - 1).to_bytes(size, "little")
        self.network.send_message(base + self.number, data)

    def fail(self, code):
        self.fault = self.live[0x603F] = code
        self.live[0x6041] = 0x18
        self.network.send_message(0x80 + self.number, struct.pack("<HB5x", code, 1))

    def boot(self):
        self.node.nmt.stop_heartbeat()
        self.node.data_store.clear()
        self.known.clear()
        self.fault, self.beat = 0, None
        self.live.update({0x6041: 0x40, 0x603F: 0, 0x606C: 0})
        self.node.nmt.state = "RESET"  # says the boot-up message
        self.node.nmt.state = "PRE-OPERATIONAL"

    def watch(self):
        """Heartbeat consumer 1016:1, which the library has not."""
        try:
            value = struct.unpack("<I", self.node.get_data(0x1016, 1))[0]
        except canopen.SdoAbortedError:
            return
        limit = (value & 0xFFFF) / 1000
        if limit and self.beat and time.monotonic() - self.beat > limit:
            self.beat = None  # watched again from the next heartbeat on (CiA 301, heartbeat consumer)
            self.fail(0x8130)

    def heard(self, cob, data, stamp):
        self.beat = time.monotonic()


def obey_file(path, drives):
    try:
        os.rename(path, path + ".taken")
    except FileNotFoundError:
        return
    for line in open(path + ".taken"):
        word, number, *rest = line.split()
        drive = drives[int(number)]
        if word == "boot":
            drive.boot()
        elif word == "emcy":
            drive.fail(int(rest[0], 0))
        elif word == "mute":
            drive.node.nmt.stop_heartbeat()
        elif word == "unmute":
            drive.node.nmt.start_heartbeat(50)


def main():
    interface, eds, commands, *numbers = sys.argv[1:]
    network = canopen.Network()
    network.connect(channel=interface, interface="socketcan")
    drives = {int(n): Drive(network, int(n), eds) for n in numbers}
    for drive in drives.values():
        network.subscribe(0x080, drive.sync)
        network.subscribe(0x77F, drive.heard)
    print("ready", flush=True)
    while True:
        for drive in drives.values():
            drive.watch()
        obey_file(commands, drives)
        time.sleep(0.02)


main()
