#!/usr/bin/env python3
"""A hostile gateway between a master and its drives on a bench: two SocketCAN interfaces, every frame of
one goes to the other, as the rules in force allow. Damiao frames, feedback id = 0x10 + joint.

    gateway.py MASTER DRIVES [NAME]       MASTER, DRIVES: interfaces; NAME of the control socket (gateway)
    gateway.py --rule JSON [NAME]         sets rules of a gateway that runs, and waits until they hold

A rule set is one JSON object; keys are merged into what is in force, null removes one.

  joints [n, …]    replies and commands of these joints only (default: all)
  count n          the rules that alter replies act on the next n replies, then no more
  drop, duplicate, reorder, corrupt, flip    share of the replies 0…1: lost, sent twice, sent after the next
                   one, with a random 16-bit burst, with one bit turned over
  delay_ms, jitter_ms                        replies come later, by up to so much more
  freeze           the reply of before again and again; swap [a, b]: under each other's id
  status, add_pos, vel, tau, temp            ERR nibble; counts on the position; raw velocity; raw torque;
                   both temperatures, °C. add_pos stays within 16 bits
  dlc n, extended, classic                   wrong length, 29-bit id, without CAN FD
  regxor [register, mask], regdrop register  a register's lowest byte is another; its answer is lost
  cmd_drop, cmd_duplicate                    shares of the commands; cmd_delay_ms
  cmd_hold         commands do not reach the drives, each is answered with the last reply
  drop_disable, drop_enable                  these orders are lost; ignore_disable, ignore_enable: the drive
                   answers and does not obey
  babble {"side", "id", "rate"}              frames of nobody, so many a second, to "master" or "drives"; the
                   kernel sends them, so that they cost the bench's one processor next to nothing
  foreign {"id", "data", "rate"}             a second master: frames with these ids, seen by both sides
  inject [{"side", "id", "data"}, …]         each once, now; "data" in hex; "error": true makes it an error
                   frame, "classic": true and "extended": true as above; "every_ms", "times": repeated
  reset            forgets all rules; stats: what was done so far comes back
"""
import heapq, json, os, random, select, socket, struct, sys, time

EXTENDED, ERROR = 0x8000_0000, 0x2000_0000
ENABLE, DISABLE = b"\xff" * 7 + b"\xfc", b"\xff" * 7 + b"\xfd"


def control(name):
    return "\0sinew-" + name


def rule(text, name="gateway"):
    """Sets rules and prints what the gateway answers."""
    json.loads(text)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind("")
        end.settimeout(30)
        give_up = time.monotonic() + 30
        while True:
            try:
                end.sendto(text.encode(), control(name))
                break
            except ConnectionRefusedError:
                if time.monotonic() > give_up:
                    sys.exit("no gateway " + name)
                time.sleep(0.1)
        print(end.recv(65536).decode())


def interface(name):
    end = socket.socket(socket.PF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
    end.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FD_FRAMES, 1)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    end.bind((name,))
    end.setblocking(False)
    return end


class Frame:
    """One frame; `flags` are those of struct canfd_frame, None makes it a classic one."""

    def __init__(self, id, data, flags=None, length=None):
        self.id, self.data, self.flags = id, bytearray(data), flags
        self.length = len(self.data) if length is None else length

    @staticmethod
    def of(raw):
        id, length, flags = struct.unpack_from("<IBB", raw)
        return Frame(id, raw[8:8 + length], flags if len(raw) == 72 else None)

    def raw(self):
        room = 8 if self.flags is None else 64
        head = struct.pack("<IBBH", self.id, self.length, self.flags or 0, 0)
        return head + bytes(self.data[:room]).ljust(room, b"\0")

    def copy(self):
        return Frame(self.id, self.data, self.flags, self.length)


class Babbler:
    """Frames that the kernel's broadcast manager (CAN_BCM, linux/can/bcm.h) sends by itself: a program that
    wrote 16,000 a second would take the processor from the drives, and what then is late is the bench."""

    PERIOD_US, MOST = 10_000, 250

    def __init__(self, interface, frame, rate):
        self.end = socket.socket(socket.PF_CAN, socket.SOCK_DGRAM, socket.CAN_BCM)
        self.end.connect((interface,))
        each = max(1, round(rate * self.PERIOD_US / 1e6))
        if each > self.MOST:
            sys.exit(f"babble: {rate} a second; at most {self.MOST * 1_000_000 // self.PERIOD_US}")
        isFD = frame.flags is not None
        flags = socket.CAN_BCM_SETTIMER | socket.CAN_BCM_STARTTIMER | (socket.CAN_BCM_CAN_FD_FRAME if isFD else 0)
        # One task a frame and period; the kernel tells tasks apart by the id in their head alone.
        for task in range(each):
            head = struct.pack("@IIIqqqqII", socket.CAN_BCM_TX_SETUP, flags, 0, 0, 0, 0, self.PERIOD_US, task, 1)
            self.end.send(head + frame.raw())

    def close(self):
        self.end.close()


