#!/usr/bin/env python3
"""Checks a recording with the official MCAP reader, which shares nothing with our writer.

Usage: scripts/check-recording.py FILE.mcap [CYCLES]

Every message must decode, checksums must hold, cycles must follow each other without a gap, and with
CYCLES there must be exactly so many messages. Needs: pip install mcap mcap-protobuf-support
Prints one JSON object; exit code 0, 1 when something is wrong, 69 when the packages are missing.
"""
import json
import sys

try:
    from mcap.reader import make_reader
    from mcap_protobuf.decoder import DecoderFactory
except ImportError as missing:
    print(f"{missing}; next: pip install mcap mcap-protobuf-support", file=sys.stderr)
    sys.exit(69)


def main() -> int:
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 64
    problems = []
    count = 0
    last = None
    events = 0
    with open(sys.argv[1], "rb") as file:
        reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        summary = reader.get_summary()
        for _, channel, message, cycle in reader.iter_decoded_messages():
            if channel.topic != "/cycles":
                problems.append(f"channel {channel.topic}")
            if last is not None and cycle.cycle != last + 1 + cycle.lost_before:
                problems.append(f"cycle {cycle.cycle} follows {last}")
            if cycle.lost_before:
                problems.append(f"{cycle.lost_before} cycles lost before {cycle.cycle}")
            last = cycle.cycle
            events += len(cycle.events)
            count += 1
        names = [record.name for record in reader.iter_metadata()]
        attachments = [attachment.name for attachment in reader.iter_attachments()]
    for name in ("robot", "clock", "run"):
        if name not in names:
            problems.append(f"no metadata record {name}")
    if "configuration" not in attachments:
        problems.append("no attachment configuration")
    if summary is None or summary.statistics.message_count != count:
        problems.append("the summary counts other messages")
    if len(sys.argv) == 3 and int(sys.argv[2]) != count:
        problems.append(f"{count} messages, {sys.argv[2]} cycles")
    print(json.dumps({"messages": count, "events": events, "problems": problems[:20]}))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
