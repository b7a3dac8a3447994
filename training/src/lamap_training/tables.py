# SPDX-License-Identifier: MIT OR Apache-2.0
"""Scores of many images: one row for each image and method, summaries of groups, Markdown and CSV."""

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from lamap_training.images import Image
from lamap_training.metrics import mean_interval

Score = dict[str, float | str]
Shown = dict[str, Image]  # estimate by method, and the truth

SHOWN_IN_A_GROUP = 3


class Evaluation:
    """Scores as they come in, and a few images of each group to look at."""

    def __init__(self, metric: str = "psnr") -> None:
        self.metric = metric  # the one that summaries compare
        self.rows: list[Score] = []
        self.shown: list[tuple[dict[str, str], Shown, list[Score]]] = []

    def add(self, name: dict[str, str], shown: Shown, scores: list[Score]) -> None:
        """One image: `name` says its groups and, last, the image; `scores` has a row for each method."""
        self.rows += [{**name, **score} for score in scores]
        group = next(iter(name))
        if sum(other[group] == name[group] for other, _, _ in self.shown) < SHOWN_IN_A_GROUP:
            self.shown.append((name, shown, scores))

    def flat(self) -> list[Score]:
        """One row for each image: its groups, the chosen metric of each method, how often the stated error holds."""
        images: dict[tuple, Score] = {}
        scored = {"method", *(key for row in self.rows for key, value in row.items() if isinstance(value, float))}
        for row in self.rows:
            name = {key: value for key, value in row.items() if key not in scored}
            image = images.setdefault(tuple(name.values()), name)
            if row["method"] != "nearest":
                image[str(row["method"])] = row[self.metric]
            image |= {key: row[key] for key in ("coverage_90", "stated_90") if key in row}
        return list(images.values())

    def methods(self, key: str) -> dict[str, dict[str, Score]]:
        """For every group of `key` and for all: each method's mean scores with their bootstrap intervals, as text."""
        names = dict.fromkeys(str(row[key]) for row in self.rows)
        methods = dict.fromkeys(str(row["method"]) for row in self.rows)
        groups = {"all": self.rows} | {name: [row for row in self.rows if row[key] == name] for name in names}
        return {
            f"{key} {name}": {method: _means(row for row in rows if row["method"] == method) for method in methods}
            for name, rows in groups.items()
        }

    def write_csv(self, path: Path) -> None:
        """All rows; a score that a method does not have stays empty."""
        columns = list(dict.fromkeys(key for row in self.rows for key in row))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(
                {key: f"{value:.6g}" if isinstance(value, float) else value for key, value in row.items()}
                for row in self.rows
            )


def _means(rows: Iterable[Score]) -> Score:
    group = list(rows)
    metrics = dict.fromkeys(key for row in group for key, value in row.items() if isinstance(value, float))
    intervals = {key: mean_interval([float(row[key]) for row in group if key in row]) for key in metrics}
    return {
        key: "" if np.isnan(mean) else f"{mean:.4g} [{low:.4g}, {high:.4g}]"
        for key, (mean, low, high) in intervals.items()
    }


def summary(scores: Iterable[Score]) -> Score:
    """Mean of the methods, mean gain of the network over the restoration, and the image where it is worst."""
    group = list(scores)
    gains = [float(s["network"]) - float(s["restored"]) for s in group]
    worst = int(np.argmin(gains))
    numbers = [key for key, value in group[0].items() if isinstance(value, float)]
    means: Score = {key: round(float(np.mean([s[key] for s in group])), 3) for key in numbers}
    return means | {
        "gain_db": round(float(np.mean(gains)), 3),
        "worst_gain_db": round(gains[worst], 3),
        "worst_image": group[worst]["image"],
    }


def tables(scores: list[Score], keys: Iterable[str]) -> dict[str, dict[str, Score]]:
    """Summaries of the scores grouped by each key, and of all."""
    found = {"all": {"all": summary(scores)}}
    for key in keys:
        names = dict.fromkeys(str(s[key]) for s in scores)
        found[f"by {key}"] = {name: summary(s for s in scores if s[key] == name) for name in names}
    return found


def markdown(found: dict[str, dict[str, Score]]) -> str:
    """The tables as Markdown."""
    lines = []
    for title, groups in found.items():
        columns = list(dict.fromkeys(column for group in groups.values() for column in group))
        lines += ["", f"| {title} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        for name, group in groups.items():
            lines.append(f"| {name} | " + " | ".join(str(group.get(column, "")) for column in columns) + " |")
    return "\n".join(lines)


def by_method(rows: list[Score], metric: str, key: str = "map") -> dict[str, dict[str, Score]]:
    """One metric as a table: a row for each map, or group of `key`, and one for the mean, a column for each method."""
    methods = dict.fromkeys(str(row["method"]) for row in rows)

    def means(group: list[Score]) -> Score:
        of_method = {m: [float(row[metric]) for row in group if row["method"] == m] for m in methods}
        return {m: round(float(np.mean(values)), 3) for m, values in of_method.items() if values}

    names = dict.fromkeys(str(row[key]) for row in rows)
    groups = {name: means([row for row in rows if str(row[key]) == name]) for name in names}
    return {metric: groups | {"mean": means(rows)}}
