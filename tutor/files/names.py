"""From arrays under the names that people give them to the layers that they belong to.

A name says what an array is (`W1`, `fc1.weight`, `coefs_0`, `layers.0.bias`), and what is left of it says of which
layer. Where no name says anything (`arr_0`, …), shapes and order do.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutor.files import FileError, brief
from tutor.net.activation import Array

_ROLES = {
    "weight": ("w", "weight", "weights", "kernel", "coef", "coefs", "gamma"),
    "bias": ("b", "bias", "biases", "intercept", "intercepts", "beta"),
    "mean": ("running mean", "moving mean"),
    "variance": ("running var", "moving variance"),
    "count": ("num batches tracked",),
}
_ROLE_OF = {words: role for role, each in _ROLES.items() for words in each}
_LONGEST = max(words.count(" ") + 1 for words in _ROLE_OF)

Words = tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class Group:
    """The arrays of one layer.

    Attributes:
        name: the whole name of its weights, or of its first array if it has none.
        words: what its names have in common, apart from the role.
        arrays: by role: weight, bias, mean, variance.
        names: by role, the whole name in the file.
    """

    name: str
    words: Words
    arrays: dict[str, Array] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Words:
        """The words with # for each number. Layers of one kind are in the order of their numbers."""
        return tuple("#" if isinstance(word, int) else word for word in self.words)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers among the words."""
        return tuple(word for word in self.words if isinstance(word, int))

    @property
    def label(self) -> str:
        """The layer in a message, such as fc1."""
        return brief(re.sub(r"[._ ]*(weights?|kernel)$", "", self.name, flags=re.IGNORECASE) or self.name)

    @property
    def is_dense(self) -> bool:
        """Whether it is a matrix, with or without a bias; else it is a batch normalisation."""
        return "mean" not in self.arrays


def shape(array: Array) -> str:
    """The shape of an array as people write it: (8, 1), (8,) or ()."""
    return str(tuple(map(int, array.shape)))


def readings(arrays: Mapping[str, Array]) -> tuple[list[list[Group]], list[str]]:
    """The ways to take arrays as layers, and the names of single numbers that are passed over.

    There is one way if names tell what the arrays are, up to three if they do not.

    Raises:
        FileError: for arrays that are neither dense layers nor batch normalisations.
    """
    roles = {name: role for name in arrays if (role := _role(name))}
    scalars = [name for name, array in arrays.items() if not array.ndim and name not in roles]
    others = [name for name, array in arrays.items() if array.ndim and name not in roles]
    if not roles and not others:
        raise FileError("holds no weights")
    if not roles:
        return _by_place(arrays, others), scalars
    if others:
        raise FileError(f"{brief(others[0])} has no place in a chain of layers")
    return [_by_name(arrays, roles)], scalars


def _role(name: str) -> tuple[str, Words] | None:
    """The role of an array, told by the last words of its name or the first, and the words that are left."""
    words = re.findall(r"[^\W\d_]+|\d{1,9}", name.lower())
    spoken = [at for at, word in enumerate(words) if not word.isdecimal()]
    for size in range(min(_LONGEST, len(spoken)), 0, -1):
        for those in (spoken[-size:], spoken[:size]):
            said = " ".join(words[at] for at in those)
            if said in _ROLE_OF:
                rest = tuple(int(w) if w.isdecimal() else w for at, w in enumerate(words) if at not in those)
                return _ROLE_OF[said], rest
    return None


def _by_name(arrays: Mapping[str, Array], roles: Mapping[str, tuple[str, Words]]) -> list[Group]:
    members: dict[Words, list[str]] = {}
    for name, (_, words) in roles.items():
        members.setdefault(words, []).append(name)
    groups = []
    for words, names in members.items():
        weights = [name for name in names if roles[name][0] == "weight"]
        group = Group((weights or names)[0], words)
        for name in names:
            role, _ = roles[name]
            if role in group.arrays:
                raise FileError(f"holds the {role} of {group.label} twice, as {brief(name)} too")
            group.arrays[role], group.names[role] = arrays[name], name
        group.arrays.pop("count", None)
        _check(group)
        groups.append(group)
    return groups


def _by_place(arrays: Mapping[str, Array], names: Sequence[str]) -> list[list[Group]]:
    """W, b, W, b, …; all W, then all b; or W alone: those in which each W is a matrix and each b a vector."""
    kinds = {re.sub(r"\d+", "#", name) for name in names}
    if len(kinds) == 1:  # arr_10 comes after arr_9, wherever it stands
        names = sorted(names, key=lambda name: [int(digits) for digits in re.findall(r"\d{1,9}", name)])
    half = len(names) // 2
    alone = (tuple(names), ())
    splits = [alone] if len(names) % 2 else [(names[::2], names[1::2]), (names[:half], names[half:]), alone]
    ways = []
    for weights, biases in dict.fromkeys((tuple(weights), tuple(biases)) for weights, biases in splits):
        if all(arrays[name].ndim == 2 for name in weights) and all(is_vector(arrays[name]) for name in biases):
            ways.append([_placed(arrays, at, weight, *biases[at : at + 1]) for at, weight in enumerate(weights)])
    if not ways:
        raise FileError("neither names nor shapes tell which arrays are weights")
    return ways


def _placed(arrays: Mapping[str, Array], at: int, weight: str, bias: str | None = None) -> Group:
    names = {"weight": weight} | ({"bias": bias} if bias else {})
    return Group(weight, (at,), {role: arrays[name] for role, name in names.items()}, names)


def is_vector(array: Array) -> bool:
    """Whether an array is a list, a row or a column of numbers."""
    return array.size == max((1, *array.shape)) and array.ndim <= 2


def _check(group: Group) -> None:
    """Raise for what is neither a dense layer nor a batch normalisation, with what it most likely is."""
    weight, bias = group.arrays.get("weight"), group.arrays.get("bias")
    if {"mean", "variance"} & set(group.arrays):
        if not {"mean", "variance"} <= set(group.arrays) or len({array.size for array in group.arrays.values()}) > 1:
            raise FileError(f"{group.label} is not a whole batch normalisation")
        return
    if weight is None:
        raise FileError(f"{brief(group.name)} has no weights beside it")
    said = f"{brief(group.name)} has the shape {shape(weight)}"
    if weight.ndim == 1 and bias is not None:
        raise FileError(f"{said}, as its bias: a LayerNorm or the like; that is not read")
    if weight.ndim == 1:
        what = "PReLU, whose slope is learnt" if weight.size == 1 else "PReLU or an RMSNorm"
        raise FileError(f"{said} and no bias: a {what}; that is not read")
    if weight.ndim != 2:
        raise FileError(f"{said}: {'a convolution or the like' if weight.ndim > 2 else 'no matrix'}; that is not read")
    if bias is not None and not is_vector(bias):
        raise FileError(f"the bias of {group.label} has the shape {shape(bias)}; it has to be a row or a column")
