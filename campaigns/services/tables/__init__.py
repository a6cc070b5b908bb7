"""A scoring table's life: made, changed as a draft, agreed, approved; replaced by a new version; cloned.

The first close of a phase that uses it locks it (`services/closing.py`). A version that is agreed takes the place of
the one before, which is superseded; one that a close has locked stays locked, since it goes on saying how that phase
was scored. Of a table the latest agreed version is chosen.
"""

from campaigns.services.tables.agreeing import agree_table, agree_words, approve_table, approve_words
from campaigns.services.tables.banding import (
    Condition,
    condition_fault,
    remove_band,
    remove_downgrade,
    save_band,
    save_downgrade,
)
from campaigns.services.tables.copying import carry_tables, copy_table, new_version
from campaigns.services.tables.criteria import remove_criterion, require_table_open, save_criterion
from campaigns.services.tables.guard import editor_words, require_editor
from campaigns.services.tables.lines import save_line
from campaigns.services.tables.making import edit_table, make_table, remove_table
from campaigns.services.tables.moving import move_criterion, place_criterion
from campaigns.services.tables.repairing import repair_table
from campaigns.services.tables.starting import STARTERS, Starter, start_table
from campaigns.services.tables.steps import Given, step_fault
from campaigns.services.tables.ties import move_tie_break, remove_tie_break, save_tie_break

__all__ = [
    "STARTERS",
    "Condition",
    "Given",
    "Starter",
    "agree_table",
    "agree_words",
    "approve_table",
    "approve_words",
    "carry_tables",
    "condition_fault",
    "copy_table",
    "edit_table",
    "editor_words",
    "make_table",
    "move_criterion",
    "move_tie_break",
    "new_version",
    "place_criterion",
    "remove_band",
    "remove_criterion",
    "remove_downgrade",
    "remove_table",
    "remove_tie_break",
    "repair_table",
    "require_editor",
    "require_table_open",
    "save_band",
    "save_criterion",
    "save_downgrade",
    "save_line",
    "save_tie_break",
    "start_table",
    "step_fault",
]
