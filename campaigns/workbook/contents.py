"""The sheet of the launch plan's contents."""

from collections.abc import Iterator

from campaigns.choices import ContentKind, Subject
from campaigns.models import Campaign, Content
from campaigns.services.bulk import write_rows
from campaigns.workbook.campaign import CampaignSheet
from common.workbook.columns import Kind, choice, of_kind, text
from common.workbook.stored import Known
from units.choices import Sector


class Contents(CampaignSheet):
    """What the campaign calls for, line by line."""

    key = "contents"
    title = "Nội dung"
    note = "Contents, thematic movements and anniversaries of the launch plan."
    identity = ("order",)
    columns = (
        of_kind(Kind.WHOLE, "order", "Thứ tự", need=True, ex=1),
        choice("kind", "Loại", ContentKind, default="content", ex="content"),
        choice("sector", "Khu vực", Sector),
        choice("subject", "Đối tượng", Subject, default="all", ex="all"),
        text("text", "Nội dung", need=True, ex="Thi đua lao động giỏi, lao động sáng tạo"),
        of_kind(Kind.DAY, "day", "Ngày"),
    )

    @classmethod
    def stored(cls, campaign: Campaign) -> Iterator[Known]:
        """Lines of the launch plan."""
        return cls.read(Content.objects.filter(campaign=campaign).order_by("order"))

    def apply(self) -> None:
        """In sets."""
        if self.changes:
            write_rows(
                model=Content,
                new=[Content(campaign=self.campaign, **change.row.values) for change in self.new],
                edits={c.pk: {f: v for f, v in c.row.values.items() if f != "order"} for c in self.changed},
                verb="write_contents",
                campaign=self.campaign,
                **self.run.who,
            )
