"""Arrays under the names that people give them: read as what they are, or refused with the reason that is true."""

from itertools import pairwise

import numpy as np
import pytest
from bad_files import said_of
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.files import FileError
from tutor.files.chain import network_of
from tutor.files.network import load_network
from tutor.files.order import chain_of
from tutor.net.layout import sizes_of

STYLES = {  # by the number of a layer: the names of its weights and of its biases
    "W0": ("W{0}", "b{0}"),
    "W1": ("W{1}", "B{1}"),
    "weights1": ("weights{1}", "bias{1}"),
    "layer1_weights": ("layer{1}_weights", "layer{1}_biases"),
    "arr_0": ("arr_{2}", "arr_{3}"),
    "coefs_0": ("coefs_{0}", "intercepts_{0}"),
    "fc1.weight": ("fc{1}.weight", "fc{1}.bias"),
    "0.weight": ("{2}.weight", "{2}.bias"),
    "module.net.0.weight": ("module.net.{2}.weight", "module.net.{2}.bias"),
    "_orig_mod.layers.0": ("_orig_mod.layers.{0}.weight", "_orig_mod.layers.{0}.bias"),
}
SAID = {"coefs_0": False} | {name: True for name in STYLES if name.endswith("weight") or "layers." in name}
"""Whether rows are units, where the names say it."""
SHAPES = {"list": lambda b: b, "row": lambda b: b[None], "column": lambda b: b[:, None]}


def layers(sizes, seed=0):
    random = np.random.default_rng(seed)
    return [(random.normal(size=(n, m)), random.normal(size=n)) for m, n in pairwise(sizes)]


def outputs(network, x):
    """f(x) by hand, with ReLU between the layers."""
    for at, (w, b) in enumerate(network):
        x = x @ w.T + b if at == 0 else np.maximum(x, 0) @ w.T + b
    return x


def named(network, style, *, by_units, shape):
    arrays = {}
    for at, (w, b) in enumerate(network):
        weight, bias = (name.format(at, at + 1, 2 * at, 2 * at + 1) for name in STYLES[style])
        arrays[weight] = w if by_units else w.T
        arrays[bias] = SHAPES[shape](b)
    return arrays


def loaded(arrays):
    return network_of(chain_of(arrays))


def is_chain(matrices, biases):
    return all(len(w) == b.size for w, b in zip(matrices, biases, strict=True)) and all(
        len(one) == two.shape[1] for one, two in pairwise(matrices)
    )


def _is_open(arrays):
    """Whether numbers alone leave it open what is a bias: some are matrices, or all of them fit in another way."""
    try:
        loaded(arrays)
    except FileError as error:
        return "could be read" in str(error)
    return False


@examples(2)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=6),
    style=st.sampled_from(list(STYLES)),
    by_units=st.booleans(),
    shape=st.sampled_from(list(SHAPES)),
    shuffled=st.randoms(use_true_random=False),
)
def test_every_style_is_read_as_what_it_is(sizes, style, by_units, shape, shuffled):
    """Weights and biases come out as they went in, in whatever style and order; what fits in two ways is refused."""
    network = layers(sizes)
    by_units = SAID.get(style, by_units)
    arrays = named(network, style, by_units=by_units, shape=shape)
    if style != "arr_0":  # all other names say what belongs together
        names = list(arrays)
        shuffled.shuffle(names)
        arrays = {name: arrays[name] for name in names}
    matrices = [w if by_units else w.T for w, _ in network]
    biases = [b for _, b in network]
    both = style not in SAID and is_chain(matrices, biases) and is_chain([w.T for w in matrices], biases)
    if both and style != "W0":
        with pytest.raises(FileError, match="could be read"):
            loaded(arrays)
        return
    if style == "arr_0" and _is_open(arrays):
        return
    found = loaded(arrays)
    if both:
        assert any("the other way" in note for note in found.notes)
        network = list(zip(matrices, biases, strict=True))
    for got, wanted in zip(found.network.weights, (w for w, _ in network), strict=True):
        assert (got == wanted).all()
    for got, wanted in zip(found.network.biases, (b for _, b in network), strict=True):
        assert (got == wanted).all()
    assert any("transposed" in note for note in found.notes) == (not by_units and not both)


@pytest.mark.parametrize("names", [("w_in", "w_out"), ("hidden.weight", "output.weight"), ("stem.w", "body.w")])
def test_names_without_numbers_are_put_in_order_by_words_and_shapes(names):
    """Of 8-1 and 1-8 the words say which comes first, and the order is told."""
    (one, _), (two, _) = layers((2, 8, 1))
    found = loaded({names[1]: two, names[0]: one})
    assert sizes_of(found.network) == (2, 8, 1)
    assert any("in the order" in note for note in found.notes)


