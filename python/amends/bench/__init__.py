"""The figures of the Python layer, measured in one run: ``python -m amends.bench``. ``import amends`` does not import it.

Each measure stands in a file of its own, whose first lines say what is in its figure and what is not. On both sides of a comparison the work is the same, each side
is measured in turns with the other, a figure is the median of the rounds, and what counts is the ratio: times of one machine say little about another.
"""
