"""Shared by the checks in these folders: starting `sinew`, and saying what was wrong.

Every check is a program of its own: it ends 0 when all is well, else 1 with one line per finding.
`scripts/test` puts `sinew` and this Python into PATH.
"""
import json
import os
import subprocess
import sys
import tempfile

FINDINGS = []


def expect(is_true, text):
    """Notes a finding unless it is true; goes on."""
    if not is_true:
        FINDINGS.append(text)
        print(f"FINDING: {text}", flush=True)
    return is_true


def finish():
    """Ends the check."""
    sys.exit(1 if FINDINGS else 0)


def private_runtime():
    """A folder of its own for decks and mailboxes, so that checks do not meet a user's robot."""
    folder = tempfile.mkdtemp(prefix="sinew-check-")
    os.environ["SINEW_RUNTIME_DIR"] = folder
    return folder


def sinew(*arguments, timeout=120, **options):
    """Runs `sinew` to its end without input; prints what was typed and what came back."""
    print("$ sinew", *arguments, flush=True)
    result = subprocess.run(
        ["sinew", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=timeout, **options)
    sys.stdout.write(result.stdout[-4000:])
    sys.stdout.write(result.stderr[-4000:])
    print(f"ended {result.returncode}", flush=True)
    return result


def closing(result):
    """The JSON object on the last line, or an empty one and a finding."""
    lines = result.stdout.strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError) as error:
        expect(False, f"the last line is no JSON object ({error}): {lines[-1:]}")
        return {}
