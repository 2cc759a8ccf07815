"""How to turn a file that `inspect` does not read into one that it does, in three lines of Python.

Pickles are never opened: they run code. So whoever trusts a file opens it with the framework that wrote it.
"""

from textwrap import indent

RECIPES = {
    "PyTorch, net.pt": """\
import numpy as np, torch
state = torch.load("net.pt", map_location="cpu", weights_only=True)
np.savez("net.npz", **{name: each.float().numpy() for name, each in state.items()})
""",
    "scikit-learn, net.joblib": """\
import joblib, numpy as np
net = joblib.load("net.joblib")
layers = enumerate(zip(net.coefs_, net.intercepts_))
np.savez("net.npz", **{f"{a}_{i}": each for i, of in layers for a, each in zip(("coefs", "intercepts"), of)})
""",
    "Keras, without the extra": """\
import keras, numpy as np
layers = [each.get_weights() for each in keras.models.load_model("net.keras").layers if each.get_weights()]
np.savez("net.npz", **{f"{a}_{i}": each for i, of in enumerate(layers) for a, each in zip(("kernel", "bias"), of)})
""",
    "ACAS, net.nnet (inputs are then as the file normalises them)": """\
import numpy as np
rows = [np.array([n for n in line.split(",") if n.strip()], float) for line in open("net.nnet") if line[:2] != "//"]
rest = iter(rows[7:]); layers = [[np.array([next(rest) for _ in range(int(n))]) for _ in "Wb"] for n in rows[1][1:]]
np.savez("net.npz", **{f"{a}{i}": each for i, of in enumerate(layers) for a, each in zip("Wb", of)})
""",
}
"""By the kind of file: code that writes `net.npz`."""


def epilog() -> str:
    """The recipes as they stand in --help."""
    recipes = [f"  {kind}:\n\n{indent(code, '    ')}" for kind, code in RECIPES.items()]
    return "Files of other kinds become an .npz, in Python:\n\n" + "\n".join(recipes)
