"""The words of each refusal in the matrix, each with the status of the answer, by the name that its cells have."""

SAID = {
    "import": "422 Only staff of HN may prepare its campaigns. Please ask them to import this workbook.",
    # Who has no post is in sight of no union: neither the federation nor Ba Dinh exists for that person's workbook.
    "unknown": "422 “HN” is not known. Add it to the sheet “Công đoàn”, or correct the code. There is no phase 1 for "
    "this sector. Add it to the sheet of phases, or correct number and sector. “BD” is not known. Add it to the sheet "
    "“Công đoàn”, or correct the code. “DV” is not known. Add it to the sheet “Chỉ tiêu”, or correct the code.",
    "staff": "403 Only staff of LĐLĐ thành phố Hà Nội may do this. Please ask them.",
    "drafted": "409 “Đợt 1” takes no figures now: in preparation.",
    "submit": "403 Only officers of LĐLĐ quận Ba Đình submit its figures.",
    "keep": "403 Only officers of LĐLĐ quận Ba Đình keep the evidence of this figure.",
    "notyet": "409 “Đợt 1” is not launched yet.",
    "moved": "302 Left as it is: "
    "“Kết nạp đoàn viên mới” of LĐLĐ quận Long Biên is not submitted.",
    "answers": "403 Only officers of LĐLĐ quận Ba Đình answer questions about its figures.",
    "entry": "422 Entry of “Đợt 1” is not closed yet; it can be made final afterwards.",
    "waits": "422 3 submitted figures that the points read are not appraised yet. Please appraise them first.",
    "launch": "422 Launch the campaign first: before that the parties do not see the pledge.",
    "signers": "403 Only the chair of LĐLĐ quận Long Biên, or a vice chair for the chair, signs here.",
    "agree": "403 A scoring table is agreed by LĐLĐ thành phố Hà Nội, a cluster's own table also by its head.",
    "early": "409 “Đợt 1” takes figures from 01/07/2024.",
    "prepare": "403 Only the cluster's head or the launching federation circulates a pledge.",
    "assign": "403 The federation assigns targets; a union registers its own.",
    "asks": "403 Only officers of LĐLĐ quận Ba Đình ask for a change of its targets.",
    "officers": "403 Only officers of LĐLĐ quận Ba Đình enter its figures.",
    "others": "403 Some of these figures are not yours to enter. Please load the page again.",
    "over": "409 Every phase of “Thi đua năm 2024” has ended; its targets no longer change.",
    "ended": "409 The phase has ended: “Đợt 1” took figures until the end of 31/07/2024. "
    "To correct one, please ask LĐLĐ thành phố Hà Nội.",
    "launched": "409 “Thi đua năm 2024” is launched: the unions that take part see it, so nothing of it is removed. "
    "What is wrong can be changed.",
    "scored": "409 A closed phase is scored by this table, which no longer changes. Make a new version of it, and "
    "change that.",
    "tables": "403 A scoring table is changed by LĐLĐ thành phố Hà Nội, a cluster's own table also by its head.",
    "approve": "403 A scoring table is approved by LĐLĐ thành phố Hà Nội.",
    "inuse": "302 The table is in use or replaced, and is approved no more.",
    "year": "422 A phase of this campaign is closed, so its year stays 2024.",
    "adds": "422 A phase with this indicator is closed; it stays as it was: Sum of the phases.",
    "dates": "409 “Đợt 1” is closed; its dates no longer change.",
    "rows": "422 The phase is closed; its rows no longer change. Write what is stored: 800.",
    "locked": "302 A closed phase is scored by this table, which no longer changes.",
    "closing": "409 “Đợt 1” takes no figures now: closing.",
    "full": "422 “Đợt 1” is closed; nobody can be enrolled any more.",
    "isopen": "409 Entry of “Đợt 1” is open: please return the figure to its union instead.",
    "settled": "409 “Đợt 1” is final for Cụm thi đua số 1: its figures no longer change. If one must, please "
    "ask LĐLĐ thành phố Hà Nội to open a revision.",
    "mayonly": "403 Only officers of LĐLĐ quận Ba Đình may do this. Please ask them.",
    "noopin": "409 “Đợt 1” takes no opinions.",
    "rescind": "403 Only officers of LĐLĐ quận Ba Đình withdraw it.",
    "records": "403 Only the head of the cluster, or staff of the federation, records its conference.",
    "before": "409 A conference is recorded after the close and before the final, while the points are "
    "provisional.",
    "ready": "422 A cluster is no longer ready. Please look at the list again.",
    "already": "422 Every cluster is final, or being sealed.",
    "remove": "422 The campaign is in preparation: remove the union from the phase instead.",
    "inprep": "302 The campaign is in preparation: remove the union from the phase instead.",
    "beside": "409 The points are final; what was written beside them stays as it is.",
    "draws": "403 Only the leading union of the cluster, or staff of LĐLĐ thành phố Hà Nội, decide who checks whom.",
    "uncount": "302 Who checks whom is decided once entry is closed and the points are computed.",
    "namesit": "302 In a cluster of two or three unions the federation names who checks whom.",
    "sett302": "302 “Đợt 1” is final for Cụm thi đua số 1: its figures no longer change. If one must, please ask "
    "LĐLĐ thành phố Hà Nội to open a revision.",
    "names": "403 In a cluster of two or three unions the federation names who checks whom.",
    "ownchk": "403 You act for LĐLĐ quận Ba Đình yourself: nobody checks the own union.",
    "checker": "403 LĐLĐ quận Long Biên checks this union. Please ask its officers.",
    "ownvis": "403 You act for LĐLĐ quận Ba Đình yourself: somebody else visits it.",
    "visits": "403 Only the leading union of the cluster, or staff of LĐLĐ thành phố Hà Nội, plan and record visits.",
    "sett422": "422 “Đợt 1” is final for Cụm thi đua số 1: its figures no longer change. If one must, please ask "
    "LĐLĐ thành phố Hà Nội to open a revision.",
    "nofinal": "409 Nothing of “Đợt 1” is final yet; only final standings become public.",
    "nocheck": "409 Nothing that you read of “Đợt 1” is final yet. Once it is, its points are checked here.",
    "visnot": "422 “Đợt 1” is not launched yet.",
}  # fmt: skip
