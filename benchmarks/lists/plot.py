"""The growth curves: read units of a list over the number of contacts, both axes logarithmic."""

from pathlib import Path
from typing import Any

SHOWN = (
    "no filter, last page",
    "one frequent tag",
    "type + 2 tags",
    "two words",
    "2 words + type + 2 tags",
    "3-letter prefix",
    "e-mail address",
)


def draw(results: dict[str, Any], file: Path) -> None:
    """Write the plot."""
    import matplotlib as mpl  # noqa: PLC0415 - only who draws needs it

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    sizes = results["sizes"]
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    counts = [int(size) for size in sizes]
    naive = [sizes[size]["lists"]["no filter, first page"]["naive_units"] for size in sizes]
    axes.plot(counts, naive, "k--", marker="o", label="any list by reading everything")
    for name in SHOWN:
        axes.plot(counts, [sizes[size]["lists"][name]["units"] for size in sizes], marker="o", label=name)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="contacts of the organisation",
        ylabel="read units of a page of 25",
        title="Exact totals and any page: what a list reads",
    )
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(file, dpi=130)
