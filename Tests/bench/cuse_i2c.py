#!/usr/bin/env python3
"""An I2C bus in user space (CUSE) with one PCA9685 on it, for the kernel bench.

/dev/i2c-N as i2c-dev makes it: I2C_FUNCS, I2C_SLAVE, I2C_SMBUS, I2C_RDWR, read and write, so that sinew,
i2c-tools and Adafruit's driver all use it unchanged. The chip is written from the NXP data sheet (Rev. 4)
and shares nothing with ours. Who answers and how is said by a file, looked at before every transfer:
  ok        the chip answers
  nack      nobody answers at its address
  other     another chip is there (its registers read 0x41)
  hang      SDA is held low: each transfer takes 200 ms and fails with ETIMEDOUT
  restart   the chip loses its supply once, then goes on as ok
usage: cuse_i2c.py NUMBER BEHAVIOUR-FILE [LOG]"""
import errno, os, struct, sys, time

ADDRESS = 0x40
FUNCTIONS = 0x0EFF0001 | 0x0C000000  # I2C_FUNC_I2C, SMBus byte, word and I2C block
INIT, OPEN, READ, WRITE, RELEASE, FLUSH, IOCTL, CUSE_INIT = 26, 14, 15, 16, 18, 25, 39, 4096
RETRY, UNRESTRICTED = 4, 1


class PCA9685:
    def __init__(self):
        self.power_up()

    def power_up(self):
        self.registers = bytearray(256)
        self.registers[0:6] = bytes([0x11, 0x04, 0xE2, 0xE4, 0xE8, 0xE0])
        for channel in range(16):
            self.registers[9 + 4 * channel] = 0x10
        self.registers[0xFE] = 30
        self.pointer = 0

    def next(self):
        if self.registers[0] & 0x20:  # AI
            self.pointer = 0 if self.pointer == 0x45 else (self.pointer + 1) & 0xFF

    def write(self, data):
        if not data:
            return
        self.pointer = data[0]
        for value in data[1:]:
            self.store(self.pointer, value)
            self.next()

    def store(self, number, value):
        if number == 0:
            asleep, before = value & 0x10, self.registers[0]
            restart = before & 0x80
            running = any(not self.registers[9 + 4 * c] & 0x10 for c in range(16))
            if asleep and not before & 0x10 and running:
                restart = 0x80
            if value & 0x80 and not asleep:
                restart = 0
            self.registers[0] = value & 0x7F | restart
        elif number == 0xFE:
            if self.registers[0] & 0x10:
                self.registers[0xFE] = max(3, value)
        elif 0xFA <= number <= 0xFD:
            for channel in range(16):
                self.store(6 + 4 * channel + number - 0xFA, value)
        elif number <= 0x45:
            self.registers[number] = value & (0x1F if number >= 6 and number & 1 else 0xFF)

    def read(self, count):
        out = bytearray()
        for _ in range(count):
            out.append(0 if 0xFA <= self.pointer <= 0xFD else self.registers[self.pointer])
            self.next()
        return bytes(out)


class Bus:
    def __init__(self, behaviour, log):
        self.chip, self.behaviour, self.log = PCA9685(), behaviour, log

    def transfer(self, address, written, count):
        """Writes, then reads `count` bytes; raises OSError."""
        with open(self.behaviour) as file:
            word = file.read().strip()
        if word == "restart":
            self.chip.power_up()
            with open(self.behaviour, "w") as file:
                file.write("ok\n")
        if word == "hang":
            time.sleep(0.2)
            raise OSError(errno.ETIMEDOUT, "")
        if address != ADDRESS or word == "nack":
            raise OSError(errno.ENXIO, "")
        if self.log and len(written) > 1:
            self.log.write("%.3f %s\n" % (time.monotonic(), written.hex()))
        if word == "other":
            return b"\x41" * count
        self.chip.write(written)
        return self.chip.read(count)

    # struct i2c_smbus_ioctl_data: read_write, command, size, pointer to 34 bytes
    def smbus(self, address, head, data):
        direction, command, size = struct.unpack_from("<BBxxI", head)
        if size == 6:  # I2C block, as libi2c writes it
            size = 8
        length = {0: 0, 1: 0, 2: 1, 3: 2, 8: data[0] if data else 0}.get(size)
        if length is None:
            raise OSError(errno.EOPNOTSUPP, "")
        if size == 0:
            self.transfer(address, b"", 0)
            return b""
        if size == 1:  # a byte without a register
            got = self.transfer(address, bytes([command]) if not direction else b"", direction)
            return got.ljust(34, b"\0")
        if direction:
            got = self.transfer(address, bytes([command]), length)
            return (bytes([length]) + got if size == 8 else got).ljust(34, b"\0")
        start = 1 if size == 8 else 0
        self.transfer(address, bytes([command]) + data[start:start + length], 0)
        return b""


