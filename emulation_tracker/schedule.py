"""What the clock does, and how often. Each entry may run twice or late without harm."""

CLOCK_QUEUE = "clock"
#: A mail server may take all the time it wants here: the clock only sends the wake-up.
MAIL_QUEUE = "mail"

BEAT = {
    "tick": {"task": "units.tick", "schedule": 10.0, "options": {"expires": 30}},
    "close-due-phases": {"task": "campaigns.close_due_phases", "schedule": 10.0, "options": {"expires": 30}},
    "end-due-reopenings": {
        "task": "campaigns.end_due_reopenings",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "end-due-appraisals": {
        "task": "campaigns.end_due_appraisals",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "close-due-rounds": {"task": "awards.close_due_rounds", "schedule": 10.0, "options": {"expires": 30}},
    "end-due-sessions": {"task": "awards.end_due_sessions", "schedule": 10.0, "options": {"expires": 30}},
    "send-due-reminders": {
        "task": "campaigns.send_due_reminders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-jobs": {"task": "units.sweep_jobs", "schedule": 5.0, "options": {"expires": 30}},
    "deliver-mail": {"task": "units.deliver_mail", "schedule": 15.0, "options": {"expires": 30}},
    "sweep-sendings": {"task": "units.sweep_sendings", "schedule": 3600.0, "options": {"expires": 3600}},
    "remove-superseded": {
        "task": "campaigns.remove_superseded",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "seal-audit": {"task": "units.seal_audit", "schedule": 30.0, "options": {"expires": 60}},
}

#: What no deadline waits behind: a worker of the long jobs does it.
UNHURRIED = {"campaigns.remove_superseded"}
ROUTES = {
    entry["task"]: {"queue": CLOCK_QUEUE} for entry in BEAT.values() if entry["task"] not in UNHURRIED
} | {"units.deliver_mail": {"queue": MAIL_QUEUE}}
