"""What the comparison found: a table of kinds, and what could not be read and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

UNFINISHED = frozenset({"partial", "failed", "held"})


@dataclass(frozen=True)
class Finding:
    what: str
    copied: int
    counted: int
    verdict: str
    examples: str = ""


@dataclass
class Findings:
    """Collected by the tests, printed at the end."""

    site: str = ""
    rows: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unfinished: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    """(kind, parent) of the scopes that the receipt names as not whole, and its reason."""

    def compare(self, kind: str, what: str, copied: Collection[str], counted: Mapping[str, str | None]) -> Finding:
        """Compare ids. `counted` maps each to its course; what is missing where the receipt says so is explained."""
        missing = {key: course for key, course in counted.items() if key not in copied}
        extra = set(copied) - counted.keys()
        unexplained = [key for key, course in missing.items() if not self.explains(kind, course)]
        if unexplained or extra:
            verdict = f"DIFFERS: {len(unexplained)} missing, {len(extra)} that the count lacks"
        else:
            verdict = f"{len(missing)} missing, as the receipt says" if missing else "same"
        examples = ", ".join([*(f"-{key}" for key in unexplained[:5]), *(f"+{key}" for key in sorted(extra)[:5])])
        finding = Finding(what, len(copied), len(counted), verdict, examples)
        self.rows.append(finding)
        return finding

    def compare_values(self, what: str, copied: Mapping[str, Any], counted: Mapping[str, Any]) -> Finding:
        """Compare a field of the records that both have. Values are never printed: they may be names."""
        both = copied.keys() & counted.keys()
        wrong = sorted(key for key in both if copied[key] != counted[key])
        verdict = f"DIFFERS in {len(wrong)}" if wrong else "same"
        finding = Finding(what, len(both), len(both), verdict, ", ".join(wrong[:5]))
        self.rows.append(finding)
        return finding

    def explains(self, kind: str, course: str | None) -> bool:
        return (kind, course) in self.unfinished or (kind, None) in self.unfinished

    def lines(self) -> list[str]:
        """The table, as it is printed."""
        head = [f"{'what':<46} {'lmsync':>8} {'counted':>8}  verdict", "-" * 96]
        table = [f"{row.what:<46} {row.copied:>8} {row.counted:>8}  {row.verdict} {row.examples}" for row in self.rows]
        scopes = [
            f"not whole: {kind} of {parent or 'the site'}: {why}" for (kind, parent), why in self.unfinished.items()
        ]
        return [self.site, *head, *table, *scopes, *self.notes]


def unfinished_scopes(run: Mapping[str, Any]) -> dict[tuple[str, str | None], str]:
    """The scopes that a run's receipt does not call whole."""
    return {
        (scope["kind"], _number_of(scope["parent"])): f"{scope['state']}, {scope.get('cause') or 'no cause given'}"
        for scope in run.get("scopes", [])
        if scope["state"] in UNFINISHED
    }


def _number_of(parent: Mapping[str, Any] | None) -> str | None:
    """The number of a scope's parent in the LMS, from its public id."""
    return None if parent is None else str(parent["id"]).split("-", 2)[2]
