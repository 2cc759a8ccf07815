"""Files that cannot be used, and what is said of them."""

import pytest

from tutor.files import FileError
from tutor.files.network import load_network


def said_of(path, load=load_network):
    """The message about a file, without its path; it has to be one short line."""
    with pytest.raises(FileError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert len(message) < len(str(path)) + 300
    return message.removeprefix(str(path))


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
