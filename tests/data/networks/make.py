"""Small networks as PyTorch, Keras and scikit-learn save them, with what these say of them: the files beside this one.

    pip install torch keras scikit-learn safetensors onnx onnxscript h5py
    KERAS_BACKEND=torch python tests/data/networks/make.py

For each file, `said.json` has rows, the outputs of the framework for them, and on how many of them each hidden unit is
active, layer by layer, counted in the framework. One unit of each network is dead. A test makes them again where a
framework is installed.
"""

import json
import sys
from pathlib import Path

import numpy as np

ROWS = 40
DEAD = -50.0
"""A bias with which a unit is dead."""


def rows(inputs):
    return np.random.default_rng(inputs).uniform(-2, 2, size=(ROWS, inputs)).astype(np.float32)


def said(x, f, active):
    return {
        "x": x.tolist(),
        "f": np.asarray(f, float).tolist(),
        "active": [np.asarray(each).tolist() for each in active],
    }


# PyTorch


def torch_networks():
    """By name: a network, and its modules behind which a unit is active or not."""
    import torch
    from torch import nn

    torch.manual_seed(3)

    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.bn1, self.fc2, self.out = (
                nn.Linear(3, 6),
                nn.BatchNorm1d(6),
                nn.Linear(6, 4),
                nn.Linear(4, 1),
            )
            self.act1, self.act2 = nn.ReLU(), nn.ReLU()

        def forward(self, x):
            return self.out(self.act2(self.fc2(self.act1(self.bn1(self.fc1(x))))))

    networks = {
        "sequential": nn.Sequential(
            nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 3, bias=False), nn.ReLU(), nn.Linear(3, 1)
        ),
        "named": Named(),
        "output_relu": nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Dropout(0.1), nn.Linear(5, 1), nn.ReLU()),
        "leaky": nn.Sequential(nn.Flatten(), nn.Linear(2, 5), nn.LeakyReLU(0.2), nn.Linear(5, 1), nn.Sigmoid()),
        "normalised_behind": nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.BatchNorm1d(5), nn.Linear(5, 1)),
    }
    for network in networks.values():
        layers = [each for each in network.modules() if isinstance(each, nn.Linear)]
        with torch.no_grad():
            layers[0].bias[1] = DEAD
        for norm in (each for each in network.modules() if isinstance(each, nn.BatchNorm1d)):
            norm.running_mean.uniform_(-0.5, 0.5)
            norm.running_var.uniform_(0.5, 2)
            with torch.no_grad():
                norm.weight.uniform_(0.5, 2)
                norm.bias.uniform_(-0.5, 0.5)
        network.eval()
    return networks


def said_by_torch(network):
    import torch
    from torch import nn

    active = []
    bends = [each for each in network.modules() if isinstance(each, nn.ReLU | nn.LeakyReLU)]
    hooks = [each.register_forward_hook(lambda _m, _x, a: active.append((a > 0).sum(0))) for each in bends]
    linear = [each for each in network.modules() if isinstance(each, nn.Linear)]
    x = rows(linear[0].in_features)
    with torch.no_grad():
        f = network(torch.tensor(x))
    for hook in hooks:
        hook.remove()
    return said(x, f, active)


def by_torch(folder):
    import torch
    from safetensors.torch import save_file

    found = {}
    networks = torch_networks()
    for name in ("sequential", "named", "normalised_behind"):
        save_file(networks[name].state_dict(), folder / f"{name}.safetensors")
        found[f"{name}.safetensors"] = said_by_torch(networks[name])
    half = {"net." + key: value.to(torch.bfloat16) for key, value in networks["sequential"].state_dict().items()}
    save_file(half, folder / "bfloat16.safetensors")
    networks["sequential"].load_state_dict({key.removeprefix("net."): value.float() for key, value in half.items()})
    found["bfloat16.safetensors"] = said_by_torch(networks["sequential"])
    for name in ("named", "output_relu", "leaky"):
        inputs = (torch.tensor(rows(3 if name == "named" else 2)),)
        torch.onnx.export(networks[name], inputs, folder / f"{name}.onnx", verbose=False, external_data=False)
        found[f"{name}.onnx"] = said_by_torch(networks[name])
    return found


# Keras


def by_keras(folder):
    import keras
    from keras import layers

    keras.utils.set_random_seed(4)
    x = keras.Input((2,))
    y = layers.Dense(4, activation="relu", name="first")(x)
    z = layers.Dense(3, activation="relu", use_bias=False, name="second")(y)
    models = {
        "sequential": keras.Sequential(
            [
                keras.Input((3,)),
                layers.Dense(6),
                layers.BatchNormalization(),
                layers.ReLU(),
                layers.Dropout(0.2),
                layers.Dense(4, activation="relu"),
                layers.Dense(1, activation="sigmoid"),
            ]
        ),
        "functional": keras.Model(x, layers.Dense(1, name="last")(z)),
        "leaky": keras.Sequential(
            [keras.Input((2,)), layers.Flatten(), layers.Dense(5), layers.LeakyReLU(), layers.Dense(2, "softmax")]
        ),
    }
    found = {}
    random = np.random.default_rng(4)
    for name, model in models.items():
        for layer in model.layers:
            weights = layer.get_weights()
            if isinstance(layer, layers.BatchNormalization):
                layer.set_weights([random.uniform(0.5, 2, each.shape) for each in weights])
        dense = next(layer for layer in model.layers if isinstance(layer, layers.Dense))
        kernel, bias = dense.get_weights()
        bias[1] = DEAD
        dense.set_weights([kernel, bias])
        inputs = rows(kernel.shape[0])
        bends = [each for each in model.layers if isinstance(each, layers.ReLU | layers.LeakyReLU)]
        bends += [each for each in model.layers if getattr(getattr(each, "activation", None), "__name__", "") == "relu"]
        inner = keras.Model(model.inputs, [each.output for each in dict.fromkeys(bends)])
        active = [(np.asarray(a.detach() if hasattr(a, "detach") else a) > 0).sum(0) for a in _list(inner(inputs))]
        told = said(inputs, model.predict(inputs, verbose=0), active)
        for ending in ("keras", "h5"):
            model.save(folder / f"{name}.{ending}")
            found[f"{name}.{ending}"] = told
    return found


def _list(outputs):
    return outputs if isinstance(outputs, list | tuple) else [outputs]


# scikit-learn


def by_sklearn(folder):
    from sklearn.neural_network import MLPRegressor

    x = rows(2)
    model = MLPRegressor(hidden_layer_sizes=(5, 4), random_state=0, max_iter=50)
    model.fit(x, x[:, 0] ** 2 - x[:, 1])
    model.intercepts_[0][1] = DEAD
    coefs = {f"coefs_{i}": each for i, each in enumerate(model.coefs_)}
    np.savez(folder / "sklearn.npz", **coefs, **{f"intercepts_{i}": each for i, each in enumerate(model.intercepts_)})
    a, active = x.astype(float), []
    for w, b in zip(model.coefs_[:-1], model.intercepts_[:-1], strict=True):
        a = np.maximum(a @ w + b, 0)
        active.append((a > 0).sum(0))
    return {"sklearn.npz": said(x, model.predict(x)[:, None], active)}


MAKERS = {"torch": by_torch, "keras": by_keras, "sklearn": by_sklearn}

if __name__ == "__main__":
    here = Path(__file__).parent
    found = {}
    for name, maker in MAKERS.items():
        print(name, file=sys.stderr)
        found |= maker(here)
    (here / "said.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")