def test_numbers_count_as_numbers():
    """Layer 10 comes after layer 9, and a last layer of another name behind all of them."""
    network = layers((1, *[3] * 12, 1))
    arrays = {f"fc{at}.weight": w for at, (w, _) in enumerate(network[:-1], start=1)} | {"head.weight": network[-1][0]}
    found = loaded(dict(sorted(arrays.items())))
    assert all((got == w).all() for got, (w, _) in zip(found.network.weights, network, strict=True))


def test_missing_biases_are_zero_and_told():
    """Without biases f is computed without them; a single one that is missing is named."""
    network = [(w, np.zeros(len(w))) for w, _ in layers((2, 5, 1))]
    found = loaded({"l1.weight": network[0][0], "l2.weight": network[1][0]})
    x = np.random.default_rng(1).normal(size=(20, 2))
    assert np.allclose(found.network(x), outputs(network, x), atol=1e-12)
    assert "biases missing: taken as 0" in found.notes
    some = loaded({"l1.weight": network[0][0], "l2.weight": network[1][0], "l2.bias": np.ones(1)})
    assert "biases of l1 missing: taken as 0" in some.notes


def test_single_numbers_are_passed_over_and_told():
    """An accuracy that was saved beside the weights is no layer."""
    arrays = named(layers((2, 4, 1)), "W0", by_units=True, shape="list")
    found = loaded(arrays | {"test_acc": np.array(0.9), "epoch": np.array(3)})
    assert sizes_of(found.network) == (2, 4, 1)
    assert "passed over: test_acc, epoch" in found.notes


NORM = {"weight": 1.5, "bias": 0.3, "running_mean": 0.2, "running_var": 2.0}


def normalisation(prefix, units, seed=5):
    random = np.random.default_rng(seed)
    arrays = {f"{prefix}.{name}": middle + 0.1 * random.normal(size=units) for name, middle in NORM.items()}
    return arrays | {f"{prefix}.num_batches_tracked": np.array(7)}


def normalised(z, prefix, arrays):
    gain, offset, mean, variance = (arrays[f"{prefix}.{name}"] for name in NORM)
    return gain * (z - mean) / np.sqrt(variance + 1e-5) + offset


@pytest.mark.parametrize(
    ("places", "order"),
    [
        (("0", "1", "3"), "dense norm relu dense"),
        (("0", "2", "3"), "dense relu norm dense"),
        (("1", "0", "3"), "norm dense relu dense"),
        (("0", "3", "2"), "dense relu dense norm"),
        (("fc1", "bn1", "fc2"), "dense norm relu dense"),
        (("net.0", "net.2", "net.3"), "dense relu norm dense"),
        (("net.0", "net.1", "head"), "dense norm relu dense"),
        (("fc1", "input_norm", "fc2"), "norm dense relu dense"),
        (("layers.0.lin", "layers.0.bn", "layers.1.lin"), "dense norm relu dense"),
    ],
)
def test_batch_normalisation_is_folded_in_where_it_stands(places, order):
    """Before or after the activation, before all layers or behind them: f is what the layers give one by one."""
    network = layers((3, 3, 3))
    one, norm, two = places
    arrays = {f"{at}.weight": w for at, (w, _) in zip((one, two), network, strict=True)}
    arrays |= {f"{at}.bias": b for at, (_, b) in zip((one, two), network, strict=True)} | normalisation(norm, 3)
    found = loaded(arrays)
    x = a = np.random.default_rng(2).normal(size=(50, 3))
    dense = iter(network)
    for step in order.split():
        if step == "dense":
            w, b = next(dense)
            a = a @ w.T + b
        else:
            a = np.maximum(a, 0) if step == "relu" else normalised(a, norm, arrays)
    assert np.allclose(found.network(x), a, atol=1e-12)
    assert any("batch normalisation folded in" in note for note in found.notes)


