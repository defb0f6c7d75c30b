"""Areas, channels and aspects: data of the pack."""

from heqi.policies.catalogues import Catalogue

catalogue = Catalogue("supervision/network")
choices, codes, label_of = catalogue.choices, catalogue.codes, catalogue.label_of


def most_marks() -> int:
    """The best mark."""
    return int(catalogue()["most"])
