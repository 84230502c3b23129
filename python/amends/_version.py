"""The version, from the extension, which has it from CMakeLists.txt."""

from ._core import __version__ as __version__