ONE, TWO = np.ones((8, 1)), np.ones((1, 8))
LINEAR = {"0.weight": ONE, "0.bias": np.ones(8), "2.weight": TWO, "2.bias": np.ones(1)}
REFUSED = {
    "square both ways": ({"W1": np.eye(2), "W2": np.eye(2)}, "units × inputs or as inputs × units: both fit as 2-2-2"),
    "forwards and backwards": ({"w1": TWO, "w2": ONE}, "could be read as a network 8-1-8, or as 1-8-1"),
    "two networks": (
        {f"{who}.{at}.weight": w for who in ("actor", "critic") for at, w in ((0, ONE), (2, TWO))},
        "in several orders",
    ),
    "PReLU": (LINEAR | {"1.weight": np.ones(1)}, "1.weight has the shape (1,) and no bias: a PReLU"),
    "PReLU by unit": (LINEAR | {"1.weight": np.ones(8)}, "a PReLU or an RMSNorm"),
    "LayerNorm": (LINEAR | {"1.weight": np.ones(8), "1.bias": np.ones(8)}, "1.weight has the shape (8,), as its bias"),
    "convolution": ({"conv.weight": np.ones((4, 1, 3, 3)), "conv.bias": np.ones(4)}, "a convolution or the like"),
    "half a normalisation": (LINEAR | {"1.running_mean": np.ones(8)}, "1.running_mean is not a whole batch normal"),
    "normalisation of two sizes": (
        LINEAR | {"1.running_mean": np.ones(8), "1.running_var": np.ones(3)},
        "1.running_mean is not a whole batch normal",
    ),
    "normalisation between gaps": (
        {"0.weight": np.eye(2), "2.weight": np.ones(2), "2.running_mean": np.ones(2), "2.running_var": np.ones(2)}
        | {"4.weight": np.eye(2)},
        "does not tell where between layers 0 and 4 an activation stands",
    ),
    "normalisation before a head": (
        {"net.0.weight": np.eye(2), "net.2.weight": np.ones(2), "net.2.running_mean": np.ones(2)}
        | {"net.2.running_var": np.ones(2), "head.weight": np.eye(2)},
        "does not tell where between layers net.0 and head an activation stands",
    ),
    "a gap before all layers": (
        {"0.weight": np.ones(2), "0.running_mean": np.ones(2), "0.running_var": np.ones(2), "2.weight": np.eye(2)},
        "does not tell where before layer 2 an activation stands",
    ),
    "nothing between": (
        {"0.weight": ONE, "1.weight": TWO},
        "no activation between layers 0 and 1, which follow each other",
    ),
    "momentum beside": ({"W1": ONE, "W2": TWO, "mW1": ONE}, "mW1 has no place in a chain of layers"),
    "weights twice": ({"W1": ONE, "w_1": ONE}, "holds the weight of W1 twice, as w_1 too"),
    "no fit": ({"fc1.weight": ONE, "fc2.weight": np.ones((1, 3))}, "no order of its matrices fits"),
    "bias of another size": ({"fc1.weight": ONE, "fc1.bias": np.ones(3)}, "fc1: 3 biases do not fit its weights"),
    "bias without weights": ({"W1": ONE, "b2": np.ones(8)}, "b2 has no weights beside it"),
    "a block as a bias": ({"W1": ONE, "b1": np.ones((8, 8))}, "the bias of W1 has the shape (8, 8)"),
    "words": ({"alpha": np.ones(3), "theta": np.ones(2)}, "neither names nor shapes tell which arrays are weights"),
}


@pytest.mark.parametrize(("arrays", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_chain_or_two_is_refused_with_its_arrays(tmp_path, arrays, said):
    """The line says the reason, lists the arrays with their shapes, and points to the recipes."""
    np.savez(tmp_path / "n.npz", **arrays)
    told = said_of(tmp_path / "n.npz")
    name, first = next(iter(arrays.items()))
    assert said in told
    assert f"It holds {name} {first.shape}" in told
    assert "inspect --help" in told


def test_a_thousand_layers_take_no_time_and_many_orders_are_given_up():
    """Layers by number are read at any depth; names that leave an order open do not keep anybody waiting."""
    assert len(loaded({f"fc{at}.weight": np.eye(1) for at in range(1000)}).network.weights) == 1000
    many = {f"{chr(97 + at // 26)}{chr(97 + at % 26)}.weight": np.eye(2) for at in range(60)}
    with pytest.raises(FileError, match="several orders"):
        loaded(many)
    dead_end = many | {"zz.weight": np.eye(3)}
    with pytest.raises(FileError, match="too many layers whose names do not tell their order"):
        loaded(dead_end)


def test_options_go_before_what_is_taken(tmp_path):
    """What the command line says of the activations is no guess, and nothing is said of it."""
    path = tmp_path / "n.npz"
    np.savez(path, **named(layers((2, 4, 1)), "W0", by_units=True, shape="list"))
    assert load_network(path, "leaky_relu", "relu").notes == ()
    assert load_network(path, "leaky_relu", "relu").output == "relu"
    notes = load_network(path).notes
    assert [note.split(":")[0] for note in notes] == ["activation taken as relu", "output taken as linear"]