def serve(number, bus):
    cuse = os.open("/dev/cuse", os.O_RDWR)
    chosen = {}  # address by open file

    def reply(unique, payload=b"", error=0):
        os.write(cuse, struct.pack("<IiQ", 16 + len(payload), -error, unique) + payload)

    def retry(unique, ins, outs):
        vectors = b"".join(struct.pack("<QQ", *v) for v in ins + outs)
        reply(unique, struct.pack("<iIII", 0, RETRY, len(ins), len(outs)) + vectors)

    def ioctl(unique, handle, command, argument, data, out_size):
        def done(payload=b"", result=0):
            reply(unique, struct.pack("<iIII", result, 0, 0, 0) + payload)

        if command in (0x703, 0x706):
            chosen[handle] = argument
            return done()
        if command in (0x701, 0x702, 0x704, 0x708):
            return done()
        if command == 0x705:
            return retry(unique, [], [(argument, 8)]) if not out_size else done(struct.pack("<Q", FUNCTIONS))
        if command == 0x720:
            if not data:
                return retry(unique, [(argument, 16)], [])
            pointer = struct.unpack_from("<Q", data, 8)[0]
            if pointer and len(data) == 16:
                return retry(unique, [(argument, 16), (pointer, 34)], [(pointer, 34)])
            return done(bus.smbus(chosen.get(handle, 0), data[:16], data[16:]))
        if command == 0x707:
            if not data:
                return retry(unique, [(argument, 16)], [])
            pointer, count = struct.unpack_from("<QI", data)
            if len(data) == 16:
                return retry(unique, [(argument, 16), (pointer, 16 * count)], [])
            messages = [struct.unpack_from("<HHHxxQ", data, 16 + 16 * i) for i in range(count)]
            writes = [(m[3], m[2]) for m in messages if not m[1] & 1 and m[2]]
            reads = [(m[3], m[2]) for m in messages if m[1] & 1 and m[2]]
            if len(data) == 16 + 16 * count and (writes or reads) and not (out_size and not writes):
                return retry(unique, [(argument, 16), (pointer, 16 * count)] + writes, reads)
            place, got = 16 + 16 * count, b""
            for address, flags, length, _ in messages:
                if flags & 1:
                    got += bus.transfer(address, b"", length)
                else:
                    bus.transfer(address, data[place:place + length], 0)
                    place += length
            return done(got, count)
        reply(unique, error=errno.ENOTTY)

    while True:
        request = os.read(cuse, 1 << 17)
        length, opcode, unique = struct.unpack_from("<IIQ", request)
        body = request[40:length]
        try:
            if opcode == CUSE_INIT:
                major, minor = struct.unpack_from("<II", body)
                out = struct.pack("<IIIIIIII40x", 7, min(minor, 31), 0, UNRESTRICTED, 4096, 4096, 0, 0)
                reply(unique, out + b"DEVNAME=i2c-%d\0" % number)
                print("ready", flush=True)
            elif opcode == OPEN:
                reply(unique, struct.pack("<QII", unique, 0, 0))
            elif opcode == READ:
                handle, _, size = struct.unpack_from("<QQI", body)
                reply(unique, bus.transfer(chosen.get(handle, 0), b"", size))
            elif opcode == WRITE:
                handle, _, size = struct.unpack_from("<QQI", body)
                bus.transfer(chosen.get(handle, 0), body[40:40 + size], 0)
                reply(unique, struct.pack("<II", size, 0))
            elif opcode == IOCTL:
                handle, _, command, argument, in_size, out_size = struct.unpack_from("<QIIQII", body)
                ioctl(unique, handle, command, argument, body[32:32 + in_size], out_size)
            elif opcode in (RELEASE, FLUSH):
                reply(unique)
            elif opcode != 36:  # FUSE_INTERRUPT has no answer
                reply(unique, error=errno.ENOSYS)
        except OSError as problem:
            reply(unique, error=problem.errno)


if __name__ == "__main__":
    log = open(sys.argv[3], "w", buffering=1) if len(sys.argv) > 3 else None
    serve(int(sys.argv[1]), Bus(sys.argv[2], log))
