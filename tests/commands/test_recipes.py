"""The recipes for files that stay closed: each is run as it stands, and what it writes is read."""

import os
from pathlib import Path

import numpy as np
import pytest

from tutor import commands
from tutor.cli import main
from tutor.commands.recipes import RECIPES
from tutor.files.network import load_network

X = np.random.default_rng(0).uniform(-1, 1, (30, 3))
DENSE = [
    (np.random.default_rng(at).normal(size=shape), np.arange(shape[0]) / 4)
    for at, shape in enumerate([(5, 3), (4, 5), (1, 4)])
]


def outputs(layers, x):
    for at, (w, b) in enumerate(layers):
        x = (x if at == 0 else np.maximum(x, 0)) @ w.T + b
    return x


def pytorch():
    torch = pytest.importorskip("torch")
    linear = [torch.nn.Linear(3, 5), torch.nn.Linear(5, 1)]
    net = torch.nn.Sequential(linear[0], torch.nn.BatchNorm1d(5), torch.nn.ReLU(), linear[1]).eval()
    torch.save(net.state_dict(), "net.pt")
    return net.double()(torch.tensor(X)).detach().numpy()


def sklearn():
    pytest.importorskip("sklearn")
    import joblib  # noqa: PLC0415 -- comes with scikit-learn
    from sklearn.neural_network import MLPRegressor  # noqa: PLC0415

    net = MLPRegressor(hidden_layer_sizes=(5, 4), max_iter=2000, random_state=0).fit(X, X.sum(axis=1))
    joblib.dump(net, "net.joblib")
    return net.predict(X)[:, None]


def keras():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch")
    keras = pytest.importorskip("keras")
    layers = [keras.layers.Dense(5, "relu"), keras.layers.Dropout(0.1), keras.layers.Dense(1)]
    net = keras.Sequential([keras.Input((3,)), *layers])
    net.save("net.keras")
    return net.predict(X, verbose=0)


def acas():
    """A .nnet as written by hand after the description of the format; numbers in 17 digits."""
    rows = ["3,3,1,5,", "3,5,4,1,", "0,", "-1,-1,-1,", "1,1,1,", "0,0,0,0,", "1,1,1,1,"]
    for w, b in DENSE:
        rows += ["".join(f"{n:.17g}," for n in row) for row in w] + [f"{n:.17g}," for n in b]
    Path("net.nnet").write_text("// a network\n// of one's own\n" + "\n".join(rows) + "\n")
    return outputs(DENSE, X)


MAKERS = dict(zip(RECIPES, (pytorch, sklearn, keras, acas), strict=True))


@pytest.mark.filterwarnings("ignore")  # of the frameworks
@pytest.mark.parametrize("kind", RECIPES)
def test_a_recipe_gives_the_network_that_was_saved(tmp_path, monkeypatch, kind):
    """What the recipe writes computes what the framework computes, to 1e-6."""
    monkeypatch.chdir(tmp_path)
    f = MAKERS[kind]()
    exec(RECIPES[kind], {})  # noqa: S102 -- the recipe as it stands
    assert abs(load_network(tmp_path / "net.npz").network(X) - f).max() < 1e-6


def test_the_recipes_stand_in_help_and_on_the_page(capsys):
    """--help prints every line of every recipe, and the page about inspect has the same ones."""
    with pytest.raises(SystemExit):
        main(["inspect", "--help"])
    told = capsys.readouterr().out
    page = (Path(commands.__file__).parent / "inspect.md").read_text(encoding="utf-8")
    for code in RECIPES.values():
        assert code in page
        assert all(line in told for line in code.splitlines())
