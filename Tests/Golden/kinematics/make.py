"""Writes openarm-right.json: poses, gravity and inverse dynamics of our own URDF by Pinocchio.

    python3 -m venv venv && venv/bin/pip install pin==4.1.0
    venv/bin/python Tests/Golden/kinematics/make.py

Pinocchio is independent of our code. It takes the mimic finger as a free joint: its coordinate is
set to the leader's, and its effort is added to the leader's here.
"""
import json
import pathlib

import numpy as np
import pinocchio as pin

here = pathlib.Path(__file__).parent
urdf = here.parents[2] / "firmware-profiles/robots/openarm-right/robot.urdf"
model = pin.buildModelFromUrdf(str(urdf))
data = model.createData()
leader, follower = 7, 8  # openarm_right_finger_joint1, _joint2
joints = [n for n in model.names][1:]
assert joints[leader].endswith("finger_joint1") and joints[follower].endswith("finger_joint2")
random = np.random.default_rng(20250915)


def spread(v):
    return np.append(v, v[leader])


def fold(tau):
    return [float(x) for x in [*tau[:leader], tau[leader] + tau[follower]]]


def numbers(v):
    return [float(x) for x in v]


states = []
for index in range(20):
    q = random.uniform(model.lowerPositionLimit[:8], model.upperPositionLimit[:8])
    v = random.uniform(-2, 2, 8)
    a = random.uniform(-10, 10, 8)
    state = {"q": numbers(q), "v": numbers(v), "a": numbers(a)}
    state["gravity"] = fold(pin.computeGeneralizedGravity(model, data, spread(q)))
    state["rnea"] = fold(pin.rnea(model, data, spread(q), spread(v), spread(a)))
    if index < 5:
        pin.framesForwardKinematics(model, data, spread(q))
        frames = {}
        for number, frame in enumerate(model.frames):
            if frame.type == pin.FrameType.BODY and frame.name != "universe":
                pose = data.oMf[number]
                frames[frame.name] = numbers(pose.translation) + numbers(pose.rotation.reshape(-1))
        state["frames"] = frames
    states.append(state)
out = {"made_by": f"Pinocchio {pin.__version__}", "joints": joints[:8], "states": states}
text = json.dumps(out, separators=(",", ":")).replace('{"q"', '\n{"q"')
(here / "openarm-right.json").write_text(text + "\n")
