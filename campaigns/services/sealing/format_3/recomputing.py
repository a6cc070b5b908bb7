"""A document of format 3: recomputed as one of format 2, and what it names checked against its own figures."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from campaigns.services.sealing import format_2
from campaigns.services.sealing.checks import Counted, same
from campaigns.services.sealing.document import Difference, Record
from campaigns.services.sealing.waiting import NAMED, judged_of, named

Name = tuple[str, int]


def recompute(records: Iterable[Record], is_settled: bool) -> Counted:
    """As format 2. Raises Difference also where what is named to have waited is not what the figures say."""
    names = _Names()
    counted = format_2.recompute(names.watching(records), is_settled)
    names.check()
    return counted


class _Names:
    """What a document names, read while it is recomputed."""

    def __init__(self) -> None:
        self.waited: Record | None = None
        self.criteria: dict[Name, list[Record]] = {}
        self.judged: dict[Name, set[str]] = {}
        self.counts = dict.fromkeys(NAMED, 0)

    def watching(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records, each looked at as it passes."""
        for record in records:
            match record["record"]:
                case "waited":
                    self.waited = record
                case "criterion":
                    self.criteria.setdefault((*record["table"],), []).append(record)
                case "participant":
                    self._check_participant(record)
            yield record

    def _check_participant(self, record: Record) -> None:
        """The figures that it names are those of its own results; a corrected one is a figure that it has."""
        said, results = record["waited"], {result["indicator"]: result for result in record["results"]}
        for name, codes in named(record["results"], self._judged_in(record)).items():
            same(_("what waited"), f"{record['union']} / {name}", said[name], codes)
        for code in said["filled"]:
            same(_("figure"), f"{record['union']} / {code}", code in results, True)
            same(_("state"), f"{record['union']} / {code}", results[code]["state"], "reported")
        for row in record["corrections"]:
            same(_("figure"), f"{record['union']} / {row['indicator']}", row["indicator"] in results, True)
        for name in NAMED:
            self.counts[name] += len(said[name])

    def _judged_in(self, record: Record) -> set[str]:
        table = (*(record["table"] or ()),)
        if table not in self.judged:
            self.judged[table] = judged_of(self.criteria.get(table, []))
        return self.judged[table]

    def check(self) -> None:
        """What is counted at the head is what is named below. Rows of today have no order that counts."""
        if self.waited is None:
            raise Difference(_("The sealed document does not say what waited."))
        counts = self.waited["counts"]
        for name in NAMED if counts is not None else ():
            same(_("what waited"), name, counts.get(name, 0), self.counts[name])
