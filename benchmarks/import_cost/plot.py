"""The bars beside the table: what each cold start costs, ours beside what others build with."""

from pathlib import Path


def draw(milliseconds: dict[str, tuple[float, float]], peers: set[str], file: Path) -> None:
    """Write the plot: import and first request of each, one bar a line, the longest above."""
    import matplotlib as mpl  # noqa: PLC0415 - only who draws needs it

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "import-cost"
    import matplotlib.pyplot as plt  # noqa: PLC0415

    names = sorted(milliseconds, key=lambda name: milliseconds[name][1])
    imports = [milliseconds[name][0] for name in names]
    requests = [milliseconds[name][1] - milliseconds[name][0] for name in names]
    figure, axes = plt.subplots(figsize=(8, 0.28 * len(names) + 1), layout="constrained")
    axes.barh(names, imports, color=["#8a8f98" if name in peers else "#1f6feb" for name in names], label="import")
    axes.barh(
        names,
        requests,
        left=imports,
        color=["#c9ccd1" if name in peers else "#9ec5fe" for name in names],
        label="first request",
    )
    axes.set(xlabel="milliseconds of processor time: import (dark), first request (light)")
    axes.grid(visible=True, axis="x", alpha=0.3)
    axes.tick_params(axis="y", labelsize=8)
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