def hears_all_but(end, id):
    """The socket does not take frames with this id, or takes all (None)."""
    inverted = 0x2000_0000
    rule = (0, 0) if id is None else (id | inverted, 0x7FF)
    end.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FILTER, struct.pack("=II", *rule))


class Gateway:
    def __init__(self, master, drives, name):
        self.master, self.drives = interface(master), interface(drives)
        self.names, self.babbler = {"master": master, "drives": drives}, None
        self.control = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.control.bind(control(name))
        self.control.setblocking(False)
        self.chance = random.Random(int(os.environ.get("SEED", "1")))
        self.rules, self.last, self.held, self.stats = {}, {}, {}, {}
        self.later, self.order, self.next = [], 0, {}

    def note(self, what):
        self.stats[what] = self.stats.get(what, 0) + 1

    def happens(self, share):
        return self.rules.get(share, 0) > self.chance.random() and (self.note(share) or True)

    def send(self, end, frame, wait=0.0):
        if wait > 0:
            self.order += 1
            heapq.heappush(self.later, (time.monotonic() + wait, self.order, end, frame.raw()))
        else:
            self.put(end, frame.raw())

    def put(self, end, raw):
        try:
            end.send(raw)
        except OSError as error:
            self.note(f"errno {error.errno}")

    def concerns(self, joint):
        joints = self.rules.get("joints")
        return joints is None or joint in joints

    # Replies: from the drives to the master.

    def reply(self, frame):
        joint = (frame.id & 0x7FF) - 0x10
        if not 1 <= joint <= 0x3F or not self.concerns(joint):
            return self.send(self.master, frame)
        if self.happens("drop"):
            return None
        left = self.rules.get("count")
        if left is None or left > 0:
            if left is not None:
                self.rules["count"] = left - 1
            frame = self.alter(frame, joint)
            if frame is None:
                return None
        if self.happens("reorder") and joint not in self.held:
            self.held[joint] = frame
            return None
        wait = (self.rules.get("delay_ms", 0) + self.chance.random() * self.rules.get("jitter_ms", 0)) / 1e3
        for _ in range(2 if self.happens("duplicate") else 1):
            self.send(self.master, frame, wait)
        if joint in self.held:
            self.send(self.master, self.held.pop(joint), wait)
        return None

    def alter(self, frame, joint):
        rules, frame = self.rules, frame.copy()
        data = frame.data
        isRegister = len(data) == 8 and data[0] == joint and data[1] == 0 and data[2] in (0x33, 0x55, 0xAA)
        if isRegister:
            if rules.get("regdrop") == data[3]:
                self.note("regdrop")
                return None
            if "regxor" in rules and rules["regxor"][0] == data[3]:
                data[4] ^= rules["regxor"][1]
        elif len(data) == 8:
            if rules.get("freeze") and joint in self.last:
                data[:] = self.last[joint]
            self.last[joint] = bytes(data)
            self.fields(data)
        if self.happens("corrupt"):
            self.turn(data, self.chance.randrange(1, 1 << 16) << self.chance.randrange(48))
        if self.happens("flip"):
            self.turn(data, 1 << self.chance.randrange(64))
        if "swap" in rules and joint in rules["swap"]:
            first, second = rules["swap"]
            frame.id = 0x10 + (second if joint == first else first)
        if "dlc" in rules:
            frame.length = rules["dlc"]
        if rules.get("extended"):
            frame.id |= EXTENDED
        if rules.get("classic"):
            frame.flags = None
        return frame

    def fields(self, data):
        rules = self.rules
        if "status" in rules:
            data[0] = data[0] & 0x0F | rules["status"] << 4
        if "add_pos" in rules:
            place = max(0, min(0xFFFF, (data[1] << 8 | data[2]) + int(rules["add_pos"])))
            data[1], data[2] = place >> 8, place & 0xFF
        if "vel" in rules:
            data[3], data[4] = rules["vel"] >> 4, data[4] & 0x0F | (rules["vel"] & 0xF) << 4
        if "tau" in rules:
            data[4], data[5] = data[4] & 0xF0 | rules["tau"] >> 8, rules["tau"] & 0xFF
        if "temp" in rules:
            data[6] = data[7] = rules["temp"]

    @staticmethod
    def turn(data, mask):
        whole = int.from_bytes(data, "big") ^ (mask & ((1 << 8 * len(data)) - 1))
        data[:] = whole.to_bytes(len(data), "big")

    # Commands: from the master to the drives.

    def command(self, frame):
        id = frame.id & 0x7FF
        joint = frame.data[0] if id == 0x7FF and len(frame.data) else id & 0xFF
        if not self.concerns(joint):
            return self.send(self.drives, frame)
        if self.happens("cmd_drop"):
            return None
        data = bytes(frame.data)
        for order, bits in (("disable", DISABLE), ("enable", ENABLE)):
            if id == 0x7FF or data != bits:
                continue
            if self.rules.get("drop_" + order):
                return self.note("drop_" + order)
            if self.rules.get("ignore_" + order):
                self.note("ignore_" + order)
                # A refresh: the drive tells its state and does nothing else.
                frame = Frame(0x7FF, bytes([joint, 0, 0xCC, 0, 0, 0, 0, 0]), frame.flags)
        if self.rules.get("cmd_hold"):
            self.note("cmd_hold")
            if joint in self.last:
                self.send(self.master, Frame(0x10 + joint, self.last[joint], frame.flags))
            return None
        wait = self.rules.get("cmd_delay_ms", 0) / 1e3
        for _ in range(2 if self.happens("cmd_duplicate") else 1):
            self.send(self.drives, frame, wait)
        return None

    # What comes from nobody.

    def injected(self, one):
        id = one["id"] | (EXTENDED if one.get("extended") else 0) | (ERROR if one.get("error") else 0)
        isClassic = one.get("classic") or one.get("error")
        return Frame(id, bytes.fromhex(one.get("data", "")), None if isClassic else 1)

    def ends(self, side):
        return {"master": [self.master], "drives": [self.drives]}.get(side, [self.master, self.drives])

    def inject(self, one):
        for turn in range(one.get("times", 1)):
            for end in self.ends(one.get("side", "master")):
                self.send(end, self.injected(one), turn * one.get("every_ms", 1) / 1e3)

    def spontaneous(self, now):
        """Sends what is due; seconds until the next."""
        one = self.rules.get("foreign")
        if not one:
            self.next.pop("foreign", None)
            return 1.0
        due, pause = self.next.get("foreign", now), 1 / one["rate"]
        frame = self.injected(one)
        # After a while away no more than a burst of what was missed.
        due = max(due, now - 100 * pause)
        while due <= now:
            for end in self.ends("both"):
                self.put(end, frame.raw())
            self.note("foreign")
            due += pause
        self.next["foreign"] = due
        return max(0.0, due - now)

    def babble(self, one):
        """Begins, or ends with None. What nobody says is not carried to the other side."""
        if self.babbler:
            self.babbler.close()
            self.babbler = None
        side = (one or {}).get("side", "master")
        for name, end in (("master", self.master), ("drives", self.drives)):
            hears_all_but(end, one["id"] if one and name == side else None)
        if one:
            self.babbler = Babbler(self.names[side], self.injected(one), one["rate"])

    def obey(self):
        try:
            text, sender = self.control.recvfrom(65536)
        except BlockingIOError:
            return
        wish = json.loads(text)
        answer = dict(self.stats) if wish.pop("stats", None) else {}
        if wish.pop("reset", None):
            self.rules.clear()
            self.held.clear()
            self.babble(None)
        if "babble" in wish:
            self.babble(wish["babble"])
        for one in wish.pop("inject", []):
            self.inject(one)
        for key, value in wish.items():
            if value is None:
                self.rules.pop(key, None)
            else:
                self.rules[key] = value
        if sender:
            self.control.sendto(json.dumps(answer or self.rules).encode(), sender)

    def drain(self, end, take):
        for _ in range(64):
            try:
                raw = end.recv(80)
            except BlockingIOError:
                return
            except OSError as error:
                return self.note(f"errno {error.errno}")
            frame = Frame.of(raw)
            if frame.id & ERROR == 0:
                take(frame)

    def run(self):
        while True:
            now = time.monotonic()
            wait = self.spontaneous(now)
            while self.later and self.later[0][0] <= now:
                _, _, end, raw = heapq.heappop(self.later)
                self.put(end, raw)
            if self.later:
                wait = min(wait, max(0.0, self.later[0][0] - now))
            ready, _, _ = select.select([self.master, self.drives, self.control], [], [], wait)
            if self.control in ready:
                self.obey()
            if self.master in ready:
                self.drain(self.master, self.command)
            if self.drives in ready:
                self.drain(self.drives, self.reply)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if sys.argv[1] == "--rule":
        rule(*sys.argv[2:4])
    else:
        Gateway(*sys.argv[1:3], *(sys.argv[3:4] or ["gateway"])).run()
